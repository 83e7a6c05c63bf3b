"""Cells and sheets: whatever text a mart holds comes back from CSV and workbook, and nothing runs."""

import csv
import datetime as dt
import io
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.handouts.cells import CUT_MARK, LONGEST_CELL, TRIGGERS, csv_text, plain_text
from pipeline.handouts.package.public import hidden_cells
from pipeline.handouts.sheets import SheetColumn, SheetPlan
from pipeline.handouts.workbook import write_workbook

ODD = st.sampled_from(
    [
        "=cmd|' /C calc'!A0",
        "+1+1",
        "-2",
        "@SUM(A1)",
        "＝1",
        "\t=1",
        "'x",
        "",
        "000123",
        "440823200001010014",
        "http://x.example/",
        "1e5",
        "户主“张”\n第二行",
        "长" * 5000,
        "TRUE",
        "#N/A",
        "{=1}",
        " 前后空格 ",
    ]
)
TEXT = ODD | st.text(st.characters(blacklist_categories=("Cs", "Cc", "Co", "Cn")), max_size=60)
MONEY = st.decimals(-(10**11), 10**11, places=2)


def csv_value(field: str, sql_type: str) -> Any:
    """What `csv_text` was given, for a column of a contract type. Raises ValueError or ArithmeticError."""
    if field == "":
        return None
    if sql_type == "varchar":
        return field.removeprefix("'")
    if sql_type == "boolean":
        return {"是": True, "否": False}[field]
    if sql_type == "date":
        return dt.date.fromisoformat(field)
    if sql_type == "double":
        return float(field)
    return Decimal(field) if sql_type.startswith("decimal") else int(field)


@given(st.one_of(TEXT, st.text(max_size=20)))
def test_a_text_comes_back_from_csv_and_never_begins_like_a_formula(text: str) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow([csv_text(text)])
    (field,) = next(csv.reader(io.StringIO(stream.getvalue(), newline="")))
    assert csv_value(field, "varchar") == text
    assert not field.startswith(tuple(one for one in TRIGGERS if one != "'"))


@pytest.mark.parametrize(
    "text",
    [
        " =1+1",
        "\u3000＝1+1",
        "\u00a0@x",
        "\u200b-1",
        "\ufeff+86",
        "\x0b=1",
        "\x00=1",
        "﹦1+1",
        "﹢1",
        "﹣1",
        "﹫x",
        " \t=1",
    ],
)
def test_nor_does_it_where_a_spreadsheet_would_trim_or_normalise_it_first(text: str) -> None:
    assert csv_text(text) == "'" + text


@pytest.mark.parametrize("text", ["甲", " 甲", "1=1", "（=）", "a-b", "　甲村", "…=1"])
def test_what_begins_otherwise_stays_as_it_is(text: str) -> None:
    assert csv_text(text) == text


@given(MONEY)
def test_numbers_come_back_from_csv(amount: Decimal) -> None:
    assert csv_value(csv_text(amount), "decimal(18,2)") == amount


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(TEXT, MONEY, st.integers(-(10**9), 10**9)), min_size=1, max_size=8))
def test_every_cell_of_a_workbook_reads_back_and_none_is_a_formula(rows: list[tuple[str, Decimal, int]]) -> None:
    columns = (SheetColumn("甲"), SheetColumn("乙", "money"), SheetColumn("丙", "count"))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.xlsx"
        write_workbook(path, [SheetPlan("表", "题", "注", columns, lambda: rows)])
        sheet = openpyxl.load_workbook(path).worksheets[0]
        for row, cells in zip(rows, sheet.iter_rows(min_row=4), strict=False):
            assert [cell.data_type for cell in cells if cell.data_type == "f"] == []
            assert (cells[0].value or "") == plain_text(row[0])
            assert round(Decimal(repr(cells[1].value)), 2) == row[1]
            assert cells[2].value == row[2]


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(tmp_path: Path) -> None:
    rows = [(f"{number:03d}",) for number in range(25)]
    plan = SheetPlan("表", "题", "注", (SheetColumn("户码"),), lambda: rows, signatures=("村书记",))
    counts = write_workbook(tmp_path / "x.xlsx", [plan], largest=15)
    assert counts == {"表": 10, "表_2": 10, "表_3": 5}
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    found = [cell.value for sheet in book for (cell,) in sheet.iter_rows(min_row=4, max_row=3 + counts[sheet.title])]
    assert found == [value for (value,) in rows]
    assert "村书记" in book["表_3"].cell(10, 1).value


def test_control_characters_are_seen_and_too_long_a_text_says_so() -> None:
    assert plain_text("a\x00b\x1bc\r\nd") == "a␀b␛c\nd"
    cut = plain_text("长" * 40_000)
    assert len(cut) <= LONGEST_CELL and cut.endswith(CUT_MARK)


def test_a_number_too_large_for_a_double_is_text(tmp_path: Path) -> None:
    rows = [(Decimal("12345678901234567.89"),)]
    write_workbook(tmp_path / "x.xlsx", [SheetPlan("表", "题", "注", (SheetColumn("甲", "money"),), lambda: rows)])
    assert openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]["A4"].value == "12345678901234567.89"


def test_a_small_cell_takes_the_next_smallest_with_it() -> None:
    assert hidden_cells([[3, 20, 9]], 5) >= {(0, 0), (0, 2)}
    assert hidden_cells([[20, 20], [20, 20]], 5) == set()


@given(st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=2, max_size=6))
def test_no_total_gives_a_hidden_cell_away(grid: list[list[int]]) -> None:
    hidden = hidden_cells(grid, 5)
    assert all((r, c) in hidden for r, row in enumerate(grid) for c, count in enumerate(row) if 0 < count < 5)
    rows = [[(r, c) for c in range(4)] for r in range(len(grid))]
    columns = [[(r, c) for r in range(len(grid))] for c in range(4)]
    for line in rows + columns:
        inside = [cell for cell in line if cell in hidden]
        is_safe = len(inside) > 1 and sum(grid[r][c] for r, c in inside) >= 5
        assert not inside or is_safe or len(inside) == len(line)
