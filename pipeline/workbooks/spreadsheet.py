"""Workbooks to sheets of text cells: calamine for the values, a scan of the file for what calamine leaves out.

.xlsx and .xlsm are guarded and scanned in full; .xls and .et (BIFF) and .xlsb by their records.
"""

import io
from dataclasses import replace
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pipeline.workbooks.archive import DAMAGED, ENCRYPTED
from pipeline.workbooks.cells import RowTexts
from pipeline.workbooks.extent import clip_merges
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.patching import is_long, patch_rows, remark_long_numbers
from pipeline.workbooks.refusal import RefusedError
from pipeline.workbooks.sheet import Note, Sheet
from pipeline.workbooks.sources import FactSource, open_source


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
        raise RefusedError("encrypted", ENCRYPTED) from None
    except (CalamineError, OSError, ValueError):
        raise RefusedError("damaged_workbook", DAMAGED) from None
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


def _read_rows(
    sheet: CalamineSheet, limits: Limits
) -> tuple[list[list[str | None]], list[Note], frozenset[tuple[int, int]]]:
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
