"""Workbooks to sheets of text cells: calamine for the values, a scan of the file for what calamine leaves out.

.xlsx and .xlsm are guarded and scanned in full; .xls and .et (BIFF) and .xlsb by their records.
"""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, TypeGuard

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pipeline.workbooks.cells import LONG_NUMBER, RowTexts, clip_merges, column_letter
from pipeline.workbooks.facts import SheetFacts
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import Note, RefusedError, Sheet, damaged, encrypted
from pipeline.workbooks.sources import FactSource, open_source

Rows = list[list[str | None]]
NO_NUMBER = 1e22  # longer than any card or ID number


def read_workbook(data: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """The worksheets of a workbook in order, hidden ones marked. Raises RefusedError; calamine may also panic."""
    readable, source = open_source(data, limits)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(readable))
        if len(book.sheets_metadata) > limits.sheets:
            raise RefusedError("too_many_sheets", f"工作表超过 {limits.sheets} 张，请拆分后重新报送")
        sheets = tuple(
            _read_sheet(book, source, index, limits)
            for index, meta in enumerate(book.sheets_metadata)
            if meta.typ == SheetTypeEnum.WorkSheet
        )
    except PasswordError:
        raise encrypted() from None
    except (CalamineError, OSError, ValueError):
        raise damaged() from None
    if not sheets:
        raise RefusedError("no_worksheet", "工作簿里没有工作表（只有图表或宏表），请把数据放入工作表后重新报送")
    return _with_notes(sheets, source.notes)


def _read_sheet(book: CalamineWorkbook, source: FactSource, index: int, limits: Limits) -> Sheet:
    meta = book.sheets_metadata[index]
    source.check_extent(index, meta.name)
    sheet = book.get_sheet_by_index(index)
    rows, notes, long_numbers = _read_rows(sheet, limits)
    facts = source.facts(index, sum(len(row) - row.count(None) for row in rows))
    notes += patch_rows(rows, facts, limits)
    merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    return Sheet(
        meta.name,
        rows,
        clip_merges(merged, rows, limits),
        meta.visible != SheetVisibleEnum.Visible,
        frozenset(facts.hidden_rows),
        facts.number_formats,
        _at_most(notes, limits),
        long_numbers,
        facts.cell_formats,
        tuple(facts.asides),
        source.counts_from_1904,
    )


def _read_rows(sheet: CalamineSheet, limits: Limits) -> tuple[Rows, list[Note], frozenset[tuple[int, int]]]:
    """Texts of all rows from Excel row 1 on, notes, and where numbers are too long; each row of values is let go as
    soon as it is text."""
    values: list[Any] = sheet.to_python(skip_empty_area=False)
    texts = RowTexts(limits)
    notes: list[Note] = []
    long_numbers: set[tuple[int, int]] = set()
    for index, row in enumerate(values):
        values[index] = texts(row)
        if texts.has_long_numbers and any(map(is_long, row)):
            notes += remark_long_numbers(index + 1, row)
            long_numbers |= {(index, column) for column, value in enumerate(row) if is_long(value)}
    return values, notes, frozenset(long_numbers)


def _at_most(notes: list[Note], limits: Limits) -> tuple[Note, ...]:
    if len(notes) <= limits.notes:
        return tuple(notes)
    more = Note(None, None, "notes_cut", f"另有 {len(notes) - limits.notes} 条同类提示未列出")
    return (*notes[: limits.notes], more)


def _with_notes(sheets: tuple[Sheet, ...], notes: tuple[Note, ...]) -> tuple[Sheet, ...]:
    """Remarks on the workbook as a whole stand with its first sheet."""
    if not sheets or not notes:
        return sheets
    return (replace(sheets[0], notes=(*notes, *sheets[0].notes)), *sheets[1:])


def is_long(value: object) -> TypeGuard[float | int]:
    """A number of 16 digits or more: a workbook has kept only 15 of them."""
    return isinstance(value, float | int) and abs(value) >= LONG_NUMBER


def remark_long_numbers(number: int, values: Sequence[object]) -> Iterator[Note]:
    """Numbers of 16 digits and more in row `number` (1-based): IDs whose last digits the workbook has lost, and what
    is no number of anything (INF, 1e308)."""
    for index, value in enumerate(values):
        if is_long(value) and abs(value) >= NO_NUMBER:
            message = "数值大得没有意义（如 INF、1E+308），按无法识别处理，请更正后重新报送"
            yield Note(number, column_letter(index), "number_absurd", message)
        elif is_long(value):
            message = "身份证号等长数字被存成数值，末几位已丢失，请把该列设为文本后重新填写"
            yield Note(number, column_letter(index), "id_stored_as_number", message)


def patch_rows(rows: Rows, facts: SheetFacts, limits: Limits) -> Iterator[Note]:
    """Write error texts, uncached formulas and leading zeros into `rows`; yield a note for each loss made visible."""
    for (row, column), text in facts.errors.items():
        _write(rows, row, column, text)
        message = f"单元格是错误值 {text[:10]}，按无法识别处理，请更正后重新报送"
        yield Note(row + 1, column_letter(column), "error_cell", message)
    for (row, column), text in facts.formulas.items():
        _write(rows, row, column, text[: limits.cell_characters])
        message = "公式没有计算结果，按无法识别处理，请用 Excel 打开、重新计算并保存后报送"
        yield Note(row + 1, column_letter(column), "uncached_formula", message)
    for (row, column), width in facts.padded.items():
        shown = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        if shown is not None and shown.isdecimal():
            rows[row][column] = shown.zfill(width)
    _check_numbers(rows, facts)
    yield from _remark_hidden_columns(rows, facts)


def _check_numbers(rows: Rows, facts: SheetFacts) -> None:
    """Raises RefusedError where the file has a number and the fast reader has a blank: a blank would become 0."""
    for row, column in sorted(facts.numbers):
        if row >= len(rows) or column >= len(rows[row]) or rows[row][column] is None:
            place = f"第{row + 1}行{column_letter(column)}列"
            message = f"{place}的数值写法特殊，未能读出，请用 Excel 或 WPS 打开并另存为新的 .xlsx 后重新报送"
            raise RefusedError("number_lost", message)


def _write(rows: Rows, row: int, column: int, text: str) -> None:
    width = max(column + 1, len(rows[0]) if rows else 0)
    while len(rows) <= row:
        rows.append([None] * width)
    rows[row].extend([None] * (width - len(rows[row])))
    rows[row][column] = text


def _remark_hidden_columns(rows: Rows, facts: SheetFacts) -> Iterator[Note]:
    width = max(map(len, rows), default=0)
    for column in sorted(facts.hidden_columns):
        if column < width and any(column < len(row) and row[column] is not None for row in rows):
            yield Note(None, column_letter(column), "hidden_column", "该列是隐藏列，内容已照常读取")
