"""The OLE container of .xls and .et files ([MS-CFB]) through olefile: its streams by name, read and replaced."""

import io
import struct

import olefile

from pipeline.workbooks.sheet import damaged

_BROKEN = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError, struct.error)


class CompoundFile:
    """Streams of an OLE file; whatever does not hold together is damage."""

    def __init__(self, data: bytes) -> None:
        """Read table and directory. Raises RefusedError (damaged_workbook)."""
        self._content = io.BytesIO(data)
        try:
            self._file = olefile.OleFileIO(self._content, raise_defects=olefile.DEFECT_INCORRECT, write_mode=True)
            paths = self._file.listdir()
        except _BROKEN:
            raise damaged() from None
        self._paths = {path[-1].lower(): path for path in reversed(paths)}

    @property
    def names(self) -> frozenset[str]:
        """Names of all streams, in lower case."""
        return frozenset(self._paths)

    def read(self, name: str) -> bytes:
        """A stream by its lower-case name. Raises RefusedError when its sectors do not hold together."""
        try:
            return bytes(self._file.openstream(self._paths[name]).read())
        except _BROKEN:
            raise damaged() from None

    def replaced(self, name: str, stream: bytes) -> bytes:
        """The whole file with other bytes, as many as before, in one stream. Raises RefusedError."""
        try:
            self._file.write_stream(self._paths[name], stream)
        except _BROKEN:
            raise damaged() from None
        return self._content.getvalue()
