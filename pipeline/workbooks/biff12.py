"""The records of an .xlsb package ([MS-XLSB]), for the facts that calamine leaves out of its values.

Its formulas always carry a result; what is found is far and doubled cells, error cells, hidden rows and formats.
"""

import struct
from collections.abc import Iterator, Sequence

from pipeline.workbooks.archive import Archive
from pipeline.workbooks.biff import ERRORS
from pipeline.workbooks.facts import SheetCells, SheetFacts
from pipeline.workbooks.package import BUILT_IN_FORMATS, read_targets, shown_format
from pipeline.workbooks.sheet import damaged

_ROW, _BLANK, _RK, _ERROR, _REAL = 0, 1, 2, 3, 5
_FORMULA_NUMBER, _FORMULA_ERROR, _LAST_CELL = 9, 11, 11
_COLUMNS, _SHEET, _FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 60, 156, 44, 47, 617, 618
_HIDDEN_ROW = 0x10
_SETTINGS = 153
_LAST_COLUMN = 16_383
_LARGEST_PART = 256 << 20


def read_biff12(archive: Archive) -> list[tuple[str, SheetFacts]]:
    """Name and facts of every sheet, in order. Raises RefusedError (damaged_workbook, duplicate_cells)."""
    try:
        codes = _read_codes(archive)
        targets = read_targets(archive, "xl/_rels/workbook.bin.rels")
        return [
            (name, _scan_sheet(archive.read(targets[relation], _LARGEST_PART), codes))
            for name, relation in _read_sheets(archive.read("xl/workbook.bin"))
        ]
    except (struct.error, IndexError, KeyError):
        raise damaged() from None


def binary_counts_from_1904(archive: Archive) -> bool:
    """Whether day numbers are counted from 1904, of a workbook that read_biff12 reads."""
    return any(
        kind == _SETTINGS and body[:1] and body[0] & 1 for kind, body in _records(archive.read("xl/workbook.bin"))
    )


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each record; both kind and size are stored in 7-bit groups."""
    place = 0
    while place < len(data):
        kind, place = _read_number(data, place, 2)
        size, place = _read_number(data, place, 4)
        if place + size > len(data):
            raise struct.error
        yield kind, data[place : place + size]
        place += size


def _read_number(data: bytes, place: int, most: int) -> tuple[int, int]:
    number = 0
    for index in range(most):
        byte = data[place]
        place += 1
        number |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            break
    return number, place


def _read_text(data: bytes, place: int) -> tuple[str, int]:
    length = struct.unpack_from("<I", data, place)[0]
    end = place + 4 + 2 * length
    if end > len(data):
        raise struct.error
    return data[place + 4 : end].decode("utf-16-le", errors="replace"), end


def _read_sheets(data: bytes) -> Iterator[tuple[str, str]]:
    """Name and relation of each sheet."""
    for kind, body in _records(data):
        if kind == _SHEET:
            relation, place = _read_text(body, 8)
            yield _read_text(body, place)[0], relation


def _read_codes(archive: Archive) -> list[str]:
    """Number format by index of style, '' for General."""
    if "xl/styles.bin" not in archive.names:
        return []
    formats, styles, is_inside = dict(BUILT_IN_FORMATS), [], False
    for kind, body in _records(archive.read("xl/styles.bin")):
        if kind == _FORMAT:
            formats[struct.unpack_from("<H", body)[0]] = _read_text(body, 2)[0]
        elif kind in (_STYLES_BEGIN, _STYLES_END):
            is_inside = kind == _STYLES_BEGIN
        elif kind == _STYLE and is_inside:
            styles.append(struct.unpack_from("<H", body, 2)[0])
    return [shown_format(formats.get(number, "")) for number in styles]


def _scan_sheet(data: bytes, codes: Sequence[str]) -> SheetFacts:
    cells = SheetCells(codes)
    facts = cells.facts
    row = -1
    for kind, body in _records(data):
        if kind == _ROW:
            row = struct.unpack_from("<I", body)[0]
            if body[11] & _HIDDEN_ROW:
                facts.hidden_rows.add(row)
        elif kind == _COLUMNS and struct.unpack_from("<H", body, 16)[0] & 1:
            first, last = struct.unpack_from("<II", body)
            facts.hidden_columns.update(range(first, min(last, _LAST_COLUMN) + 1))
        elif _BLANK < kind <= _LAST_CELL:
            column, style = struct.unpack_from("<II", body)
            if column > _LAST_COLUMN:
                raise struct.error
            cells.add(row, column)
            if kind in (_ERROR, _FORMULA_ERROR):
                facts.errors[row, column] = ERRORS.get(body[8], "#ERROR")
            elif kind in (_RK, _REAL, _FORMULA_NUMBER):
                cells.add_number(row, column, style & 0xFFFFFF)
    cells.settle_formats()
    return facts
