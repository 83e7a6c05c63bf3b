"""One statement in two tables: income on one sheet and expenses on another, or a wide table cut in two below each other.
Where both name the same households and no item twice they are joined by village and code, and read as one table."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.recognition.codes import code_text, is_code
from pipeline.recognition.filling import fill_down
from pipeline.recognition.grid import Grid, Row, make_grid
from pipeline.recognition.headers import HeaderBook
from pipeline.recognition.labels import total_label
from pipeline.recognition.readings import REJECTED, TableReading
from pipeline.recognition.requirements import check_columns
from pipeline.recognition.statements import COMMENT, PAGE_HEADER
from pipeline.recognition.tables_found import FoundTable, find_tables
from pipeline.recognition.wording import is_number
from pipeline.workbooks.sheet import Aside, Note, Sheet

KIND = "income_statement"
LACKS = "缺少必填列"
OTHER_HALF = "与“{sheet}”是同一统计表的两部分，户码一致，已按户合并读取"
JOINED = "本表与{place}是同一统计表的两部分，已按村和户码合并读取"
_MARK = re.compile(r"[百千万]元|^[(（\[【]?万[)）\]】]?$|[:：(（/]万[)）]?$")  # money that is not counted in yuan


@dataclass(frozen=True)
class Half:
    """A table of statements: the sheet it stands in (place in the workbook), and its rows by household."""

    sheet: int
    grid: Grid
    found: FoundTable
    rows: dict[tuple[str, str], int]

    @property
    def money(self) -> frozenset[str]:
        """Canonical names of its columns of money."""
        return frozenset(one.name for one in self.found.mapping.money)


def lacks_a_half(readings: Sequence[TableReading]) -> bool:
    """Whether a statement was sent back for a column that might stand in another table."""
    return any(one.kind == KIND and one.status == REJECTED and LACKS in (one.reason or "") for one in readings)


def join_halves(sheets: Sequence[Sheet], book: HeaderBook) -> tuple[list[Sheet], dict[int, str]] | None:
    """The sheets with two halves of a statement joined in the first, and place → name of the sheet that it was joined
    to; None where no two tables are surely halves of one."""
    halves = [half for number, sheet in enumerate(sheets) for half in _halves(number, sheet, book)]
    if len(halves) != 2 or not _fit(*halves):
        return None
    first, second = halves
    joined = list(sheets)
    joined[first.sheet] = _joined(first, second)
    gone = {second.sheet: sheets[first.sheet].name} if second.sheet != first.sheet else {}
    return joined, gone


def _halves(number: int, sheet: Sheet, book: HeaderBook) -> Iterator[Half]:
    if sheet.is_hidden:
        return
    grid = make_grid(sheet, book.known)
    for found in find_tables(grid, book):
        if found.mapping.kind != KIND or check_columns(found.mapping, frozenset({"village_name"}), 1) is None:
            continue
        code = found.mapping.find("household_code")
        if code is not None:
            yield Half(number, grid, found, _rows_by_household(grid, found, code.index))


def _rows_by_household(grid: Grid, found: FoundTable, code: int) -> dict[tuple[str, str], int]:
    """(village, code) → row; a household that stands twice is at row −1."""
    block, village = found.block, found.mapping.find("village_name")
    columns = [[row[column] for row in grid.rows[block.first : block.last + 1]] for column in range(grid.width)]
    filled = fill_down(grid, found.mapping, columns, block.first, block.last)
    rows: dict[tuple[str, str], int] = {}
    for offset in range(len(columns[0]) if columns else 0):
        text = filled[code][offset]
        if (
            text is None
            or not is_code(text)
            or any(cell and total_label(cell) for cell in grid.rows[block.first + offset])
        ):
            continue
        key = ((filled[village.index][offset] or "") if village else "", code_text(text))
        rows[key] = -1 if key in rows else block.first + offset
    return rows


def _fit(first: Half, second: Half) -> bool:
    """The same households, each once, no item twice, nothing of 万元 and nothing missing in both."""
    if first.money & second.money or set(first.rows) != set(second.rows) or not first.rows:
        return False
    texts = [text for half in (first, second) for row in half.grid.rows for text in row if text]
    formats = [*first.grid.sheet.number_formats.values(), *second.grid.sheet.number_formats.values()]
    is_scaled = any(_MARK.search(text) and not is_number(text) for text in texts) or any(
        "万" in text for text in formats
    )
    return (
        -1 not in (*first.rows.values(), *second.rows.values()) and not is_scaled and not second.grid.sheet.cell_formats
    )


def _joined(first: Half, second: Half) -> Sheet:
    """The first half's sheet with the second's columns to the right of its own; a second half below it in the same
    sheet is taken away."""
    sheet, width = first.grid.sheet, first.grid.width
    names = first.found.mapping.names
    added = [
        one for one in second.found.mapping.columns
        if one.name not in names and one.parts
    ]  # fmt: skip
    rows: list[Row] = [[*row, *[None] * len(added)] for row in first.grid.rows]
    for place, one in enumerate(added):
        rows[first.found.block.band.bottom][width + place] = one.parts[-1]
        for key, row in second.rows.items():
            rows[first.rows[key]][width + place] = second.grid.rows[row][one.index]
    if second.sheet == first.sheet:
        for row in range(second.found.block.start, second.found.block.last + 1):
            rows[row] = [None] * len(rows[row])
    asides = (*sheet.asides, *_said_of(second, second.sheet != first.sheet))
    where = f"“{second.grid.sheet.name}”" if second.sheet != first.sheet else "下方的表"
    note = Note(None, None, "halves_joined", JOINED.format(place=where))
    return replace(sheet, rows=rows, notes=(*sheet.notes, note), asides=asides)


def _said_of(half: Half, is_elsewhere: bool) -> Iterator[Aside]:
    """What the lines above and below the second half say, and its sheet's name: they speak of the whole as well."""
    block, grid = half.found.block, half.grid
    place = f"“{grid.sheet.name}”" if is_elsewhere else ""
    if is_elsewhere:
        yield Aside(PAGE_HEADER, f"工作表名{place}", grid.sheet.name)
        yield from (one for one in grid.sheet.asides if one.row is None)
    below = [row for row in range(block.first, block.last + 1) if row not in half.rows.values()]
    for origin, rows in ((PAGE_HEADER, block.titles), (COMMENT, below)):
        for row in rows:
            text = " ".join(filter(None, grid.rows[row]))
            if text and not any(map(is_number, filter(None, grid.rows[row]))):
                yield Aside(origin, f"{place}第{row + 1}行", text)
