"""Records of old and binary workbooks made up of any bytes: a whole workbook around them, so that every input reaches the
parsers of records and not only those of the container."""

import io
import struct
from collections.abc import Iterator

import xlwt

from pipeline.workbooks.sources import CompoundFile
from tests.faults.hostile_binaries import binary_workbook

# Of a sheet in an .xls ([MS-XLS]) and in an .xlsb ([MS-XLSB]); 0 stands for any other.
OLD_KINDS = (0x06, 0x0A, 0x14, 0x15, 0x1C, 0x3C, 0x5D, 0x7D, 0xBD, 0xD6, 0xFD, 0x1B6, 0x203, 0x204, 0x205, 0x208, 0x27E, 0x809, 0)  # fmt: skip
BINARY_KINDS = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 60)
_LONGEST = 64
_END_OF_SHEET = b"\x0a\0\0\0"


def made_up(data: bytes, kinds: tuple[int, ...]) -> Iterator[tuple[int, bytes]]:
    """Bytes as records: one that says the kind, one that says the size, the body."""
    place = 0
    while place + 2 <= len(data):
        size = data[place + 1] % _LONGEST
        yield kinds[data[place] % len(kinds)], data[place + 2 : place + 2 + size]
        place += 2 + size


def old_stream(data: bytes) -> bytes:
    """The stream of an .xls whose one sheet ends with these records."""
    end = _STREAM.rindex(_END_OF_SHEET)
    added = b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in made_up(data, OLD_KINDS))
    return _STREAM[:end] + added + _STREAM[end:]


def binary_package(data: bytes) -> bytes:
    """An .xlsb of these records, with formats that hide, scale and pad."""
    return binary_workbook(made_up(data, BINARY_KINDS), formats=["0000", '0.00"万元"', ";;;"])


def _plain_stream() -> bytes:
    book, target = xlwt.Workbook(), io.BytesIO()
    book.add_sheet("表").write(0, 0, 12, xlwt.easyxf(num_format_str='0.00"万元"'))
    book.save(target)
    return CompoundFile(target.getvalue()).read("workbook")


_STREAM = _plain_stream()


def _input(first: int, kinds: tuple[int, ...], *records: tuple[int, bytes]) -> bytes:
    """What made_up turns into these records; `first` says to the target of which format they are."""
    return bytes([first]) + b"".join(bytes([kinds.index(kind), len(body)]) + body for kind, body in records)


SEEDS = [
    _input(0, OLD_KINDS, (0x203, struct.pack("<HHHd", 1, 1, 1, 0.5)), (0x208, struct.pack("<HHHHHHHH", *[2] * 8))),
    _input(0, OLD_KINDS, (0x06, struct.pack("<HHH", 3, 0, 0) + b"\3" + bytes(5) + b"\xff\xff"), (0x14, b"\3\0\0abc")),
    _input(
        0, OLD_KINDS,
        (0x5D, struct.pack("<HHHH", 21, 18, 25, 1)), (0x1B6, struct.pack("<HHHHHHHHH", *[1] * 9)), (0x3C, b"\0a"),
        (0x1C, struct.pack("<HHHH", 0, 1, 0, 1)),
    ),
    _input(
        1, BINARY_KINDS,
        (0, bytes(16)), (5, struct.pack("<IId", 1, 1, 7)), (3, struct.pack("<IIB", 2, 0, 42)),
    ),
]  # fmt: skip
