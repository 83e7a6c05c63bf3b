"""The records of an .xls workbook stream ([MS-XLS]), for the facts that calamine leaves out of its values.

It finds passwords, far cells, error cells, hidden rows and columns and number formats. A formula's text is not
decoded ('=…'). An empty result is a blank, unless no formula of the workbook has any other: then nobody computed.
"""

import struct
from collections.abc import Iterator

from pipeline.workbooks.asides import MOST, PAGE_FOOTER, PAGE_HEADER, comment_at, page_texts
from pipeline.workbooks.cells import Place
from pipeline.workbooks.facts import SheetCells, SheetFacts
from pipeline.workbooks.package import BUILT_IN_FORMATS, shown_format
from pipeline.workbooks.sheet import Aside, damaged, encrypted

ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_BOF, _EOF, _PASSWORD, _SHEET, _FORMAT, _STYLE = 0x809, 0x0A, 0x2F, 0x85, 0x41E, 0xE0
_ROW, _COLUMNS, _FORMULA, _BOOLEAN_OR_ERROR, _RUN_OF_NUMBERS = 0x208, 0x7D, 0x06, 0x205, 0xBD
_NUMBER_CELLS = frozenset({0x203, 0x27E})
_TEXT_CELLS = frozenset({0xFD, 0x204, 0xD6})
_CELLS = frozenset({_FORMULA, _BOOLEAN_OR_ERROR, *_NUMBER_CELLS, *_TEXT_CELLS})
_HIDDEN_ROW, _DAYS = 0x20, 0x22
_PAGE = {0x14: PAGE_HEADER, 0x15: PAGE_FOOTER}
_BIFF8, _CODE_PAGE, _UTF_16 = 0x600, 0x42, 1200
_OLD_FORMULAS = (0x206, 0x406)
_OBJECT, _TEXT, _CONTINUED, _NOTE = 0x5D, 0x1B6, 0x3C, 0x1C
_NOTE_RECORDS = frozenset({_OBJECT, _TEXT, _CONTINUED, _NOTE})
_WORKSHEET = 0  # 1 a macro sheet, 2 a chart, whose cached values are no cells, 6 a module


def read_biff(stream: bytes) -> list[SheetFacts]:
    """Facts of every sheet of a workbook stream, in order.

    Raises RefusedError (encrypted, damaged_workbook, duplicate_cells).
    """
    formats: dict[int, str] = dict(BUILT_IN_FORMATS)
    styles: list[int] = []
    places: list[tuple[int, bool]] = []
    try:
        is_modern = struct.unpack_from("<H", stream, 4)[0] == _BIFF8
        for kind, data in _records(stream, 0):
            if kind == _PASSWORD:
                raise encrypted()
            if kind == _SHEET:
                place, sheet_type = struct.unpack_from("<IxB", data)
                places.append((place, sheet_type == _WORKSHEET))
            elif kind == _FORMAT and is_modern:
                formats[struct.unpack_from("<H", data)[0]] = _read_string(data[2:])
            elif kind == _STYLE:
                styles.append(struct.unpack_from("<H", data, 2)[0])
        codes = [shown_format(formats.get(number, "")) for number in styles]
        scans = [_SheetScan(codes, is_modern) for _ in places]
        for scan, (place, has_cells) in zip(scans, places, strict=True):
            if has_cells:
                scan.read_all(stream, place)
    except (struct.error, IndexError):
        raise damaged() from None
    if not any(scan.has_results for scan in scans):
        for scan in scans:
            scan.facts.formulas.update(dict.fromkeys(scan.empty_formulas, "=…"))
    return [scan.facts for scan in scans]


def counts_from_1904(stream: bytes) -> bool:
    """Whether day numbers are counted from 1904. Raises nothing for a stream that read_biff reads."""
    return any(kind == _DAYS and data[:1] == b"\1" for kind, data in _records(stream, 0))


