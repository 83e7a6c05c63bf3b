"""What is measured at one size, side by side, with equal results checked."""

import os
import shutil
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from pipeline.contracts import ROOT, arrow_schema, contracts
from pipeline.demo.deliver import make_demo
from pipeline.intake.raw_tables import RAW_TABLES
from pipeline.models import model_queries
from tests.benchmarks.baseline import earlier_whole_run, measured_actions
from tests.benchmarks.children import TaskFailedError, Usage, measure
from tests.benchmarks.core_job import MADE, MODELS
from tests.benchmarks.nights import measured_nights
from tests.benchmarks.pairs import Measured, alternate
from tests.benchmarks.sizes import Size
from tests.generated_rows.raw_rows import make_raw_rows
from tests.twin_difference import twin_difference

PER_VILLAGE = 30
CHAIN = "chain to verified income"
STOP_AT = 6.5  # times our own CPU: by then Spark has missed what it would have to reach
SPARK_PYTHON = Path(os.environ.get("SPARK_PYTHON", ROOT / ".venv-spark" / "bin" / "python"))


@dataclass
class Bench:
    """The folders of one size's measurements."""

    size: Size
    folder: Path

    def make_inputs(self) -> None:
        """Raw rows, and deliveries as workbooks; kept from one run to the next while the contract stays."""
        for folder, households in ((self.raw, self.size.households), (self.smaller, self.size.smaller)):
            if households and not has_raw_rows(folder):
                shutil.rmtree(folder, ignore_errors=True)
                make_raw_rows(folder, households)
        if self.size.has_csv and not self.csv.exists():
            as_csv(self.raw, self.csv)
        if self.size.workbooks and not (self.deliveries / "raw").exists():
            make_demo(self.deliveries, villages=self.size.workbooks // PER_VILLAGE, households=PER_VILLAGE, seed=2018)

    @property
    def raw(self) -> Path:
        return self.folder / "raw"

    @property
    def smaller(self) -> Path:
        return self.folder / "smaller"

    @property
    def csv(self) -> Path:
        return self.folder / "csv"

    @property
    def deliveries(self) -> Path:
        return self.folder / "deliveries"

    def fresh(self, name: str) -> Path:
        """An empty folder."""
        path = self.folder / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path

    def whole(self, limit: str = "") -> Usage:
        """The whole run; its tables feed the others."""
        return measure("whole_run", self.raw, self.fresh("data"), limit, folder=self.folder)

    def chain(self) -> dict[str, Measured]:
        """The chain to verified income."""
        usage = measure("income_chain", self.raw, self.fresh("chain"), folder=self.folder)
        shutil.rmtree(self.folder / "chain")
        return {CHAIN: Measured((usage,))}

    def small(self) -> dict[str, Measured]:
        """The whole run of fewer households."""
        if not self.size.smaller:
            return {}
        usage = measure("whole_run", self.smaller, self.fresh("data"), folder=self.folder)
        return {f"whole run of {self.size.smaller:,} households": Measured((usage,))}

    def earlier(self) -> dict[str, Measured]:
        """What users do, and the whole run, by an earlier version and by this one."""
        found = {}
        if self.size.villages:
            found |= measured_actions(self.kept("earlier"), self.size.villages, self.size.rounds)
        if self.size.has_earlier:
            found |= earlier_whole_run(self.kept("earlier"), self.size.households)
        return found

    def kept(self, name: str) -> Path:
        """A folder that is kept from one benchmark to the next."""
        path = self.folder / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def pairs(self) -> dict[str, Measured]:
        """The run, its bare SQL and the floor; then the core job in each tool."""
        first = self.whole()
        given = self.fresh("given")
        for path in Path(first.report["folder"]).glob("*.parquet"):
            os.link(path, given / path.name)
        if self.size.rounds == 1:
            found = {"whole run": Measured((first,))}
            against = {}
        else:
            found, against = {}, {"whole run": self.whole}
        against |= {
            "bare SQL": lambda: measure("bare_sql", given, self.fresh("bare"), folder=self.folder),
            "scan": lambda: measure("scan_raw", self.raw, folder=self.folder),
        }
        if self.size.has_csv:
            against["scan of CSV"] = lambda: measure("scan_raw", self.csv, folder=self.folder)
        core = {
            "core: models on DuckDB": lambda: measure(
                "bare_sql", given, self.fresh("core"), *MODELS, folder=self.folder
            ),
            "core: SQL tuned by hand": partial(self.peer, "core_sql", given),
            "core: Polars": partial(self.peer, "core_polars", given),
            "core: pandas": partial(self.peer, "core_pandas", given),
        }
        found |= alternate(against, self.size.rounds) | alternate(core, self.size.rounds)
        if SPARK_PYTHON.exists():
            ours = found["core: models on DuckDB"].cpu
            limit = int(STOP_AT * ours) if self.size.is_province else 0
            found |= alternate({"core: Spark local": partial(self.spark, given, limit)}, self.size.rounds)
        return found

    def peer(self, task: str, given: Path) -> Usage:
        """The core job in another tool, its tables equal to ours."""
        out = self.fresh(task)
        usage = measure(task, given, out, folder=self.folder)
        must_equal(given, out)
        return usage

    def spark(self, given: Path, cpu_limit: int) -> Usage:
        """The core job on Spark, its tables equal to ours; at a province's size it is stopped once the bar is proven."""
        out = self.fresh("core_spark")
        folder = self.fresh("sql")
        models = [folder / f"{name}.sql" for name in MODELS]
        for path in models:
            path.write_text(model_queries()[path.stem], encoding="utf-8")
        threads = str(os.cpu_count())
        usage = measure(
            "core_spark", given, out, threads, *models, folder=self.folder, python=SPARK_PYTHON, cpu_limit=cpu_limit
        )
        if not usage.is_stopped:
            for name in MADE:  # part files as one: what compares tables may open the files it was given, and no folder
                pq.write_table(pq.read_table(out / name), out / f"{name}.parquet")
            must_equal(given, out)
        return usage

    def reading(self) -> dict[str, Measured]:
        """Workbooks by the product and by calamine alone."""
        raw = self.deliveries / "raw"
        tasks = {
            "read: product": lambda: measure("read_deliveries", raw, self.folder / "read", folder=self.folder),
            "read: calamine": lambda: measure("read_calamine", raw, folder=self.folder),
        }
        return alternate(tasks, self.size.rounds) if self.size.workbooks else {}

    def nights(self) -> dict[str, Measured]:
        """The nightly command on the workbooks, three times on one folder."""
        if not self.size.workbooks:
            return {}
        return measured_nights(partial(measure, folder=self.folder), self.deliveries, self.fresh("nights"))


def has_raw_rows(folder: Path) -> bool:
    """Whether raw tables of today's contract lie there."""
    try:
        return all(
            pq.read_schema(folder / f"{name}.parquet").names == arrow_schema(contracts()[name]).names
            for name in RAW_TABLES
        )
    except OSError:
        return False


def as_csv(raw: Path, out: Path) -> None:
    """The raw tables once more, as CSV."""
    unfinished = out.with_name("csv.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    with duckdb.connect() as connection:
        for path in raw.glob("*.parquet"):
            connection.execute(
                f"copy (from '{path}') to '{unfinished / path.stem}.csv' (format csv, header true)"
            ).fetchall()
    unfinished.replace(out)


def must_equal(given: Path, out: Path) -> None:
    """Raises TaskFailedError where a tool's table differs from the run's: a fast wrong answer does not count."""
    for name in MADE:
        difference = twin_difference(given / f"{name}.parquet", out / f"{name}.parquet")
        if difference:
            raise TaskFailedError(f"{out.name}: {name} differs: {difference}")


def python_version() -> str:
    """The interpreter's version."""
    return sys.version.split()[0]
