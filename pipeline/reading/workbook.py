"""Workbooks (.xlsx .xlsm .xlsb .xls .et) to sheets of text cells, through the fast reader."""

import io
from collections.abc import Iterator

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from pipeline.reading.cells import LONG_NUMBER, column_letter, row_texts
from pipeline.reading.limits import Limits
from pipeline.reading.refusal import Refused
from pipeline.reading.sheet import Note, Sheet

DAMAGED = "工作簿已损坏或不完整，请用 Excel 或 WPS 打开并另存为 .xlsx 后重新报送"
ENCRYPTED = "工作簿有打开密码，请取消密码后重新报送"


def read_workbook(name: str, data: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """The worksheets of a workbook in order, hidden ones marked. Raises Refused; calamine may also panic."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        return tuple(
            _read_sheet(book.get_sheet_by_name(meta.name), meta.visible != SheetVisibleEnum.Visible)
            for meta in found
        )
    except PasswordError:
        raise Refused("encrypted", ENCRYPTED) from None
    except (CalamineError, OSError, ValueError):
        raise Refused("damaged_workbook", DAMAGED) from None


def _read_sheet(sheet: CalamineSheet, is_hidden: bool) -> Sheet:
    notes: list[Note] = []
    rows = []
    for number, values in enumerate(sheet.to_python(skip_empty_area=False), 1):
        rows.append(row_texts(values))
        notes.extend(_note_long_numbers(number, values))
    merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
    return Sheet(sheet.name, rows, merged, is_hidden, frozenset(), {}, tuple(notes))


def _note_long_numbers(number: int, values: list[object]) -> Iterator[Note]:
    for index, value in enumerate(values):
        if isinstance(value, float | int) and abs(value) >= LONG_NUMBER:
            message = "身份证号等长数字被存成数值，末几位已丢失，请把该列设为文本后重新填写"
            yield Note(number, column_letter(index), "id_stored_as_number", message)