class _SheetScan(SheetCells):
    """The records of one sheet as they come."""

    def __init__(self, codes: list[str], is_modern: bool) -> None:
        super().__init__(codes)
        self._is_modern = is_modern
        self._notes = CellNotes()
        self.has_results = False
        self.empty_formulas: list[Place] = []

    def read_all(self, stream: bytes, place: int) -> None:
        """The records of the sheet that begins at `place`."""
        for kind, data in _records(stream, place):
            self.read(kind, data)
        self.settle_formats()
        self.facts.asides += self._notes.asides

    def read(self, kind: int, data: bytes) -> None:
        """Take in one record."""
        if kind in _CELLS:
            row, column, style = struct.unpack_from("<HHH", data)
            self.add(row, column)
            if kind in _NUMBER_CELLS:
                self.add_number(row, column, style)
            elif kind == _BOOLEAN_OR_ERROR and data[7]:
                self.facts.errors[row, column] = ERRORS.get(data[6], "#ERROR")
            elif kind == _FORMULA:
                self._read_formula((row, column), style, data[6:14])
        elif kind == _RUN_OF_NUMBERS:
            row, first = struct.unpack_from("<HH", data)
            for index in range((len(data) - 6) // 6):
                self.add(row, first + index)
                self.add_number(row, first + index, struct.unpack_from("<H", data, 4 + 6 * index)[0])
        elif kind == _ROW:
            row, flags = struct.unpack_from("<H10xH", data)
            if flags & _HIDDEN_ROW:
                self.facts.hidden_rows.add(row)
        elif kind in _NOTE_RECORDS and self._is_modern:
            self._notes.read(kind, data)
        elif kind in _PAGE and len(data) > 3:
            self.facts.asides += page_texts(_PAGE[kind], _read_string(data))
        elif kind == _COLUMNS:
            first, last, flags = struct.unpack_from("<HH4xH", data)
            if flags & 1:
                self.facts.hidden_columns.update(range(first, min(last, 255) + 1))

    def _read_formula(self, place: Place, style: int, result: bytes) -> None:
        """A number, or (last bytes 0xFFFF) by kind 0 a text, 1 a boolean, 2 an error, 3 empty."""
        if result[6:] != b"\xff\xff":
            self.has_results = True
            self.add_number(*place, style)
        elif result[0] == 2:
            self.facts.errors[place] = ERRORS.get(result[2], "#ERROR")
        elif result[0] == 3:
            self.empty_formulas.append(place)
        else:
            self.has_results = True


def _records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """The records of the substream at `place`, charts embedded in it left out. Raises struct.error when it is cut."""
    depth = 0
    while True:
        kind, size = struct.unpack_from("<HH", stream, place)
        place += 4
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return
        if place + size > len(stream):
            raise struct.error
        if depth == 1:
            yield kind, stream[place : place + size]
        place += size


def _read_string(data: bytes) -> str:
    length, is_wide = struct.unpack_from("<HB", data)
    text = data[3 : 3 + length * (2 if is_wide & 1 else 1)]
    return text.decode("utf-16-le" if is_wide & 1 else "latin-1", errors="replace")


class CellNotes:
    """The comments of one sheet, record by record ([MS-XLS] 2.4.179 Note, 2.4.329 TxO): an object with a number, its text
    in the records after it, and at the end of the sheet the cell of each number."""

    def __init__(self) -> None:
        self.asides: list[Aside] = []
        self._texts: dict[int, str] = {}
        self._object = -1
        self._awaited = 0  # characters of the object's text that are still to come

    def read(self, kind: int, data: bytes) -> None:
        """Take in one of NOTE_RECORDS. Raises struct.error for one that is too short."""
        if kind == _OBJECT:
            self._object, self._awaited = struct.unpack_from("<H", data, 6)[0], 0
        elif kind == _TEXT:
            self._awaited = struct.unpack_from("<H", data, 10)[0]
        elif kind == _CONTINUED and self._awaited:
            self._add_text(data)
        elif kind == _NOTE and len(self.asides) < MOST:
            row, column, number = struct.unpack_from("<HH2xH", data)
            if self._texts.get(number, "").strip():
                self.asides.append(comment_at(row, column, self._texts[number]))

    def _add_text(self, data: bytes) -> None:
        """A piece of the text: a byte that tells its width, then the characters."""
        is_wide = data[:1] != b"\0"
        text = data[1:].decode("utf-16-le" if is_wide else "latin-1", errors="replace")[: self._awaited]
        self._awaited -= len(text)
        self._texts[self._object] = self._texts.get(self._object, "") + text


def plain_records(stream: bytes) -> bytes:
    """The stream with formula records 0x0206 and 0x0406 (Apple Numbers writes them) as 0x0006, whose layout is the
    same up to the cached value, and with code page 1200, which BIFF8 has whatever its record says (jxl writes 1252).

    As long as before. A stream that is cut comes back as far as it could be read: the scan tells the damage.
    """
    found = bytearray(stream)
    is_modern = len(stream) >= 6 and struct.unpack_from("<H", stream, 4)[0] == _BIFF8
    place = 0
    while place + 4 <= len(found):
        kind, size = struct.unpack_from("<HH", found, place)
        if kind in _OLD_FORMULAS and is_modern:
            struct.pack_into("<H", found, place, _FORMULA)
        elif kind == _CODE_PAGE and is_modern and size == 2 and place + 6 <= len(found):
            struct.pack_into("<H", found, place + 4, _UTF_16)
        place += 4 + size
    return bytes(found)
