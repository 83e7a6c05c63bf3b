"""The draw: the same for the same seed and release, its constraints hold for any village, its sheets come back as checks."""

from io import BytesIO
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from assets.raw import HEADERS
from pipeline.handouts.forms.word import word_document
from pipeline.handouts.sample.draw import FRAGILE, Plan, candidates, drawn, riskiest, shares, survey
from pipeline.handouts.sample.field_sheets import SHIPPED, drawn_figures, field_forms, field_plan, lists
from pipeline.handouts.workbook import write_workbook
from pipeline.intake.intake import check_files
from pipeline.recognition.headers import HeaderBook
from pipeline.workbooks.limits import Limits
from tests.table_cases import arrow_rows

PLAN = Plan("甲子", "aa" * 32, 10, 1, 10, (5, 3, 2))


def household(number: int, disabled: int = 0, able: bool | None = True, verdict: str | None = "met") -> dict[str, Any]:
    return {"household_id": f"V|{number}", "disabled_count": disabled, "has_labour_capacity": able,
            "final_year_verdict": verdict, "critical_count": 0, "warning_count": 0, "relapse_risk": False,
            "lowest_margin": None}  # fmt: skip


villages = st.lists(
    st.builds(
        household, st.integers(0, 10**6), st.integers(0, 2), st.sampled_from([True, False, None]),
        st.sampled_from([*FRAGILE, None]),
    ), min_size=1, max_size=40, unique_by=lambda one: one["household_id"],
)  # fmt: skip


@given(villages, st.text(max_size=5), st.randoms())
@settings(max_examples=200, deadline=None)
def test_the_draws_constraints_hold_for_any_village(own: list[dict[str, Any]], seed: str, random: Any) -> None:
    plan = Plan(seed, "aa" * 32, 10, 1, 10, (5, 3, 2))
    taken = drawn(plan, own)
    assert len(taken) == min(10, len(own))
    assert len({one["household_id"] for one in taken}) == len(taken)
    assert any(one["disabled_count"] for one in taken) == any(one["disabled_count"] for one in own)
    mixed = list(own)
    random.shuffle(mixed)
    assert [one["household_id"] for one in drawn(plan, mixed)] == [one["household_id"] for one in taken]
    able, others, unable = survey(plan, own)
    assert len(able) <= 5 and others == 3 and len(unable) <= 2
    assert all(one["has_labour_capacity"] for one in able)
    assert all(one["has_labour_capacity"] is False for one in unable)
    risky = riskiest(plan, own)
    places = [FRAGILE.index(one["final_year_verdict"]) if one["final_year_verdict"] else -1 for one in risky]
    assert places == sorted(places)


def test_more_disabled_than_households_are_asked_for_is_every_household_drawn() -> None:
    own = [household(number, disabled=number % 2) for number in range(20)]
    taken = drawn(Plan("甲子", "aa" * 32, 3, 5, 10, (5, 3, 2)), own)
    assert [one["disabled_count"] for one in taken] == [1, 1, 1]


def test_a_disabled_member_counts_by_the_newest_year_with_a_statement_or_without() -> None:
    connection = duckdb.connect()
    ids = ("died", "lives", "silent", "silent, died", "silent, well")
    tables = {
        "mart_exit_reviews": [{"household_id": one, "village_id": "V", "household_code": one} for one in ids],
        "mart_household_incomes": [
            {"household_id": one, "survey_year": year, "disabled_count": int(one == "lives" or year == 2016)}
            for one in ids[:2]
            for year in (2016, 2018)
        ],
        "mart_members": [{"household_id": one, "survey_year": year} for one in ids for year in (2016, 2018)],
        "mart_person_states": [
            {"household_id": one, "survey_year": year, "person_key": one, "person_state": state, "is_on": True}
            for one, year, state in (
                ("silent", 2018, "disability"),
                ("silent, died", 2016, "disability"),
                ("silent, well", 2018, "schooling"),
            )
        ],
    }
    for name, rows in tables.items():
        connection.register("given", arrow_rows(name, rows))
        connection.execute(f"create table {name} as from given")
    found = {one["household_id"]: one["disabled_count"] for one in candidates(connection)["V"]}
    assert found == {"died": 0, "lives": 1, "silent": 1, "silent, died": 0, "silent, well": 0}


