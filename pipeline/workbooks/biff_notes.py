"""Comments of cells in an .xls stream ([MS-XLS] 2.4.179 Note, 2.4.329 TxO): an object with a number, its text in the
records after it, and at the end of the sheet the cell of each number."""

import struct

from pipeline.workbooks.asides import MOST, comment_at
from pipeline.workbooks.sheet import Aside

_OBJECT, _TEXT, _CONTINUED, _NOTE = 0x5D, 0x1B6, 0x3C, 0x1C
NOTE_RECORDS = frozenset({_OBJECT, _TEXT, _CONTINUED, _NOTE})


class CellNotes:
    """The comments of one sheet, record by record."""

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
