"""省系统更正: the entry form is read back as form B with the very values; each difference has its column and evidence."""

from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest

from assets.raw import HEADERS
from pipeline.handouts.pages import A3, BODY_POINTS, LONG_EDGE, room, width_points
from pipeline.handouts.system.columns import COLUMNS
from pipeline.handouts.system.difference_list import difference_plan
from pipeline.handouts.system.entry_form import (
    BLOCKS,
    PRINT_SCALE,
    REPEATED,
    entry_rows,
    old_values,
    page_breaks,
    write_entry_form,
)
from pipeline.intake.entries import entry_rows as read_rows
from pipeline.intake.intake import check_files
from pipeline.recognition.headers import HeaderBook
from pipeline.workbooks.limits import Limits
from tests.table_cases import arrow_rows

PLACE = {"county_name": "遂溪县", "town_name": "河头镇", "village_name": "山域村", "village_id": "V", "survey_year": 2018,
         "source_file": "2018/a.xlsx", "source_sheet": "表", "source_row": 5}  # fmt: skip
HOUSEHOLD = PLACE | {"household_code": "00007", "head_name": "陈甲", "household_id": "V|00007", "divisor_count": 3,
                     "registered_count": 3, "household_type": "一般贫困户", "wage_income_yuan": 20000.5, "pension_yuan": 1320,
                     "transfer_income_yuan": 1320, "total_income_yuan": 21320.5, "business_cost_yuan": 0,
                     "total_expense_yuan": 540, "social_security_contribution_yuan": 540, "transfer_paid_yuan": 540,
                     "disposable_income_yuan": 20780.5, "disposable_income_per_capita_yuan": 6926.83}  # fmt: skip
OTHERS = [
    HOUSEHOLD | {"household_code": "00008", "household_id": "V|00008", "pension_yuan": None},
    HOUSEHOLD | {"household_code": "00009", "household_id": "V|00009"},
    HOUSEHOLD | {"household_code": "00010", "household_id": "V|00010", "unreadable_items": "工资性收入"},
]
DIFFERENCE = PLACE | {"household_code": "00007", "head_name": "陈甲", "household_id": "V|00007", "item_code": "pension",
                      "item_zh": "养老保险金", "difference_kind": "differs", "survey_yuan": 1320, "system_yuan": 1200,
                      "difference_yuan": 120}  # fmt: skip
DIFFERENCES: list[dict[str, Any]] = [
    DIFFERENCE,
    DIFFERENCE | {"item_code": "registered_count", "item_zh": "年末人口", "survey_yuan": None, "system_yuan": None,
                  "survey_count": 3, "system_count": 4, "difference_yuan": None},
    DIFFERENCE | {"household_code": "00008", "household_id": "V|00008", "item_code": "household", "item_zh": "整户",
                  "difference_kind": "missing_in_system"},
    DIFFERENCE | {"household_code": "00009", "household_id": "V|00009", "item_code": "household", "item_zh": "整户",
                  "difference_kind": "missing_in_survey"},
    DIFFERENCE | {"household_code": "00010", "household_id": "V|00010"},
]  # fmt: skip


@pytest.fixture
def marts() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    tables: dict[str, list[dict[str, Any]]] = {
        "mart_household_incomes": [HOUSEHOLD, *OTHERS],
        "mart_system_differences": DIFFERENCES,
        "mart_corrections": [{"survey_year": 2018, "household_id": "V|00007", "item_code": "pension", "status": "applied",
                              "signed_by": "林乙", "evidence": "存折"}],
        "mart_findings": [{"survey_year": 2018, "household_id": "V|00007", "topic": "evidence", "severity": "warning",
                           "item": "养老保险金", "message": "台账为1200元"}],
    }  # fmt: skip
    for name, rows in tables.items():
        connection.register("given", arrow_rows(name, rows))
        connection.execute(f"create table {name} as from given")
    return connection


def test_the_form_is_read_back_as_form_b_and_agrees_with_itself(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "省系统更正录入表_2018.xlsx"
    years = entry_rows(marts)
    assert {year: [row["household_code"] for row in rows] for year, rows in years.items()} == {2018: ["00007", "00008"]}
    write_entry_form(path, 2018, years[2018], old_values(marts))
    intake = check_files([path], HeaderBook.load(HEADERS), Limits(), 2018)
    (found,) = intake.deliveries
    assert (found.status, found.reading.form, found.counts.accepted, found.counts.quarantined) == (
        "accepted",
        "B",
        2,
        0,
    )
    assert found.entry is not None
    columns = read_rows(found.entry, found.reading.rows_hash)
    first, second = ({name: values[row] for name, values in columns.items()} for row in (0, 1))
    assert [first["household_code"], first["registered_count"], first["village_name"]] == ["00007", "3", "山域村"]
    for name in ("wage_income", "pension", "social_security_contribution", "business_income"):
        assert Decimal(first[name]) == Decimal(str(HOUSEHOLD.get(f"{name}_yuan", 0))), name
    assert Decimal(first["stated_disposable_income"]) == Decimal("20780.5")
    assert Decimal(first["stated_per_capita"]) == Decimal("6926.83")
    assert Decimal(second["pension"]) == 0


def test_what_differs_carries_the_old_value_in_the_systems_own_column(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    path = tmp_path / "表.xlsx"
    write_entry_form(path, 2018, entry_rows(marts)[2018], old_values(marts))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert len(COLUMNS) == 39 and sheet["AM2"].value == "家庭年人均可支配收入"
    notes = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert notes == {"X4": "省系统现值：1200.00", "K4": "省系统现值：4"}
    assert sheet["G4"].value is None, "no ID number leaves data/work"


def test_each_difference_has_its_column_its_values_and_its_evidence(marts: duckdb.DuckDBPyConnection) -> None:
    rows = {(row[3], row[6]): row for row in difference_plan(marts, "").rows()}
    pension, count = rows["00007", "养老保险金"], rows["00007", "年末人口"]
    assert pension[5:10] == ("X", "养老保险金", 1200, 1320, 120)
    assert pension[11] == "2018/a.xlsx 表 第5行；更正（林乙：存折）" and pension[12] == "先核实：台账为1200元"
    assert count[5:9] == ("K", "年末人口", 4, 3) and count[12] is None
    assert rows["00008", "整户"][10] == "整户新增录入"
    assert "是否漏报" in rows["00009", "整户"][10]


@pytest.mark.parametrize("widest", [6, 9, 16])
def test_each_page_holds_its_columns_beside_the_repeated_ones_at_nine_points(widest: int) -> None:
    widths = [8 if place in REPEATED else widest for place in range(len(COLUMNS))]
    breaks = page_breaks(widths)
    assert set(BLOCKS) <= set(breaks)
    for number, (first, after) in enumerate(pairwise([0, *breaks, len(COLUMNS)])):
        beside = widths[REPEATED.start : REPEATED.stop] if number else []
        assert width_points([*beside, *widths[first:after]]) <= room(LONG_EDGE[A3])
    assert BODY_POINTS * PRINT_SCALE >= 900


def test_the_form_prints_in_blocks(marts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    write_entry_form(path, 2018, entry_rows(marts)[2018], old_values(marts))
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet.print_title_cols == "$B:$F" and sheet.print_title_rows == "$1:$3"
    assert [one.id for one in sheet.col_breaks.brk] == list(BLOCKS) and sheet.page_setup.scale == PRINT_SCALE
