"""Sheets of cells, and writing them as .xlsx or .csv with the same bytes for the same cells."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | float | None
CREATED = datetime(2018, 12, 1)
MARK = "示例数据：村名、姓名、证件号码和金额均由程序生成，不对应任何真实的人"
ERRORS = ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?")


@dataclass
class Sheet:
    """One sheet, its merged ranges (first row, first column, last row, last column, from 0), and what
    becomes of it: kind and status as mart_deliveries should show them."""

    name: str
    rows: list[list[Cell]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    heading_rows: int = 1
    hidden: bool = False
    kind: str = ""
    status: str = "accepted"
    accepted: int = 0
    quarantined: int = 0


def register(name: str, kind: str, headers: Sequence[str], rows: Sequence[list[Cell]], title: str = "") -> Sheet:
    """A sheet with one header row, under a title over all columns where there is one; each row is to be accepted."""
    head: list[list[Cell]] = [[title]] if title else []
    merges = [(0, 0, 0, len(headers) - 1)] if title else []
    return Sheet(name, [*head, list(headers), *rows], merges, len(head) + 1, kind=kind, accepted=len(rows))


@dataclass
class Delivery:
    """One file of the demo; `encoding` empty: a workbook. `path` is relative to data/raw."""

    path: str
    year: int
    sheets: list[Sheet]
    encoding: str = ""


def write_delivery(raw_dir: Path, delivery: Delivery) -> None:
    """Write one file below data/raw, with its folders."""
    path = raw_dir / delivery.path
    path.parent.mkdir(parents=True, exist_ok=True)
    if delivery.encoding:
        path.write_bytes(csv_bytes(delivery.sheets[0].rows, delivery.encoding))
    else:
        path.write_bytes(workbook_bytes(delivery.sheets))


def csv_bytes(rows: Sequence[Sequence[Cell]], encoding: str) -> bytes:
    """CSV with CRLF line ends, as office programs export it."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([["" if cell is None else cell for cell in row] for row in rows])
    return buffer.getvalue().encode(encoding)


def workbook_bytes(sheets: Sequence[Sheet]) -> bytes:
    """An .xlsx with fixed times; text is written as text, never as a formula."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": CREATED, "comments": MARK, "author": "示例"})
    bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True})
    text = book.add_format({"num_format": "@"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        write_page(page, sheet, bold, text)
        if sheet.hidden:
            page.hide()
    book.close()
    return buffer.getvalue()


def write_page(page: Worksheet, sheet: Sheet, bold: Format, text: Format) -> None:
    """Cells, then merges over them."""
    width = max((len(row) for row in sheet.rows), default=1)
    page.set_column(0, max(width - 1, 0), 13)
    for number, row in enumerate(sheet.rows):
        style = bold if number < sheet.heading_rows else text
        for column, cell in enumerate(row):
            write_cell(page, number, column, cell, style)
    for first_row, first_column, last_row, last_column in sheet.merges:
        content = sheet.rows[first_row][first_column]
        page.merge_range(first_row, first_column, last_row, last_column, "" if content is None else content, bold)


def write_cell(page: Worksheet, row: int, column: int, cell: Cell, style: Format) -> None:
    """One cell by its type; an error text becomes a real error cell."""
    if cell is None or cell == "":
        return
    if isinstance(cell, str) and cell in ERRORS:
        page.write_formula(row, column, "=" + cell, None, cell)
    elif isinstance(cell, str):
        page.write_string(row, column, cell, style)
    else:
        page.write_number(row, column, cell)
