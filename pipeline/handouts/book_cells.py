"""The cells of a workbook: a value as its text, as its width, and as a sheet's file has it."""

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.handouts.cells import is_exact_number, plain_text
from pipeline.handouts.formats import Formats
from pipeline.handouts.pages import KEPT, display_width
from pipeline.handouts.row_sheet import CellSheet


class Cells:
    """The cells of a book as its sheets' files have them, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.formats, self.sheet = Formats(book), CellSheet()
        self.of = lru_cache(KEPT, typed=True)(self._made)

    def _made(self, style: str, value: Any) -> str:
        form = self.formats.of(style, value)
        return self.sheet.xml(lambda sheet: write_cell(sheet, 0, 0, value, cell_text(value), form))


@lru_cache(KEPT, typed=True)
def cell_text(value: Any) -> str:
    """The text of a value: what a text cell holds, and what decides the width of any."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal) and is_exact_number(value):
        return f"{value:,.2f}"
    return plain_text(str(value))


def page_text(value: Any) -> str:
    """The text of a value on a page: as in a cell, but years and counts without decimals."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else cell_text(value)


def is_amount(value: Any) -> bool:
    """Whether a value is a number."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


@lru_cache(KEPT, typed=True)
def value_width(value: Any, kind: str) -> int:
    """Columns that a value takes in a cell, with a gap."""
    return display_width(cell_text(value), kind) + 1


def write_cell(sheet: Worksheet, row: int, place: int, value: Any, text: str, form: Format) -> None:
    """Write one value by its type, never as a formula."""
    if not text:
        sheet.write_blank(row, place, None, form)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, place, dt.datetime.combine(value, dt.time()), form)
    elif is_amount(value) and is_exact_number(value):
        sheet.write_number(row, place, value, form)
    else:
        sheet.write_string(row, place, text, form)
