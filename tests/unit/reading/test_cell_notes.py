"""Comments of cells in an .xls, record by record: the same asides as those of an .xlsx."""

import io
import struct

import pytest
import xlwt

from pipeline.workbooks.biff import read_biff
from pipeline.workbooks.sheet import Aside, RefusedError
from pipeline.workbooks.sources import CompoundFile

Records = list[tuple[int, bytes]]


def note_object(number: int) -> tuple[int, bytes]:
    """An object: what it is (0x19, a note) and its number."""
    return 0x5D, struct.pack("<HHHH", 0x15, 0x12, 0x19, number) + bytes(14)


def text_header(characters: int) -> tuple[int, bytes]:
    """Announces the text of the object before it."""
    return 0x1B6, struct.pack("<HH6xHH4x", 0x12, 0, characters, 16)


def piece(text: str) -> tuple[int, bytes]:
    """A piece of the text, one byte a character where that is enough."""
    return 0x3C, b"\0" + text.encode("latin-1") if text.isascii() else b"\1" + text.encode("utf-16-le")


def note_at(row: int, column: int, number: int) -> tuple[int, bytes]:
    """The cell (0-based) to which an object belongs."""
    return 0x1C, struct.pack("<HHHH", row, column, 0, number) + b"\1\0\0 \0"


RUNS = (0x3C, bytes(16))  # fonts of the text: a continuation as well


def stream_with(records: Records) -> bytes:
    """The stream of a workbook of one sheet, with these records at the sheet's end."""
    book, target = xlwt.Workbook(), io.BytesIO()
    book.add_sheet("表").write(0, 0, "户码")
    book.save(target)
    stream = CompoundFile(target.getvalue()).read("workbook")
    end = stream.rindex(b"\x0a\0\0\0")
    added = b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)
    return stream[:end] + added + stream[end:]


def comments(records: Records) -> list[Aside]:
    (facts,) = read_biff(stream_with(records))
    return facts.asides


def comment(place: str, text: str, row: int, column: int) -> Aside:
    return Aside("comment", f"{place}的批注", text, row, column)


@pytest.mark.parametrize(
    ("records", "told"),
    [
        ([note_object(1), text_header(5), piece("单位：万元"), RUNS, note_at(0, 1, 1)], ["B1 单位：万元"]),
        ([note_object(1), text_header(4), piece("2017"), RUNS, note_at(2, 27, 1)], ["AB3 2017"]),
        ([note_object(1), text_header(7), piece("审核:"), piece("单位：元"), RUNS, note_at(0, 0, 1)], ["A1 审核:单位：元"]),
        (
            [
                *(note_object(7), text_header(2), piece("甲乙"), RUNS, note_object(8), text_header(1), piece("丙"), RUNS),
                *(note_at(0, 0, 8), note_at(1, 0, 7)),
            ],
            ["A1 丙", "A2 甲乙"],
        ),
        ([note_object(1), text_header(5), piece("单位：万元"), RUNS], []),  # a text box: nobody's comment
        ([note_object(1), text_header(0), note_at(0, 0, 1)], []),
        ([note_object(1), text_header(2), piece("  "), RUNS, note_at(0, 0, 1)], []),
        ([note_at(0, 0, 3)], []),
        ([(0x3C, b"\1" + "单位：万元".encode("utf-16-le")), note_at(0, 0, 1)], []),  # of a record that is no text
    ],
)  # fmt: skip
def test_comments_of_an_old_workbook(records: Records, told: list[str]) -> None:
    found = comments(records)
    assert [f"{one.place.removesuffix('的批注')} {one.text}" for one in found] == told
    assert all(one.origin == "comment" for one in found)


def test_a_comment_says_its_cell() -> None:
    records = [note_object(1), text_header(5), piece("单位：万元"), RUNS, note_at(3, 2, 1)]
    assert comments(records) == [comment("C4", "单位：万元", 3, 2)]


@pytest.mark.parametrize("record", [(0x5D, b"\0"), (0x1B6, bytes(4)), (0x1C, bytes(5))])
def test_a_record_that_is_cut_is_a_damaged_workbook(record: tuple[int, bytes]) -> None:
    with pytest.raises(RefusedError):
        read_biff(stream_with([record]))
