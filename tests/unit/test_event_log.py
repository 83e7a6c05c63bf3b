"""The run history keeps its databases open, and stays what stock Dagster reads."""

from pathlib import Path

import dagster as dg

from pipeline.dagster_home import prepared_instance
from pipeline.dagster_private import SqliteEventLogStorage
from pipeline.event_log import OPEN_DATABASES, OpenEventLogStorage
from pipeline.settings import Settings


@dg.multi_asset(
    specs=[dg.AssetSpec("rice")], check_specs=[dg.AssetCheckSpec("is_cooked", asset="rice")], name="rice_asset"
)
def rice():  # type: ignore[no-untyped-def]
    yield dg.MaterializeResult("rice", check_results=[dg.AssetCheckResult(passed=True, check_name="is_cooked")])


def test_what_it_writes_stock_dagster_reads(tmp_path: Path) -> None:
    settings = Settings.at(tmp_path)
    runs = []
    with prepared_instance(settings) as instance:
        storage = instance.event_log_storage
        for _ in range(OPEN_DATABASES + 2):
            runs.append(dg.materialize([rice], instance=instance).run_id)
        written = {run_id: len(instance.all_logs(run_id)) for run_id in runs}
        opened = getattr(storage, "_event_log_storage", storage)
        assert isinstance(opened, OpenEventLogStorage) and len(opened._engines) <= OPEN_DATABASES
    folder = settings.dagster_home / "history" / "runs"
    stock = SqliteEventLogStorage(str(folder))
    assert {run_id: len(stock.get_logs_for_run(run_id)) for run_id in runs} == written
    assert min(written.values()) > 5
    assert stock.get_asset_records([dg.AssetKey("rice")])[0].asset_entry.last_run_id == runs[-1]
    assert not list(folder.glob("*.db-wal"))  # folded back when the instance was left


def test_a_folder_that_moved_gets_its_own_history(tmp_path: Path) -> None:
    for name in ("here", "there"):
        with prepared_instance(Settings.at(tmp_path / name)) as instance:
            dg.materialize([rice], instance=instance)
            assert len(instance.get_runs()) == 1
        assert list((tmp_path / name / "dagster" / "history" / "runs").glob("*.db"))
