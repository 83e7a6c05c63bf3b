"""The ZIP container of a workbook, inflated in a stream under caps before any parser sees it."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import RefusedError, damaged, encrypted

_CHUNK = 1 << 20
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_XML_SUFFIXES = (".xml", ".rels", ".vml")
_UNREAD_FOLDERS = ("customxml/", "docprops/")  # nobody parses them: a query of Power Query stands there in UTF-16
_WHOLE_MERGE = re.compile(rb'mergeCell [^>]*?ref="\$?(?:[A-Z]{1,3}:\$?[A-Z]{1,3}|[0-9]{1,7}:\$?[0-9]{1,7})"')
_OVERLAP = 64
_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


class Archive:
    """The members of a ZIP file; sizes are counted while inflating, what the file claims is not believed."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Read the directory. Raises RefusedError (damaged_workbook, too_many_members, encrypted …)."""
        self._data, self._limits = data, limits
        self.odd_parts: set[str] = set()  # XML with CDATA, comments, character references or merged columns
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as opened:
                members = opened.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
            raise damaged() from None
        if len(members) > limits.archive_members:
            raise RefusedError("too_many_members", "压缩包内的文件过多，不是正常的工作簿，请另存为 .xlsx 后重新报送")
        self._members = {member.filename: member for member in members}
        if len(self._members) < len(members):
            raise damaged()
        for member in members:
            _check_member(member)

    @property
    def names(self) -> list[str]:
        """Names of the members, in the directory's order."""
        return list(self._members)

    def inspect(self) -> None:
        """Inflate everything once, keeping nothing: total size, ratio, checksums, no DTD, no odd encoding.

        Raises RefusedError (archive_bomb, damaged_workbook, xml_declarations).
        """
        total = 0
        for name in self._members:
            is_xml = name.lower().endswith(_XML_SUFFIXES) and not name.lower().startswith(_UNREAD_FOLDERS)
            tail = b""
            for number, chunk in enumerate(self.stream(name)):
                total += len(chunk)
                self._check_total(total)
                if is_xml:
                    text = tail + chunk
                    _check_xml(text, is_first=number == 0)
                    if _is_odd(text, is_first=number == 0):
                        self.odd_parts.add(name)
                    tail = chunk[-_OVERLAP:]

    def read(self, name: str, cap: int = 64 * _CHUNK) -> bytes:
        """A small part, whole. Raises RefusedError when it is missing or larger than `cap` bytes."""
        if name not in self._members:
            raise damaged()
        parts, size = [], 0
        for chunk in self.stream(name):
            size += len(chunk)
            if size > cap:
                raise _bomb()
            parts.append(chunk)
        return b"".join(parts)

    def stream(self, name: str) -> Iterator[bytes]:
        """The inflated bytes of one member in chunks of at most 1 MiB; raises RefusedError when they do not add up."""
        member = self._members[name]
        size, checksum = 0, 0
        try:
            for chunk in self._inflate(member):
                size, checksum = size + len(chunk), zlib.crc32(chunk, checksum)
                if size > self._limits.inflated_bytes:
                    raise _bomb()
                yield chunk
        except (zlib.error, struct.error):
            raise damaged() from None
        if size != member.file_size or checksum != member.CRC:
            raise damaged()

    def _inflate(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        signature, name_size, extra_size = _LOCAL_HEADER.unpack_from(self._data, member.header_offset)
        start = member.header_offset + _LOCAL_HEADER.size + name_size + extra_size
        packed = memoryview(self._data)[start : start + member.compress_size]
        if signature != b"PK\x03\x04" or len(packed) < member.compress_size:
            raise damaged()
        if member.compress_type == zipfile.ZIP_STORED:
            for offset in range(0, len(packed), _CHUNK):
                yield bytes(packed[offset : offset + _CHUNK])
            return
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        for offset in range(0, len(packed), _CHUNK):
            waiting: bytes | memoryview = packed[offset : offset + _CHUNK]
            while waiting:
                yield inflater.decompress(waiting, _CHUNK)
                waiting = inflater.unconsumed_tail
        yield inflater.flush()
        if not inflater.eof:
            raise damaged()

    def _check_total(self, total: int) -> None:
        limits = self._limits
        allowed = max(limits.ratio_free_bytes, limits.inflated_ratio * len(self._data))
        if total > min(limits.inflated_bytes, allowed):
            raise _bomb()


def _check_member(member: zipfile.ZipInfo) -> None:
    if member.flag_bits & 1:
        raise encrypted()
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise RefusedError("unknown_compression", "压缩方式不是 Excel 所用，请另存为 .xlsx 后重新报送")
    if member.filename.startswith(("/", "\\")) or ".." in member.filename.replace("\\", "/").split("/"):
        raise damaged()


def _check_xml(text: bytes, is_first: bool) -> None:
    if is_first and text.startswith(_WIDE_MARKS):
        raise damaged()
    if b"<!" in text and _DECLARATION.search(text):
        raise RefusedError("xml_declarations", "工作簿内含有实体声明（DTD），不安全，请另存为新的 .xlsx 后重新报送")


def _is_odd(text: bytes, is_first: bool) -> bool:
    """CDATA, comments, character references, instructions after the first, or merges of whole columns or rows."""
    return b"<!" in text or b"&#" in text or text.count(b"<?") > is_first or _WHOLE_MERGE.search(text) is not None


def _bomb() -> RefusedError:
    return RefusedError("archive_bomb", "解压后过大，不是正常的工作簿，请按村或按年度拆分并另存为 .xlsx 后重新报送")
