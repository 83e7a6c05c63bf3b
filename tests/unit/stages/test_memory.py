"""First-seen dates are remembered by the releases alone: data/work may be gone, a backdated run learns nothing new."""

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.contracts import arrow_schema, contracts
from pipeline.release.lease import take_lease
from pipeline.release.manifest import Manifest
from pipeline.release.memory import (
    arrivals_table,
    previous_findings,
    previous_rectifications,
    previous_tasks,
    served_release,
)
from pipeline.release.publish import publish
from tests.release_builder import NIGHT, SOURCE_HASH

FIRST, LATER = dt.date(2018, 12, 9), dt.date(2018, 12, 12)


def delivery(file: str, cells: str | None, sha256: str = "a", **more: Any) -> dict[str, Any]:
    return {"source_file": file, "source_sheet": "S", "kind": "roster", "survey_year": 2018, "sheet_hash": cells,
            "sha256": sha256, "first_seen_on": None} | more  # fmt: skip


def seen(deliveries: list[dict[str, Any]], marts: Path, as_of: dt.date) -> dict[str, dt.date]:
    rows = arrivals_table(deliveries, marts, as_of).to_pylist()
    return {row["source_file"]: row["first_seen_on"] for row in rows}


def release(marts: Path, run_id: str, as_of: dt.date, number: int, tables: dict[str, list[dict[str, Any]]]) -> None:
    """A release that holds these marts (columns left out are null)."""
    with take_lease(marts, run_id) as lease:
        for name, rows in tables.items():
            full = [{field: row.get(field) for field in arrow_schema(contracts()[name]).names} for row in rows]
            pq.write_table(
                pa.Table.from_pylist(full, arrow_schema(contracts()[name])), lease.build_dir() / f"{name}.parquet"
            )
        code = {"package_version": "0", "git_commit": None, "source_sha256": SOURCE_HASH}
        manifest = Manifest(run_id, as_of, {name: len(rows) for name, rows in tables.items()}, {}, {}, code)
        publish(marts, lease.build_dir(), manifest.sealed(what_if=None), lease.generation, by="测试",
                now=NIGHT + dt.timedelta(days=number))  # fmt: skip


def test_a_content_keeps_its_first_day_under_another_name_and_in_other_bytes(tmp_path: Path) -> None:
    release(tmp_path, "one", FIRST, 1, {"mart_deliveries": [delivery("a.xlsx", "cells", first_seen_on=FIRST)]})
    found = seen([delivery("b.xlsx", "cells", "other bytes"), delivery("c.xlsx", "new cells")], tmp_path, LATER)
    assert found == {"b.xlsx": FIRST, "c.xlsx": LATER}


def test_what_was_never_read_is_known_by_its_bytes(tmp_path: Path) -> None:
    release(tmp_path, "one", FIRST, 1, {"mart_deliveries": [delivery("a.xlsx", None, first_seen_on=FIRST)]})
    found = seen([delivery("a.xlsx", None), delivery("b.xlsx", None, "other bytes")], tmp_path, LATER)
    assert found == {"a.xlsx": FIRST, "b.xlsx": LATER}


def test_the_day_survives_a_withdrawal_and_a_restored_copy_of_the_releases(tmp_path: Path) -> None:
    marts = tmp_path / "marts"
    release(marts, "one", FIRST, 1, {"mart_deliveries": [delivery("a.xlsx", "cells", first_seen_on=FIRST)]})
    release(marts, "two", LATER, 2, {"mart_deliveries": []})
    shutil.copytree(marts, tmp_path / "restored", symlinks=True)
    assert seen([delivery("a.xlsx", "cells")], tmp_path / "restored", LATER) == {"a.xlsx": FIRST}


def test_a_run_made_for_an_earlier_day_does_not_backdate_what_came_later(tmp_path: Path) -> None:
    release(tmp_path, "one", LATER, 1, {"mart_deliveries": [delivery("a.xlsx", "cells", first_seen_on=LATER)]})
    assert seen([delivery("a.xlsx", "cells")], tmp_path, FIRST) == {"a.xlsx": LATER}


def test_a_release_of_an_older_program_says_nothing(tmp_path: Path) -> None:
    release(tmp_path, "one", FIRST, 1, {"mart_stage_tasks": []})
    assert seen([delivery("a.xlsx", "cells")], tmp_path, LATER) == {"a.xlsx": LATER}


def test_tasks_keep_the_day_they_were_first_delivered(tmp_path: Path) -> None:
    task = {"stage": 1, "household_id": "h", "survey_year": 2018, "first_delivered_on": FIRST}
    rows = [task, task | {"household_id": "k", "first_delivered_on": None}]
    release(tmp_path, "one", FIRST, 1, {"mart_stage_tasks": rows})
    assert previous_tasks(tmp_path).to_pylist() == [task]


def test_a_run_goes_on_from_the_newest_release_not_made_for_a_later_day(tmp_path: Path) -> None:
    assert served_release(tmp_path, LATER) is None
    release(tmp_path, "one", FIRST, 1, {"mart_stage_tasks": []})
    release(tmp_path, "two", LATER, 2, {"mart_stage_tasks": []})
    found = [served_release(tmp_path, day) for day in (LATER, FIRST, FIRST - dt.timedelta(days=1))]
    assert [one and one.manifest.as_of_date for one in found] == [LATER, FIRST, None]


