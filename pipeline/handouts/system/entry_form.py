"""省系统更正录入表: households that the provincial export lacks or states otherwise, in its own columns A…AM."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from pipeline.explanation import records
from pipeline.handouts.book_cells import cell_text
from pipeline.handouts.cells import plain_text
from pipeline.handouts.pages import A3, BODY_POINTS, FONT, LONG_EDGE, SIDE_INCHES, display_width, room, width_points
from pipeline.handouts.system.columns import COLUMNS, FIRST_AMOUNT, heading
from pipeline.handouts.workbook import FIXED, OPTIONS

NAMES = [name for name, _ in COLUMNS]
REPEATED = range(NAMES.index("county_name"), NAMES.index("head_name") + 1)
BLOCKS = (FIRST_AMOUNT, NAMES.index("stated_total_expense"))  # what the household is, what it earns, what it spends
NARROWEST, WIDEST = 4, 16
PRINT_SCALE = 91  # of 10 points, 9.1: spreadsheets round the scale down
LINE_POINTS = 14


def column_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Characters each column needs for its header on three lines and for its widest value. `rows`: texts of all cells."""
    widths = [max(NARROWEST, -(-display_width(header) // 3) + 2) for _, header in COLUMNS]
    for row in rows:
        for place, text in enumerate(row):
            widths[place] = max(widths[place], min(display_width(text) + 1, WIDEST))
    return widths


def page_breaks(widths: Sequence[int]) -> list[int]:
    """The columns that begin a page: each block, and within a block wherever the paper is full."""
    breaks: list[int] = []
    repeated = width_points([widths[place] for place in REPEATED])
    for first, after in pairwise((0, *BLOCKS, len(widths))):
        taken = 0.0
        for place in range(first, after):
            width = width_points([widths[place]])
            free = room(LONG_EDGE[A3]) - (repeated if breaks or first else 0)
            if place and (place == first or taken + width > free):
                breaks.append(place)
                taken = 0.0
            taken += width
    return breaks


def set_pages(sheet: Worksheet, title: str, widths: Sequence[int], head_rows: int) -> None:
    """Widths, heights of the header rows, paper, breaks, what is repeated, page numbers."""
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    for row in range(head_rows):
        sheet.set_row(row, LINE_POINTS * (1 if row == 0 else 2))
    sheet.freeze_panes(head_rows, REPEATED.stop)
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.set_print_scale(PRINT_SCALE)
    sheet.print_across()
    sheet.set_v_pagebreaks(page_breaks(widths))
    sheet.repeat_columns(REPEATED.start, REPEATED.stop - 1)
    sheet.repeat_rows(0, head_rows - 1)
    sheet.set_margins(left=SIDE_INCHES, right=SIDE_INCHES, top=0.7, bottom=0.6)
    sheet.set_header(f"&C&14 {title}")  # the blank ends the size: titles begin with a year
    sheet.set_footer("&R&10第 &P 页，共 &N 页")


# Where a column of the export has another name than the mart's.
SOURCES = {
    "stated_year": "survey_year", "stated_total_income": "total_income_yuan", "stated_transfer_income": "transfer_income_yuan",
    "stated_total_expense": "total_expense_yuan", "stated_transfer_paid": "transfer_paid_yuan",
    "stated_disposable_income": "disposable_income_yuan", "stated_per_capita": "disposable_income_per_capita_yuan",
}  # fmt: skip
LEFT_BLANK = ("city_name", "head_id_number")  # not held, or never outside data/work
HOUSEHOLDS = """
select i.* from mart_household_incomes as i
where exists (
    select 1 from mart_system_differences as d
    where d.household_id = i.household_id and d.survey_year = i.survey_year and d.difference_kind <> 'missing_in_survey'
) and i.unreadable_items is null and i.divisor_count is not null
order by i.survey_year, i.village_id, i.household_code, i.household_id
"""
DIFFERENCES = "select household_id, survey_year, item_code, difference_kind, system_yuan, system_count from mart_system_differences"
HEAD_ROWS = 3
LOOKS: dict[str, dict[str, Any]] = {
    "text": {"num_format": "@", "text_wrap": True}, "amount": {"num_format": "0.00"}, "count": {"num_format": "0"},
}  # fmt: skip
NEW = {"bg_color": "#FBE7C0", "bold": True}
Olds = Mapping[tuple[str, int], Mapping[str, Any]]


def entry_rows(marts: duckdb.DuckDBPyConnection) -> dict[int, list[dict[str, Any]]]:
    """Year → the households to enter, as rows of mart_household_incomes."""
    found: dict[int, list[dict[str, Any]]] = {}
    for row in records(marts, HOUSEHOLDS, []):
        found.setdefault(row["survey_year"], []).append(row)
    return found


def old_values(marts: duckdb.DuckDBPyConnection) -> Olds:
    """(household, year) → item → what the system says now; a household that it lacks has the item `household`."""
    olds: dict[tuple[str, int], dict[str, Any]] = {}
    for row in records(marts, DIFFERENCES, []):
        value = row["system_count"] if row["item_code"] == "registered_count" else row["system_yuan"]
        olds.setdefault((row["household_id"], row["survey_year"]), {})[row["item_code"]] = value
    return olds


def write_entry_form(path: Path, year: int, rows: Sequence[Mapping[str, Any]], olds: Olds) -> None:
    """Three header rows, then a household a row; what differs is tinted and carries the old value as its note."""
    with xlsxwriter.Workbook(str(path), {**OPTIONS, "constant_memory": False}) as book:
        title = f"{year}年省系统更正录入表"
        book.set_properties({"title": title, "created": FIXED})
        base = {
            "font_name": FONT,
            "font_size": BODY_POINTS,
            "border": 1,
            "border_color": "#A6A6A6",
            "valign": "vcenter",
        }
        formats = {
            (kind, is_new): book.add_format(base | look | (NEW if is_new else {}))
            for kind, look in LOOKS.items()
            for is_new in (True, False)
        }
        sheet = book.add_worksheet(f"{year}年")
        write_heading(book, sheet, base)
        texts = []
        for number, row in enumerate(rows, HEAD_ROWS):
            old = olds.get((row["household_id"], row["survey_year"]), {})
            values = [value_of(name, row) for name, _ in COLUMNS]
            texts.append([cell_text(value) for value in values])
            for place, ((name, _), value) in enumerate(zip(COLUMNS, values, strict=True)):
                is_new = "household" in old or name in old
                write(sheet, number, place, value, formats[kind_of(value), is_new])
                if name in old:
                    sheet.write_comment(number, place, f"省系统现值：{shown(old[name])}", {"author": ""})
        set_pages(sheet, title, column_widths(texts), HEAD_ROWS)


def write_heading(book: xlsxwriter.Workbook, sheet: Worksheet, base: Mapping[str, Any]) -> None:
    """The system's own three header rows; a band over several pages is told on each."""
    look = {**base, "bold": True, "text_wrap": True, "bg_color": "#EDEDED"}
    head, band = book.add_format(look | {"align": "center"}), book.add_format(look | {"align": "left"})
    cells, merges = heading("元")
    for number, texts in enumerate(cells):
        for place, text in enumerate(texts):
            sheet.write_string(number, place, str(text or ""), head)
    for top, left, bottom, right in merges:
        text = str(cells[top][left] or "")
        edges = [left, *(block for block in BLOCKS if left < block <= right), right + 1]
        for first, after in pairwise(edges):  # each page has the whole of its band
            sheet.merge_range(top, first, bottom, after - 1, text, band if right > left else head)


def value_of(name: str, row: Mapping[str, Any]) -> Any:
    """What belongs into a column; None where the product does not hold it. A blank amount is 0, as the export writes it."""
    if name in LEFT_BLANK or name.startswith("("):
        return row["poverty_cause"] if name == "(cause)" else None
    source = SOURCES.get(name, name if name in row else f"{name}_yuan")
    value = row.get(source)
    return Decimal(0) if value is None and source.endswith("_yuan") else value


def kind_of(value: Any) -> str:
    """text, amount or count."""
    return "text" if isinstance(value, str) else "amount" if isinstance(value, Decimal) else "count"


def write(sheet: Any, row: int, place: int, value: Any, form: Any) -> None:
    if value is None:
        sheet.write_blank(row, place, None, form)
    elif isinstance(value, str):
        sheet.write_string(row, place, plain_text(value), form)
    else:
        sheet.write_number(row, place, value, form)


def shown(value: Any) -> str:
    return "空白" if value is None else str(value)