def test_another_seed_or_another_release_draws_others() -> None:
    own = [household(number) for number in range(40)]
    first = [one["household_id"] for one in drawn(PLAN, own)]
    assert first != [one["household_id"] for one in drawn(Plan("乙丑", "aa" * 32, 10, 1, 10, (5, 3, 2)), own)]
    assert first != [one["household_id"] for one in drawn(Plan("甲子", "bb" * 32, 10, 1, 10, (5, 3, 2)), own)]


@given(st.integers(0, 100))
def test_shares_add_up_and_keep_the_ratio(total: int) -> None:
    counts = shares(total, (5, 3, 2))
    assert sum(counts) == total
    assert all(abs(count - total * part / 10) < 1 for count, part in zip(counts, (5, 3, 2), strict=True))


@pytest.fixture
def marts() -> duckdb.DuckDBPyConnection:
    place = {"village_id": "V", "county_name": "遂溪县", "town_name": "河头镇", "village_name": "山域村"}
    rows = [place | {"household_id": f"V|{n}", "household_code": f"{n:05d}", "head_name": "陈甲"} for n in range(1, 13)]
    tables = {
        "mart_exit_reviews": [row | {"has_labour_capacity": n < 8, "final_year": 2018} for n, row in enumerate(rows)],
        "mart_household_incomes": [
            row | {"survey_year": year, "wage_income_yuan": 20000.5, "registered_count": 3, "disabled_count": n == 11}
            for n, row in enumerate(rows)
            for year in (2017, 2018)
        ],
        "mart_members": [],
        "mart_person_states": [],
    }
    connection = duckdb.connect()
    for name, given_rows in tables.items():
        connection.register("given", arrow_rows(name, [one | {"disabled_count": int(one["disabled_count"])}
                                                       if "disabled_count" in one else one for one in given_rows]))  # fmt: skip
        connection.execute(f"create table {name} as from given")
    return connection


def test_the_field_sheet_is_prefilled_and_comes_back_as_checks(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    ((village, place, figures),) = drawn_figures(marts, PLAN)
    assert (village, place) == ("V", "河头镇山域村")
    plan = field_plan(place, figures)
    path = tmp_path / "入户核查表.xlsx"
    write_workbook(path, [plan])
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[3]}
    assert sheet.cell(5, columns["核查项目"]).value == "工资性收入"
    assert sheet.cell(5, columns["核定数"]).value == 20000.5
    for name, value in {"入户核查数": 18000, "核查人": "何丙", "核查日期": "2018-12-22"}.items():
        sheet.cell(5, columns[name]).value = value
    workbook.save(path)
    (found,) = check_files([path], HeaderBook.load(HEADERS), Limits(), 2018).deliveries
    assert (found.status, found.reading.kind, found.counts.quarantined) == ("accepted", "field_check", 0)
    assert found.counts.accepted == len(list(plan.rows())) > 0


def test_the_lists_hold_who_was_drawn(marts: duckdb.DuckDBPyConnection) -> None:
    by_lot, by_risk, asked = (list(plan.rows()) for plan in lists(marts, PLAN, ""))
    assert len(by_lot) == 10 and any(row[9] for row in by_lot)
    assert by_risk[0][7] == "未报送" or by_risk[0][10]
    assert [row[10] for row in asked].count("非建档立卡户，由调查组在村内随机抽取") == 3
    assert len(asked) == 10


def test_the_page_to_sign_at_home_holds_each_household_and_its_verified_figures(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    ((_, _, figures),) = drawn_figures(marts, PLAN)
    made = word_document(SHIPPED, field_forms(figures), "版本甲。")
    assert made == word_document(SHIPPED, field_forms(figures), "版本甲。")
    document = Document(BytesIO(made))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert text.count("核查日期：") == len(document.tables) == len(figures) > 1 and "{" not in text
    for table, row in zip(document.tables, figures, strict=True):
        cells = {line.cells[0].text: [cell.text for cell in line.cells[1:]] for line in table.rows[1:]}
        assert cells["工资性收入"] == ["20,000.50", "", ""] and f"户码 {row['household_code']}" in text
