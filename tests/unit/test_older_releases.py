"""A release of an earlier version, without a mart and a column of today: it opens, explains and is compared."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.explanation import explain
from pipeline.release.changes import changes, open_both
from pipeline.release.folders import Release
from pipeline.release.lease import take_lease
from pipeline.release.publish import publish, write_marts_database
from pipeline.release.readback import open_release, verify_release
from tests.release_builder import manifest_of
from tests.unit.export.made_release import publish_rows, sample

GONE = {"mart_household_incomes": ["verdict_text", "pension_yuan", "borderline_side"], "mart_findings": ["title"]}


@pytest.fixture
def old_and_new(tmp_path: Path) -> tuple[Release, Release]:
    marts = tmp_path / "marts"
    new = publish_rows(marts, sample(3))
    with take_lease(marts, "earlier") as lease:
        counts = {}
        for name in new.manifest.row_counts:
            if name in ("mart_corrections", "mart_stress_tests"):
                continue
            rows = pq.read_table(new.table(name)).drop_columns(GONE.get(name, []))
            pq.write_table(rows, lease.build_dir() / f"{name}.parquet")
            counts[name] = rows.num_rows
        write_marts_database(lease.build_dir(), {})
        old = publish(marts, lease.build_dir(), manifest_of("earlier", **counts), lease.generation)
    return old, new


def test_what_it_lacks_is_empty(old_and_new: tuple[Release, Release]) -> None:
    old, _ = old_and_new
    verify_release(old)
    with open_release(old) as marts:
        rows = marts.execute("select verdict_text, pension_yuan, survey_year from mart_household_incomes").fetchall()
        assert len(rows) == old.manifest.row_counts["mart_household_incomes"] > 0
        assert {row[:2] for row in rows} == {(None, None)} and {row[2] for row in rows} == {2016, 2017, 2018}
        assert marts.execute("select count(*) from mart_stress_tests").fetchall() == [(0,)]


def test_it_explains_and_is_compared(old_and_new: tuple[Release, Release]) -> None:
    old, new = old_and_new
    household = pq.read_table(new.table("mart_household_incomes"))["household_id"][0].as_py()
    page = explain(old, household)
    assert page.receipt["release_id"] == old.id and len(page.years) == 3
    with open_both(old, new) as tables:
        found = list(changes(tables))
    assert found and {
        name for change in found for name in change.differing(("pension_yuan", "disposable_income_yuan"))
    } == {"pension_yuan"}
