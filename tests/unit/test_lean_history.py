"""The run history stays small: of older runs remain times, errors, figures and results, and Dagster still reads them.

INCOME_TRIALS=100 sets how many runs are made (12 without it).
"""

import json
import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest

from pipeline.dagster_home import prepared_instance
from pipeline.lean_history import opened, slim_history
from pipeline.release.durable import size_of
from pipeline.service import dead_runs
from pipeline.service.dead_runs import forget_old_runs
from pipeline.settings import Settings

RUNS = int(os.environ.get("INCOME_TRIALS", "12"))
PICTURE = "![x](data:image/png;base64," + "A" * 100_000 + ")"
TABLES = 20


def table(number: int) -> dg.AssetsDefinition:
    """An asset as large as a mart's: a picture, a table of promises, a figure; every fifth check fails."""
    name = f"table_{number}"

    @dg.multi_asset(name=name, specs=[dg.AssetSpec(name)], check_specs=[dg.AssetCheckSpec("rule", asset=name)])
    def made():  # type: ignore[no-untyped-def]
        rows = dg.MetadataValue.table([dg.TableRecord({"承诺": "每户一行", "结果": "符合"})] * 20)
        check = dg.AssetCheckResult(
            passed=number % 5 > 0, check_name="rule", description="共8条", metadata={"承诺": rows, "条数": 8}
        )
        yield dg.MaterializeResult(
            name, metadata={"图": dg.MetadataValue.md(PICTURE), "行数": number}, check_results=[check]
        )

    return made


ASSETS = [table(number) for number in range(TABLES)]


def test_the_history_grows_by_little_and_the_latest_run_keeps_its_pictures(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    settings = Settings.at(tmp_path)
    sizes = []
    with prepared_instance(settings) as instance:
        for _ in range(RUNS):
            newest = dg.materialize(ASSETS, instance=instance).run_id
            sizes.append(size_of(settings.dagster_home / "history"))
        latest = instance.get_latest_materialization_event(dg.AssetKey("table_7"))
        assert latest is not None and latest.run_id == newest
        assert "图" in latest.asset_materialization.metadata  # type: ignore[union-attr]
        found = instance.fetch_materializations(dg.AssetKey("table_7"), limit=1000).records
        figures = [one.asset_materialization.metadata["行数"].value for one in found]  # type: ignore[union-attr]
        assert figures == [7] * RUNS
        first = instance.get_runs()[-1].run_id
        kinds = {entry.dagster_event.event_type_value for entry in instance.all_logs(first) if entry.dagster_event}
        failed = [entry for entry in instance.all_logs(first) if "ASSET_CHECK_EVALUATION" in str(entry.dagster_event)]
    grown = (sizes[-1] - sizes[1]) / (RUNS - 2)
    record_property("measured", f"run history after {RUNS} runs: {sizes[-1] / 1e6:.1f} MB, {grown / 1e3:.0f} kB a run")
    assert {"PIPELINE_SUCCESS", "STEP_START", "STEP_SUCCESS"} <= kinds and "STEP_OUTPUT" not in kinds
    assert len(failed) == TABLES // 5
    assert grown < 0.1 * sizes[0]


def test_a_night_goes_through_the_events_of_the_night_before_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    loads = json.loads
    monkeypatch.setattr("pipeline.lean_history.json.loads", lambda text: read.append(text) or loads(text))
    monkeypatch.setattr(
        "pipeline.event_log.slim_history", lambda folder, run_id: nights.append(slimmed(folder, run_id))
    )
    nights: list[int] = []

    def slimmed(folder: Path, run_id: str) -> int:
        read.clear()
        slim_history(folder, run_id)
        return len(read)

    with prepared_instance(Settings.at(tmp_path)) as instance:
        for _ in range(6):
            dg.materialize(ASSETS[:3], instance=instance)
    assert nights[0] == 0 and nights[1] > 0 and set(nights[2:]) == {nights[1]}


def test_a_run_that_has_not_ended_and_a_history_in_use_are_left_alone(tmp_path: Path) -> None:
    settings = Settings.at(tmp_path)
    with prepared_instance(settings) as instance:
        first = dg.materialize(ASSETS[:1], instance=instance).run_id
        path = settings.dagster_home / "history" / "runs" / f"{first}.db"
        with sqlite3.connect(path) as database:
            database.execute("delete from event_logs where dagster_event_type = 'PIPELINE_SUCCESS'")
        before = len(instance.all_logs(first))
        with sqlite3.connect(settings.dagster_home / "history" / "runs" / "index.db") as database:
            database.execute("create table garbage (id integer)")
        dg.materialize(ASSETS[:1], instance=instance)
        assert len(instance.all_logs(first)) == before


def test_runs_beyond_the_size_are_forgotten_oldest_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_runs, "KEEP_AT_LEAST", 3)
    settings = Settings.at(tmp_path)
    heard: list[list[str]] = []
    with prepared_instance(settings) as instance:
        alone = dg.materialize([table(TABLES)], instance=instance).run_id  # a table that no later run reports
        made = [dg.materialize(ASSETS, instance=instance).run_id for _ in range(7)]
        size = size_of(settings.dagster_home / "history")
        assert forget_old_runs(instance, settings.dagster_home, keep_days=180, keep_mb=1000) == []
        gone = forget_old_runs(instance, settings.dagster_home, keep_days=180, keep_mb=0, on_forget=heard.append)
        assert gone == made[:4] == heard[0] and size_of(settings.dagster_home / "history") < size
        assert [run.run_id for run in instance.get_runs()] == [*made[:3:-1], alone]
        monkeypatch.setattr(time, "time", lambda: 4e9)
        assert forget_old_runs(instance, settings.dagster_home, keep_days=180) == []


@pytest.mark.parametrize("name", ["县#1", "100%25", "a?mode=memory"])
def test_a_database_is_opened_where_it_lies_whatever_its_folder_is_called(tmp_path: Path, name: str) -> None:
    """Without quoting, 县#1/a.db is the file 县, outside the data folder."""
    path = tmp_path / name / "a.db"
    path.parent.mkdir()
    with pytest.raises(sqlite3.OperationalError), opened(path) as database:
        database.execute("create table t (a)")
    sqlite3.connect(path).close()
    with opened(path) as database:
        database.execute("create table t (a)")
    with opened(path, "ro") as database, pytest.raises(sqlite3.OperationalError, match="readonly"):
        database.execute("insert into t values (1)")
    assert [one.name for one in tmp_path.iterdir()] == [name] and path.stat().st_size > 0
