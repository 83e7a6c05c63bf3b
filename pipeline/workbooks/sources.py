"""Where a workbook's facts come from: the XML of an .xlsx, the records of an .xlsb, of an .xls or .et in its OLE container
([MS-CFB])."""

import io
import struct
from collections.abc import Iterable, Iterator, Sequence

import olefile

from pipeline.workbooks.archive import Archive
from pipeline.workbooks.asides import page_asides, part_asides
from pipeline.workbooks.biff import counts_from_1904, plain_records, read_biff
from pipeline.workbooks.biff12 import binary_counts_from_1904, read_biff12
from pipeline.workbooks.careful import scan_carefully
from pipeline.workbooks.cells import check_extent
from pipeline.workbooks.facts import SheetFacts
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.package import Package, read_package
from pipeline.workbooks.plain_package import plain_package
from pipeline.workbooks.scan import QuickLook, cell_formats, has_twins, look_quickly, measure_width
from pipeline.workbooks.sheet import Note, RefusedError, damaged, encrypted

_TWO_LETTERS = 702  # columns up to ZZ; a cell beyond is unusual in itself
_SEALED = "EncryptedPackage".encode("utf-16-le")  # the stream that holds an .xlsx with a password, [MS-OFFCRYPTO]
_BROKEN = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError, struct.error)


def open_source(data: bytes, limits: Limits) -> tuple[bytes, "FactSource"]:
    """Guard the container and find its kind: the bytes for the fast reader, and where facts come from.

    The bytes are those delivered, but for what the fast reader would misread. Raises RefusedError.
    """
    if not data.startswith(b"PK"):
        return open_compound(data, limits)
    archive = Archive(data, limits)
    archive.inspect()
    data, archive = plain_package(data, archive, limits)
    if "xl/workbook.bin" in archive.names:
        sheets = read_biff12(archive)  # what is damaged is refused here
        return data, RecordFacts(sheets, binary_counts_from_1904(archive), limits, _remark_package(archive))
    if "xl/workbook.xml" not in archive.names:
        raise RefusedError("wrong_content", _tell_container(archive))
    return data, PackageFacts(archive, limits)


def open_compound(data: bytes, limits: Limits) -> tuple[bytes, "RecordFacts"]:
    """An .xls or .et. Raises RefusedError (encrypted, wrong_content, damaged_workbook)."""
    if _SEALED in data:
        raise encrypted()
    file = CompoundFile(data)
    name = next((name for name in ("workbook", "book") if name in file.names), None)
    if name is None:
        raise RefusedError("wrong_content", "内容不是工作簿（可能是 Word 等文档），请把表格另存为 .xlsx 后重新报送")
    stream = file.read(name)
    plain = plain_records(stream)
    sheets = [(None, facts) for facts in read_biff(plain)]
    source = RecordFacts(sheets, counts_from_1904(plain), limits, ())
    return data if plain == stream else file.replaced(name, plain), source


class RecordFacts:
    """The sheets of an .xlsb, .xls or .et by name (None where the records have none): all records are read at once, before
    the fast reader. `counts_from_1904`: of all day numbers of the workbook."""

    def __init__(
        self,
        sheets: Sequence[tuple[str | None, SheetFacts]],
        counts_from_1904: bool,
        limits: Limits,
        notes: Iterable[Note],
    ) -> None:
        self._sheets, self._limits = sheets, limits
        self.counts_from_1904 = counts_from_1904
        self.notes = tuple(notes)

    def check_extent(self, index: int, name: str) -> None:
        """Raises RefusedError when the sheet is too large for the fast reader, or is not the sheet it seems."""
        if index >= len(self._sheets) or self._sheets[index][0] not in (name, None):
            raise damaged()
        check_extent(self._sheets[index][1].last, self._limits)

    def facts(self, index: int, filled: int) -> SheetFacts:
        """All facts of a sheet, however many cells the fast reader filled."""
        return self._sheets[index][1]


class PackageFacts:
    """The sheets of an .xlsx: a quick look, then a careful scan only where that or the reader's count asks for it."""

    def __init__(self, archive: Archive, limits: Limits) -> None:
        self._archive, self._limits = archive, limits
        self._package: Package = read_package(archive)
        self.counts_from_1904 = self._package.counts_from_1904
        self._looks: dict[int, QuickLook] = {}
        self._careful: dict[int, SheetFacts] = {}
        self.notes = tuple(_remark_package(archive))

    def check_extent(self, index: int, name: str) -> None:
        """Look quickly; measure the extent exactly where it may be too large."""
        if index >= len(self._package.sheets) or self._package.sheets[index][0] != name:
            raise damaged()
        package = self._package
        look = look_quickly(self._stream(index), package.formats, package.is_uncalculated, self._limits)
        self._looks[index] = look
        limits = self._limits
        if look.last_row * _TWO_LETTERS > limits.cells or limits.columns < _TWO_LETTERS:
            width = measure_width(self._stream(index))
            look.is_unusual |= look.last_row * width > limits.cells or width > limits.columns
        if look.is_unusual:
            check_extent(self._read_carefully(index).last, self._limits)

    def facts(self, index: int, filled: int) -> SheetFacts:
        """Careful facts where anything is unusual, or the reader lost a cell that is not merely an empty text."""
        look = self._looks.pop(index)
        is_complete = look.content_cells == filled
        if look.is_unusual or (not is_complete and has_twins(self._stream(index))):
            facts = self._read_carefully(index)
        else:
            facts = SheetFacts(look.content_cells)
        facts.number_formats = look.number_formats(self._package.formats)
        columns = look.telling_columns(self._package.formats)
        if columns:
            usual, facts.cell_formats = cell_formats(self._stream(index), self._package.formats, columns)
            facts.number_formats |= usual
        facts.asides = [*page_asides(look.tail), *part_asides(self._archive, self._package.sheets[index][1] or "")]
        self._careful.pop(index, None)
        return facts

    def _read_carefully(self, index: int) -> SheetFacts:
        if index not in self._careful:
            package = self._package
            self._careful[index] = scan_carefully(self._stream(index), package.formats, package.is_uncalculated)
        return self._careful[index]

    def _stream(self, index: int) -> Iterator[bytes]:
        part = self._package.sheets[index][1]
        if part is None or part not in self._archive.names:
            raise damaged()
        return self._archive.stream(part)


FactSource = RecordFacts | PackageFacts


def _remark_package(archive: Archive) -> Iterator[Note]:
    names = [name.lower() for name in archive.names]
    if any(name.startswith(("xl/externallinks/", "xl/connections", "xl/querytables/")) for name in names):
        message = "工作簿引用了其他文件或数据源，只采用已保存的数值，请核对后粘贴为数值"
        yield Note(None, None, "external_links", message)
    if any(name.endswith("vbaproject.bin") for name in names):
        yield Note(None, None, "macros_ignored", "工作簿含有宏，宏未运行，只读取单元格")


def _tell_container(archive: Archive) -> str:
    names = archive.names
    if any(name.startswith("word/") for name in names):
        return "内容是 Word 文档，不是表格，请把表格复制到 .xlsx 后重新报送"
    if "content.xml" in names:
        return "是 OpenDocument 表格，请另存为 .xlsx 后重新报送"
    return "是压缩包而不是工作簿，请解压后逐个报送其中的表格"


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
