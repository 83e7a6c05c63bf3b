"""The resource through which every asset reaches its run: folders, engine, as-of date, what-if settings."""

import datetime as dt
import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import dagster as dg
from pydantic import PrivateAttr

from expectations import row_rules
from pipeline.charts import pictures
from pipeline.engines import DUCKDB, open_engine
from pipeline.intake.demo_marker import foreign_files
from pipeline.parameter_tables import today
from pipeline.release.failures import LockedError
from pipeline.release.lease import Lease, take_lease
from pipeline.release.secret import check_person_key
from pipeline.settings import Settings, restrict_permissions
from pipeline.side_process import SideProcess
from pipeline.workspace import Workspace


class MixedDemoError(RuntimeError):
    """Real deliveries lie beside invented ones."""


class IncomeRun(dg.ConfigurableResource):
    """One run: where its data are, for which day it is made, and what it supposes.

    `as_of` is an ISO date (empty: today in Shanghai); `what_if` sets parameters for a trial calculation;
    `fresh` makes everything anew, whatever the latest whole run made from the same inputs.
    `new_person_key` lets it use another key of the person hashes than the newest release.
    `engine` is duckdb or spark; `remote` is the address of a Spark Connect server (empty: one is started here).
    The run holds the lease from its first step to its last, so two runs never mix; it waits `wait_seconds` for
    another run to give the lease back, then fails. Files that changed within `settle_seconds` are left to the next run.
    """

    data_dir: str = "data"
    as_of: str = ""
    what_if: dict[str, str] = {}  # noqa: RUF012  (pydantic copies defaults)
    memory_limit: str = ""
    fresh: bool = False
    new_person_key: bool = False
    engine: str = DUCKDB
    remote: str = ""
    wait_seconds: int = 0
    settle_seconds: int = 0

    _workspace: Workspace | None = PrivateAttr(default=None)
    _lease: Lease | None = PrivateAttr(default=None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["IncomeRun"]:
        """Take the lease and open the run's workspace; give the lease back whatever happens."""
        restrict_permissions()
        settings = Settings.at(self.data_dir)
        settings.create_folders()
        if foreign_files(settings.data):
            raise MixedDemoError("data/raw 中同时有示例文件和真实报送文件，请先运行 income demo --remove。")
        check_person_key(settings, self.new_person_key)
        run_id = context.run_id or "interactive"
        with (
            lease_within(settings, run_id, self.wait_seconds) as lease,
            open_engine(self.engine, settings.data, self.remote, self.memory_limit) as engine,
            closing(SideProcess(row_rules.row_rule_class, pictures.load_charts)) as side_process,
        ):
            self._lease = lease
            beside = side_process if self.has_side_process else None
            self._workspace = Workspace(settings, run_id, engine, self.fresh, beside)
            yield self

    @property
    def has_side_process(self) -> bool:
        """Whether the run may use a second core and memory beside DuckDB's: checks on Spark are made where Spark's session is."""
        return self.engine == DUCKDB and not self.memory_limit and (os.cpu_count() or 1) > 1

    def warm_up(self) -> None:
        """Import Great Expectations and matplotlib beside what runs now: the first check and the first chart find them."""
        if self.workspace.side_process is not None:
            self.workspace.side_process.start()
        elif self.engine == DUCKDB:
            row_rules.warm_up()

    @property
    def workspace(self) -> Workspace:
        if self._workspace is None:
            raise RuntimeError("the run has not begun")
        return self._workspace

    @property
    def lease(self) -> Lease:
        if self._lease is None:
            raise RuntimeError("the run has not begun")
        return self._lease

    @property
    def as_of_date(self) -> dt.date:
        """The day for which the run is made. Raises ValueError for no ISO date."""
        return dt.date.fromisoformat(self.as_of) if self.as_of else today()


def lease_within(settings: Settings, run_id: str, seconds: float) -> Lease:
    """The lease, as soon as another run gives it back. Raises LockedError after so many seconds."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return take_lease(settings.marts_dir, run_id)
        except LockedError:
            if time.monotonic() >= deadline:
                raise
        time.sleep(1.0)
