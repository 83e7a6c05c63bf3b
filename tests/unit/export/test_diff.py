"""What changed between two releases, and to what it is put down."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.release.changes import Cause, Change, causes_of, changes, circumstances, open_both
from pipeline.release.folders import Release
from tests.release_builder import NIGHT
from tests.unit.export.made_release import Row, household, publish_rows, sample


def two_releases(
    folder: Path, before: dict[str, list[Row]], after: dict[str, list[Row]], **more: Any
) -> tuple[Release, Release]:
    """`more`: what the newer manifest says otherwise."""
    old = publish_rows(folder / "marts", before, "a")
    return old, publish_rows(folder / "marts", after, "b", NIGHT + timedelta(days=1), **more)


def found(old: Release, new: Release) -> list[tuple[Change, list[Cause]]]:
    with open_both(old, new) as tables:
        around = circumstances(old, new, tables)
        return [(change, causes_of(change, around)) for change in changes(tables)]


def replaced(rows: dict[str, list[Row]], number: int, **values: Any) -> dict[str, list[Row]]:
    incomes = list(rows["mart_household_incomes"])
    incomes[number] = incomes[number] | values
    return rows | {"mart_household_incomes": incomes}


def test_the_same_marts_have_no_difference(tmp_path: Path) -> None:
    assert found(*two_releases(tmp_path, sample(3), sample(3))) == []


def test_an_item_that_moved_is_put_down_to_the_data(tmp_path: Path) -> None:
    other = household(1, 2016, wage_income=9_000_000)
    ((change, causes),) = found(*two_releases(tmp_path, sample(3), replaced(sample(3), 0, **other)))
    assert (change.survey_year, change.new and change.new["household_code"]) == (2016, "0001")
    assert causes[0].kind == "data" and causes[0].text == "工资性收入：21370.11 → 90000.00"


def test_a_correction_is_named_with_who_and_why(tmp_path: Path) -> None:
    other = household(1, 2016, wage_income=9_000_000)
    correction = {
        "survey_year": 2016,
        "household_id": other["household_id"],
        "village_id": other["village_id"],
        "item_code": "wage_income",
        "item_zh": "工资性收入",
        "delivered_text": "21370.11",
        "corrected_text": "90000",
        "status": "applied",
        "signed_by": "李四",
        "reason": "漏填",
        "source_file": "2016/更正.xlsx",
        "source_sheet": "更正表",
        "source_row": 4,
    }
    keep = {"stated_per_capita_yuan": Decimal("6362.40"), "stated_disposable_income_yuan": Decimal("25449.61")}
    after = replaced(sample(3), 0, **(other | keep)) | {"mart_corrections": [correction]}
    ((_, causes),) = found(*two_releases(tmp_path, sample(3), after))
    assert causes == [Cause("correction", "更正 工资性收入：21370.11 → 90000（李四：漏填）")]


def test_a_line_that_moved_is_put_down_to_the_parameter(tmp_path: Path) -> None:
    ((_, causes),) = found(
        *two_releases(tmp_path, sample(3), replaced(sample(3), 0, exit_line_yuan=Decimal("6500.00")))
    )
    assert causes == [Cause("parameter", "脱贫收入标准：6433.00 → 6500.00")]


def test_an_opinion_alone_names_what_may_have_moved_it(tmp_path: Path) -> None:
    after = replaced(sample(3), 0, verdict="borderline", verdict_zh="临界（线上）", borderline_side="above")
    after["mart_parameters"] = [after["mart_parameters"][0] | {"value": "business"}, after["mart_parameters"][1]]
    ((_, causes),) = found(*two_releases(tmp_path, sample(3), after))
    assert causes == [Cause("parameter", "以奖代补的归类")]


SETTINGS = {
    "site/headers/ledger.csv": "0",
    "site/limits.yml": "0",
    "site/parameters/words.yml": "0",
    "site/parameters/own.yml": "0",
}
SAID = Cause("setting", "表头对照 ledger.csv、读取限额、词表")


def test_an_opinion_may_have_moved_by_the_sites_settings(tmp_path: Path) -> None:
    after = replaced(sample(3), 0, verdict="borderline", verdict_zh="临界（线上）", borderline_side="above")
    ((_, causes),) = found(*two_releases(tmp_path, sample(3), after, parameters=SETTINGS))
    assert causes == [SAID]


def test_an_item_that_moved_in_the_same_file_may_be_read_by_other_headers(tmp_path: Path) -> None:
    after = replaced(sample(3), 0, **household(1, 2016, wage_income=9_000_000))
    ((_, causes),) = found(*two_releases(tmp_path, sample(3), after, parameters=SETTINGS))
    assert causes[0].kind == "data" and causes[-1] == SAID
    ((_, causes),) = found(
        *two_releases(tmp_path / "b", sample(3), after, parameters=SETTINGS, inputs={"2016/那仙村.xlsx": "0"})
    )
    assert SAID not in causes


def test_an_upgraded_library_is_other_code(tmp_path: Path) -> None:
    after = replaced(sample(3), 0, verdict="borderline", verdict_zh="临界（线上）", borderline_side="above")
    old, new = two_releases(tmp_path, sample(3), after)
    ((_, causes),) = found(
        old, publish_rows(tmp_path / "marts", after, "c", code=dict(new.manifest.code) | {"cn2an_version": "9"})
    )
    assert causes == [Cause("code", "程序有改动")]


def test_households_that_came_and_went_are_told(tmp_path: Path) -> None:
    before, after = sample(3), sample(3)
    before["mart_household_incomes"] = before["mart_household_incomes"][1:]
    after["mart_household_incomes"] = after["mart_household_incomes"][:-1]
    texts = [causes[0].text for _, causes in found(*two_releases(tmp_path, before, after))]
    assert sorted(texts) == ["收入统计表不再报送", "收入统计表新报送"]
