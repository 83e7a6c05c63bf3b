"""Whole rows give the bytes that xlsxwriter gives cell by cell."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import xlsxwriter

from pipeline.handouts.book_cells import cell_text, write_cell
from pipeline.handouts.formats import Formats
from pipeline.handouts.row_sheet import CellSheet, RowSheet
from pipeline.handouts.workbook import OPTIONS

ROWS: tuple[tuple[object, ...], ...] = (
    ("示例甲", 1, Decimal("1234.50"), dt.date(2018, 12, 10), None),
    ("示例甲", True, Decimal("0.00"), 10**15, ""),
    ("<r>&\"'</r>", 1.0, Decimal("-3.1"), -0.5, " 两端有空格 "),
    ("_x0041_", None, Decimal("1E+3"), "第一行\n第二行", "=1+1"),
)
STYLES = ("text", "count", "money", "date", "blank")


def book_of(path: Path, by_rows: bool) -> bytes:
    """A sheet with a title, rows of which the second is tall, and a line below; its XML."""
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        formats, cells = Formats(book), CellSheet()
        sheet = book.add_worksheet("甲", RowSheet if by_rows else None)
        sheet.write_string(0, 0, "标题", formats.title)
        for number, row in enumerate(ROWS, 1):
            if by_rows:
                sheet.begin_row(number)
            if number == 2:
                sheet.set_row(number, 40)
            made = []
            for place, (style, value) in enumerate(zip(STYLES, row, strict=True)):
                text, form = cell_text(value), formats.of(style, value)
                if by_rows:
                    made.append(cells.xml(lambda one, v=value, t=text, f=form: write_cell(one, 0, 0, v, t, f)))  # type: ignore[misc]
                else:
                    write_cell(sheet, number, place, value, text, form)
            if by_rows:
                sheet.end_row(made)
        sheet.write_string(len(ROWS) + 1, 0, "合计", formats.section)
    with ZipFile(path) as packed:
        return packed.read("xl/worksheets/sheet1.xml") + packed.read("xl/styles.xml")


def test_rows_are_written_as_xlsxwriter_writes_their_cells(tmp_path: Path) -> None:
    assert book_of(tmp_path / "rows.xlsx", by_rows=True) == book_of(tmp_path / "cells.xlsx", by_rows=False)
