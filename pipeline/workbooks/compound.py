"""The OLE container of .xls and .et files ([MS-CFB]): its streams by name, read without trusting any of its links."""

import struct
from dataclasses import dataclass

from pipeline.workbooks.archive import DAMAGED
from pipeline.workbooks.refusal import RefusedError

_HEADER = struct.Struct("<30xHH10xII4xIIIII")  # shifts, tables, directory, cutoff, mini table, extra tables
_ENTRY = struct.Struct("<64sHB49xIQ")
_LAST = 0xFFFFFFFA  # from here on a sector number is a mark, not a place
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class CompoundFile:
    """Streams of an OLE file; a chain of sectors that loops or leaves the file is damage."""

    def __init__(self, data: bytes) -> None:
        """Read table and directory. Raises RefusedError (damaged_workbook)."""
        self._data = data
        try:
            header = _HEADER.unpack_from(data)
            sector_shift, mini_shift, tables, directory, self._cutoff, mini_table, _, extra, extra_count = header
            if sector_shift not in (9, 12) or mini_shift != 6:
                raise _damaged()
            self._size, self._mini_size = 1 << sector_shift, 1 << mini_shift
            self._table = self._read_table(tables, extra, extra_count)
            self._entries = self._read_directory(directory)
            self._mini_table = _numbers(self._chain(mini_table)) if mini_table < _LAST else ()
            root = next((entry for entry in self._entries if entry.kind == _ROOT), None)
            self._mini = self._chain(root.start) if root and root.start < _LAST else b""
        except (struct.error, IndexError):
            raise _damaged() from None

    @property
    def names(self) -> frozenset[str]:
        """Names of all streams, in lower case."""
        return frozenset(entry.name for entry in self._entries)

    def read(self, name: str) -> bytes:
        """A stream by its lower-case name. Raises RefusedError when its sectors do not hold together."""
        entry = next((entry for entry in self._entries if entry.name == name and entry.kind == _STREAM), None)
        if entry is None:
            raise _damaged()
        try:
            chain = self._chain if entry.size >= self._cutoff else self._mini_chain
            return chain(entry.start)[: entry.size]
        except IndexError:
            raise _damaged() from None

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if start >= len(self._data):
            raise _damaged()
        return self._data[start : start + self._size]

    def _read_table(self, count: int, extra: int, extra_count: int) -> tuple[int, ...]:
        """The sector allocation table, whose own sectors are listed in the header and in chained sectors."""
        most = len(self._data) // self._size + 1
        listed = list(struct.unpack_from("<109I", self._data, 76))
        for _ in range(min(extra_count, most)):
            if extra >= _LAST:
                break
            numbers = _numbers(self._sector(extra))
            listed += numbers[:-1]
            extra = numbers[-1]
        sectors = [number for number in listed if number < _LAST][: min(count, most)]
        return _numbers(b"".join(map(self._sector, sectors)))

    def _chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        for _ in range(len(self._table) + 1):
            if start >= _LAST:
                return b"".join(parts)
            parts.append(self._sector(start))
            start = self._table[start]
        raise _damaged()

    def _mini_chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        for _ in range(len(self._mini_table) + 1):
            if start >= _LAST:
                return b"".join(parts)
            parts.append(self._mini[start * self._mini_size : (start + 1) * self._mini_size])
            start = self._mini_table[start]
        raise _damaged()

    def _read_directory(self, start: int) -> list[_Entry]:
        data = self._chain(start)
        entries = []
        for offset in range(0, len(data) - _ENTRY.size + 1, _ENTRY.size):
            name, length, kind, first, size = _ENTRY.unpack_from(data, offset)
            text = name[: max(length - 2, 0)].decode("utf-16-le", errors="replace").lower()
            entries.append(_Entry(text, kind, first, size & 0xFFFFFFFF))
        return entries


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])


def _damaged() -> RefusedError:
    return RefusedError("damaged_workbook", DAMAGED)
