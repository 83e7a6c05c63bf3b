"""Builders of .xlsb workbooks, record by record ([MS-XLSB])."""

import struct
from collections.abc import Iterable

from tests.faults.hostile_packages import DECLARATION, PACKAGE, RELATIONS, zipped

Record = tuple[int, bytes]


def text_record(column: int, text: str) -> Record:
    """A cell with its own text."""
    return 6, struct.pack("<IIi", column, 0, len(text)) + text.encode("utf-16-le")


def number_record(column: int, number: float, style: int = 0) -> Record:
    """A numeric cell."""
    return 5, struct.pack("<IId", column, style, number)


def error_record(column: int, code: int = 42) -> Record:
    """An error cell, #N/A unless told."""
    return 3, struct.pack("<IIB", column, 0, code)


def row_record(row: int, is_hidden: bool = False) -> Record:
    """The start of a row."""
    return 0, struct.pack("<IIHBBB", row, 0, 300, 0, 0x10 if is_hidden else 0, 0) + struct.pack("<I", 0)


def binary_workbook(records: Iterable[Record], formats: Iterable[str] = (), has_counts: bool = True) -> bytes:
    """An .xlsb of one sheet; `formats` are used by styles 1, 2 …; without counts calamine panics over the styles."""
    codes = list(formats)
    sheet = [(129, b""), (148, struct.pack("<IIII", 0, 1, 0, 1)), (145, b""), *records, (146, b""), (130, b"")]
    book = [
        (131, b""),
        (143, b""),
        (156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("表1")),
        (144, b""),
        (132, b""),
    ]
    styles = [
        (278, b""),
        (615, struct.pack("<I", len(codes))),
        *[(44, struct.pack("<H", 200 + n) + _wide(code)) for n, code in enumerate(codes)],
        (616, b""),
        (617, struct.pack("<I", len(codes) + 1) if has_counts else b""),
        *[(47, struct.pack("<HH", 0, number) + bytes(12)) for number in [0, *range(200, 200 + len(codes))]],
        (618, b""),
        (279, b""),
    ]
    related = (
        f'<Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.bin"/>'
        f'<Relationship Id="rId2" Type="{RELATIONS}/styles" Target="styles.bin"/>'
    )
    return zipped(
        {
            "[Content_Types].xml": f"{DECLARATION}<Types/>",
            "xl/workbook.bin": _stored(book),
            "xl/_rels/workbook.bin.rels": f'{DECLARATION}<Relationships xmlns="{PACKAGE}">{related}</Relationships>',
            "xl/styles.bin": _stored(styles),
            "xl/worksheets/sheet1.bin": _stored(sheet),
        }
    )


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _stored(records: Iterable[Record]) -> bytes:
    return b"".join(_grouped(kind) + _grouped(len(body)) + body for kind, body in records)


def _grouped(number: int) -> bytes:
    groups = bytearray()
    while True:
        number, group = number >> 7, number & 0x7F
        groups.append(group | (0x80 if number else 0))
        if not number:
            return bytes(groups)