def test_a_damaged_release_is_passed_over_and_stops_no_run(tmp_path: Path) -> None:
    """The same content in two releases: with the newer one damaged the older one still knows its first day."""
    for number, run_id in enumerate(("one", "two"), 1):
        marts = {"mart_deliveries": [delivery("a.xlsx", "cells", first_seen_on=FIRST)], "mart_rectifications": []}
        release(tmp_path, run_id, FIRST, number, marts)
    whole, damaged = sorted((tmp_path / "releases").iterdir())
    for name in ("mart_deliveries.parquet", "mart_rectifications.parquet"):
        (damaged / name).chmod(0o600)
        (damaged / name).write_bytes((damaged / name).read_bytes()[:-1] + b"x")
    assert seen([delivery("a.xlsx", "cells")], tmp_path, LATER) == {"a.xlsx": FIRST}
    found = served_release(tmp_path, LATER, "mart_rectifications")
    assert found is not None and found.path == whole


def test_the_ledger_and_the_doubts_of_the_release_gone_on_from_are_read(tmp_path: Path) -> None:
    doubt = {"finding_id": "f1", "state": "answered", "found_on": FIRST, "reopened_count": 0}
    matter = {"rectification_id": "ZG-1", "state": "open", "found_on": FIRST, "reopened_count": 0}
    release(tmp_path, "r1", FIRST, 1, {"mart_finding_states": [doubt], "mart_rectifications": [matter]})
    release(tmp_path, "r2", LATER, 2, {"mart_finding_states": [], "mart_rectifications": []})
    assert [row["state"] for row in previous_findings(tmp_path, FIRST).to_pylist()] == ["answered"]
    assert [row["rectification_id"] for row in previous_rectifications(tmp_path, FIRST).to_pylist()] == ["ZG-1"]
    assert previous_findings(tmp_path, LATER).num_rows == 0
    assert previous_findings(tmp_path, FIRST - dt.timedelta(days=1)).num_rows == 0


def test_a_release_without_states_of_doubts_remembers_none(tmp_path: Path) -> None:
    release(tmp_path, "r1", FIRST, 1, {"mart_rectifications": []})
    assert previous_findings(tmp_path, FIRST).num_rows == 0


def test_a_content_that_was_taken_back_and_comes_again_is_first_seen_then_and_in_force_since_now(
    tmp_path: Path,
) -> None:
    old, new = delivery("a.xlsx", "h1"), delivery("a.xlsx", "h2")
    for number, (day, rows) in enumerate([(FIRST, [old]), (LATER, [new])], 1):
        told = arrivals_table(rows, tmp_path, day).to_pylist()[0]
        dates = {name: told[name] for name in ("first_seen_on", "in_force_since")}
        release(tmp_path, f"r{number}", day, number, {"mart_deliveries": [rows[0] | dates]})
    day = LATER + dt.timedelta(days=1)
    (again,) = arrivals_table([old], tmp_path, day).to_pylist()
    (kept,) = arrivals_table([new], tmp_path, day).to_pylist()
    assert (again["first_seen_on"], again["in_force_since"]) == (FIRST, day)
    assert (kept["first_seen_on"], kept["in_force_since"]) == (LATER, LATER)


def test_tasks_are_those_of_the_last_release_that_is_whole(tmp_path: Path) -> None:
    tasks = [
        {"stage": stage, "household_id": "h", "survey_year": 2018, "first_delivered_on": FIRST} for stage in (1, 2, 3)
    ]
    for number, task in enumerate(tasks, 1):
        release(tmp_path, f"r{number}", FIRST, number, {"mart_stage_tasks": [task], "mart_deliveries": []})
    assert previous_tasks(tmp_path).to_pylist() == tasks[2:]
    damaged = sorted((tmp_path / "releases").iterdir())[-1] / "mart_stage_tasks.parquet"
    damaged.chmod(0o600)
    damaged.write_bytes(b"no Parquet")
    assert previous_tasks(tmp_path).to_pylist() == tasks[1:2]


def test_what_is_remembered_has_the_types_of_its_table(tmp_path: Path) -> None:
    release(tmp_path, "r1", FIRST, 1, {"mart_stage_tasks": [], "mart_deliveries": []})
    for table, found in {
        "raw_previous_tasks": previous_tasks(tmp_path),
        "raw_arrivals": arrivals_table([], tmp_path, FIRST),
        "raw_previous_findings": previous_findings(tmp_path, FIRST),
        "raw_previous_rectifications": previous_rectifications(tmp_path, FIRST),
    }.items():
        assert found.schema.equals(arrow_schema(contracts()[table])), table


def test_a_release_whose_ledger_has_other_columns_is_gone_on_from_without_it(tmp_path: Path) -> None:
    with take_lease(tmp_path, "r1") as lease:
        pq.write_table(pa.table({"finding_id": ["f"]}), lease.build_dir() / "mart_finding_states.parquet")
        pq.write_table(pa.table({"stage": [1]}), lease.build_dir() / "mart_stage_tasks.parquet")
        code = {"package_version": "0", "git_commit": None, "source_sha256": SOURCE_HASH}
        manifest = Manifest("r1", FIRST, {"mart_finding_states": 1, "mart_stage_tasks": 1}, {}, {}, code)
        publish(tmp_path, lease.build_dir(), manifest.sealed(what_if=None), lease.generation, by="测试", now=NIGHT)
    assert previous_findings(tmp_path, LATER).num_rows == 0
    assert previous_tasks(tmp_path).num_rows == 0


def test_a_damaged_release_is_named_in_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    release(tmp_path, "r1", FIRST, 1, {"mart_stage_tasks": []})
    (damaged,) = (tmp_path / "releases").iterdir()
    (damaged / "mart_stage_tasks.parquet").chmod(0o600)
    (damaged / "mart_stage_tasks.parquet").write_bytes(b"no Parquet")
    assert served_release(tmp_path, LATER, "mart_stage_tasks") is None
    assert served_release(tmp_path, LATER) is not None
    assert caplog.messages[0].startswith(f"不沿用已损坏的版本：版本 {damaged.name} 的文件 mart_stage_tasks.parquet")
