"""The task of a guarded child: open a file, recognise its tables, leave the readings in the cache."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.intake.entries import write_entry
from pipeline.parsing.masking import masked_names
from pipeline.recognition.grid import make_grid
from pipeline.recognition.halves import OTHER_HALF, join_halves, lacks_a_half
from pipeline.recognition.headers import HeaderBook
from pipeline.recognition.readings import IGNORED, TableReading
from pipeline.recognition.recognise import read_sheet, without_table
from pipeline.recognition.statements import Statement
from pipeline.recognition.workbook_context import Elsewhere
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.opening import open_file
from pipeline.workbooks.sheet import Sheet


@dataclass(frozen=True)
class ReadTask:
    """A file to read: its content as hashed by the parent, what its path says, and where its readings go."""

    path: Path
    sha256: str
    entry: Path
    said: tuple[Statement, ...] = ()


def read_into_cache(book: HeaderBook, limits: Limits, task: ReadTask) -> bool:
    """Read one file into its cache entry; False when its content changed meanwhile (nothing is kept then)."""
    opened = open_file(task.path, limits)
    if opened.sha256 != task.sha256:
        return False
    readings = read_sheets(with_masked_names(opened.sheets), book, task.said)
    write_entry(task.entry, readings, opened.rejection)
    return True


def read_sheets(sheets: list[Sheet], book: HeaderBook, said: tuple[Statement, ...]) -> list[TableReading]:
    """The readings of all sheets; two tables that are halves of one statement are read as one."""
    elsewhere = Elsewhere(book.words, said)
    readings = [reading for sheet in sheets for reading in read_sheet(sheet, book, elsewhere)]
    if elsewhere.late:
        said = (*said, *elsewhere.late)
        elsewhere = Elsewhere(book.words, said)
        readings = [reading for sheet in sheets for reading in read_sheet(sheet, book, elsewhere)]
    joined = join_halves(sheets, book) if lacks_a_half(readings) else None
    if joined is None:
        return readings
    elsewhere, readings = Elsewhere(book.words, said), []
    for number, sheet in enumerate(joined[0]):
        if number in joined[1]:
            reason = OTHER_HALF.format(sheet=joined[1][number])
            readings.append(without_table(make_grid(sheet, book.known), IGNORED, reason))
        else:
            readings += read_sheet(sheet, book, elsewhere)
    return readings


def with_masked_names(sheets: Sequence[Sheet]) -> list[Sheet]:
    """A sheet named by an ID number goes by its mask from here on."""
    names = masked_names(sheet.name for sheet in sheets)
    return [replace(sheet, name=names[sheet.name]) for sheet in sheets]
