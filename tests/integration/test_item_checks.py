"""分项核对 of households drawn at random: every line agrees with `explain` and with the ledgers' own rows."""

import random
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.explanation import explain
from pipeline.handouts.package.export import Order, export_package
from pipeline.item_book import items, parts
from tests.integration.conftest import Office

HEAD_ROWS = 3
Lines = dict[tuple[int, str, str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def lines(finished: Office, tmp_path_factory: pytest.TempPathFactory) -> Lines:
    """(year, village, code) → the household's lines in the package."""
    folder = export_package(Order(finished.release), tmp_path_factory.mktemp("items") / "包")
    found: Lines = {}
    for year in (2016, 2017, 2018):
        path: Path = folder / f"可支配收入核查表_{year}.xlsx"
        sheet = openpyxl.load_workbook(path, read_only=True)["全部分项"]
        rows = sheet.iter_rows(min_row=HEAD_ROWS, values_only=True)
        titles = next(rows)
        for row in rows:
            line = dict(zip(titles, row, strict=False))
            found.setdefault((year, line["村"], line["户码"]), []).append(line)
    return found


@pytest.fixture(scope="module")
def drawn(finished: Office) -> list[tuple[str, int, str, str]]:
    households = finished.rows(
        "select household_id, survey_year, village_name, household_code from mart_household_incomes order by 1, 2"
    )
    return random.Random(18).sample(households, 20)


def test_items_are_those_that_explain_shows(
    finished: Office, lines: Lines, drawn: list[tuple[str, int, str, str]]
) -> None:
    words = {item.zh: code for code, item in items().items()}
    for household_id, year, village, code in drawn:
        (explained,) = explain(finished.release, household_id, year).years
        wanted = {item["name"]: item["amount_yuan"] for item in explained["items"]}
        shown = {
            words[line["项目"].removesuffix("（备忘，不计入）")]: line["复算数"]
            for line in lines[year, village, code]
            if not line["项目"].startswith("【合计】")
        }
        assert not set(shown) & parts()
        assert {name: round(value or 0, 2) for name, value in shown.items() if value != 0} == {
            name: round(float(value or 0), 2) for name, value in wanted.items()
        }, (household_id, year)


def test_an_amount_that_the_ledger_contradicts_is_not_verified(finished: Office, lines: Lines) -> None:
    contradicted = finished.rows(
        "select l.survey_year, l.village_name, l.household_code, l.item_zh, l.declared_yuan, l.paid_yuan"
        " from mart_ledger_comparisons as l where l.has_ledger_difference"
    )
    assert len(contradicted) > 5
    for year, village, code, item, declared, paid in contradicted:
        found = [line for line in lines[year, village, code] if line["项目"] == item]
        if not found:
            continue  # a part of an item, which has no line of its own
        assert [line["核定数"] for line in found] == [None]
        assert found[0]["台账数"] == pytest.approx(float(paid)) and found[0]["申报数"] == pytest.approx(float(declared))
        assert found[0]["差额（台账或复算减申报）"] == pytest.approx(float(paid - declared), abs=0.005)


def test_the_number_of_the_evidence_leads_to_a_row_of_the_ledger(finished: Office, lines: Lines) -> None:
    (run_id,) = {path.name for path in (finished.data / "work" / "runs").iterdir() if path.is_dir()}
    entries = finished.rows(
        "select e.source_file, e.source_sheet, e.source_row, d.delivery_number, e.amount_fen"
        f" from read_parquet('{finished.data}/work/runs/{run_id}/clean_ledger_entries.parquet') as e"
        " join mart_deliveries as d using (source_file, source_sheet)"
    )
    amounts = {f"台{number}-{row}": amount for _, _, row, number, amount in entries}
    places = {f"台{number}-{row}": f"{file} {sheet} 第{row}行" for file, sheet, row, number, _ in entries}
    told = [line for group in lines.values() for line in group if line["佐证编号"]]
    assert len(told) > 100
    for line in told:
        number = line["佐证编号"].partition("等")[0]
        assert places[number] == line["台账文件、表、行"]
        if "等" not in line["佐证编号"] and amounts[number] is not None and line["台账数"]:
            months = (amounts[number] / 100, amounts[number] / 100 * 12 / 13)  # a thirteenth month is last year's
            assert any(line["台账数"] == pytest.approx(amount, abs=0.01) for amount in months)


def test_a_line_that_agrees_has_no_reason_of_another_item(lines: Lines) -> None:
    """Totals give a reason only where they differ; an item only what names it."""
    for group in lines.values():
        for line in group:
            if line["项目"].startswith("【合计】") and not line["差额（台账或复算减申报）"]:
                assert line["原因"] is None, line
