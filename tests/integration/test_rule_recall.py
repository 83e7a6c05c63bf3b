"""The rules measured: every planted fault is found, and clean households are left alone."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.demo_key import make_keyed_demo
from tests.pipeline_chain import run_to_findings
from tests.rule_recall import Place, Planted, Score, household_ids, score
from tests.second_office.office import make_office

pytestmark = pytest.mark.xdist_group("recall")
Record = Callable[[str, object], None]
# seed, villages, households per village: small demos carry every kind of fault, the whole one the clean households
NEW_GAPS = ("dropout", "drinking_water")
DEMOS = [(2018, 26, 30), (7, 8, 14), (11, 9, 12)]


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """A table of the demo's key."""
    with path.open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def place(row: dict[str, str], village: str = "village_name", code: str = "household_code") -> Place:
    return int(row["survey_year"]), row[village], row[code]


def demo_score(folder: Path, seed: int, villages: int, households: int) -> Score:
    make_keyed_demo(folder, villages=villages, households=households, seed=seed)
    planted = [
        Planted(row["rule_id"], place(row), row["detail"],
                place(row, "partner_village_name", "partner_code") if row["partner_code"] else None)
        for row in rows_of(folder / "demo_key" / "faults.csv")
    ]  # fmt: skip
    years = rows_of(folder / "demo_key" / "household_years.csv")
    untouched = [place(row) for row in years if row["is_touched"] == "false"]
    return score(run_to_findings(folder), planted, untouched)


def judge(result: Score) -> None:
    assert result.missed == []
    assert result.alarms("critical") == 0, result.false_alarms
    assert result.alarms("warning") * 200 <= result.untouched, result.false_alarms


@pytest.mark.parametrize(("seed", "villages", "households"), DEMOS)
def test_every_fault_of_the_demo_is_found(
    seed: int, villages: int, households: int, tmp_path: Path, record_property: Record
) -> None:
    result = demo_score(tmp_path, seed, villages, households)
    record_property("measured", result.told(f"示例数据（种子 {seed}）"))
    judge(result)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_fault_of_an_independent_planter_is_found(seed: int, tmp_path: Path, record_property: Record) -> None:
    office = make_office(tmp_path, seed)
    workspace = run_to_findings(tmp_path)
    result = score(workspace, office.planted, office.untouched)
    record_property("measured", result.told(f"另一套数据（种子 {seed}）"))
    judge(result)
    ids = household_ids(workspace)
    gaps = pq.read_table(workspace.path("mart_coverage_gaps")).to_pylist()
    found = sorted((row["gap"], row["survey_year"], row["household_id"]) for row in gaps if row["gap"] in NEW_GAPS)
    assert found == sorted((gap, year, ids[village, code]) for gap, year, village, code in office.gaps)
