"""The records of an .xls workbook stream ([MS-XLS]), for the facts that calamine leaves out of its values.

It finds passwords, far cells, error cells, hidden rows and columns and number formats. A formula's text is not
decoded ('=…'). An empty result is a blank, unless no formula of the workbook has any other: then nobody computed.
"""

import struct
from collections import Counter
from collections.abc import Iterator

from pipeline.workbooks.archive import DAMAGED, ENCRYPTED
from pipeline.workbooks.asides import PAGE_FOOTER, PAGE_HEADER, page_texts
from pipeline.workbooks.biff_notes import NOTE_RECORDS, CellNotes
from pipeline.workbooks.facts import Place, SeenCells, SheetFacts, padded_width
from pipeline.workbooks.number_formats import is_telling, split_formats
from pipeline.workbooks.package import BUILT_IN_FORMATS, shown_format
from pipeline.workbooks.refusal import RefusedError

ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_BOF, _EOF, _PASSWORD, _SHEET, _FORMAT, _STYLE = 0x809, 0x0A, 0x2F, 0x85, 0x41E, 0xE0
_ROW, _COLUMNS, _FORMULA, _BOOLEAN_OR_ERROR, _RUN_OF_NUMBERS = 0x208, 0x7D, 0x06, 0x205, 0xBD
_NUMBER_CELLS = frozenset({0x203, 0x27E})
_TEXT_CELLS = frozenset({0xFD, 0x204, 0xD6})
_CELLS = frozenset({_FORMULA, _BOOLEAN_OR_ERROR, *_NUMBER_CELLS, *_TEXT_CELLS})
_HIDDEN_ROW = 0x20
_DAYS = 0x22
_PAGE = {0x14: PAGE_HEADER, 0x15: PAGE_FOOTER}
_WORKSHEET = 0  # 1 a macro sheet, 2 a chart, whose cached values are no cells, 6 a module


def read_biff(stream: bytes) -> list[SheetFacts]:
    """Facts of every sheet of a workbook stream, in order.

    Raises RefusedError (encrypted, damaged_workbook, duplicate_cells).
    """
    formats: dict[int, str] = dict(BUILT_IN_FORMATS)
    styles: list[int] = []
    places: list[tuple[int, bool]] = []
    try:
        is_modern = struct.unpack_from("<H", stream, 4)[0] == 0x600
        for kind, data in _records(stream, 0):
            if kind == _PASSWORD:
                raise RefusedError("encrypted", ENCRYPTED)
            if kind == _SHEET:
                place, sheet_type = struct.unpack_from("<IxB", data)
                places.append((place, sheet_type == _WORKSHEET))
            elif kind == _FORMAT and is_modern:
                number, text = _read_format(data)
                formats[number] = text
            elif kind == _STYLE:
                styles.append(struct.unpack_from("<H", data, 2)[0])
        codes = [shown_format(formats.get(number, "")) for number in styles]
        scans = [_SheetScan(codes, is_modern) for _ in places]
        for scan, (place, has_cells) in zip(scans, places, strict=True):
            if has_cells:
                scan.read_all(stream, place)
    except (struct.error, IndexError):
        raise RefusedError("damaged_workbook", DAMAGED) from None
    if not any(scan.has_results for scan in scans):
        for scan in scans:
            scan.facts.formulas.update(dict.fromkeys(scan.empty_formulas, "=…"))
    return [scan.facts for scan in scans]


def counts_from_1904(stream: bytes) -> bool:
    """Whether day numbers are counted from 1904. Raises nothing for a stream that read_biff reads."""
    return any(kind == _DAYS and data[:1] == b"\1" for kind, data in _records(stream, 0))


class _SheetScan:
    """Cells of one sheet as they come."""

    def __init__(self, codes: list[str], is_modern: bool) -> None:
        self.facts = SheetFacts()
        self._is_modern = is_modern
        self._notes = CellNotes()
        self.has_results = False
        self.empty_formulas: list[Place] = []
        self.placed: dict[Place, str] = {}
        self._codes = codes
        self._is_telling = any(map(is_telling, codes))
        self._styled: Counter[tuple[int, int]] = Counter()
        self._widths = [padded_width(code) for code in codes]
        self._seen = SeenCells()

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
            self._add(row, column)
            if kind in _NUMBER_CELLS:
                self._add_number(row, column, style)
            elif kind == _BOOLEAN_OR_ERROR and data[7]:
                self.facts.errors[row, column] = ERRORS.get(data[6], "#ERROR")
            elif kind == _FORMULA:
                self._read_formula((row, column), style, data[6:14])
        elif kind == _RUN_OF_NUMBERS:
            row, first = struct.unpack_from("<HH", data)
            for index in range((len(data) - 6) // 6):
                self._add(row, first + index)
                self._add_number(row, first + index, struct.unpack_from("<H", data, 4 + 6 * index)[0])
        elif kind == _ROW:
            row, flags = struct.unpack_from("<H10xH", data)
            if flags & _HIDDEN_ROW:
                self.facts.hidden_rows.add(row)
        elif kind in NOTE_RECORDS and self._is_modern:
            self._notes.read(kind, data)
        elif kind in _PAGE and len(data) > 3:
            self.facts.asides += page_texts(_PAGE[kind], _read_string(data))
        elif kind == _COLUMNS:
            first, last, flags = struct.unpack_from("<HH4xH", data)
            if flags & 1:
                self.facts.hidden_columns.update(range(first, min(last, 255) + 1))

    def _add(self, row: int, column: int) -> None:
        if not self._seen.add(row, column):
            raise RefusedError("duplicate_cells", "同一单元格在文件中出现两次，请另存为新的 .xlsx 后重新报送")
        facts = self.facts
        facts.content_cells += 1
        facts.last = max(facts.last[0], row), max(facts.last[1], column)

    def _add_number(self, row: int, column: int, style: int) -> None:
        code = self._codes[style] if style < len(self._codes) else ""
        if self._is_telling:
            self.placed[row, column] = code
        if code:
            self._styled[column, style] += 1
            if self._widths[style]:
                self.facts.padded[row, column] = self._widths[style]

    def settle_formats(self) -> None:
        """The usual format of each column, and cells that differ."""
        for (column, style), _ in self._styled.most_common():
            self.facts.number_formats.setdefault(column, self._codes[style])
        usual, self.facts.cell_formats = split_formats(self.placed)
        self.facts.number_formats |= usual

    def _read_formula(self, place: Place, style: int, result: bytes) -> None:
        """A number, or (last bytes 0xFFFF) by kind 0 a text, 1 a boolean, 2 an error, 3 empty."""
        if result[6:] != b"\xff\xff":
            self.has_results = True
            self._add_number(*place, style)
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


def _read_format(data: bytes) -> tuple[int, str]:
    return struct.unpack_from("<H", data)[0], _read_string(data[2:])


def _read_string(data: bytes) -> str:
    length, is_wide = struct.unpack_from("<HB", data)
    text = data[3 : 3 + length * (2 if is_wide & 1 else 1)]
    return text.decode("utf-16-le" if is_wide & 1 else "latin-1", errors="replace")
