"""Where the tables of a sheet are: the rows above, one to four header rows, and the rows below each."""

from dataclasses import dataclass

from pipeline.recognition.grid import Grid
from pipeline.recognition.labels import is_unit_row
from pipeline.recognition.wording import is_number

HEADER_ROWS = 4
FEWEST_HEADERS = 2
_LABEL_MARKS = (":", "：")
_NO_NAME = "（空白）"


@dataclass(frozen=True)
class Band:
    """The header rows of a table, 0-based, both ends included."""

    top: int
    bottom: int


@dataclass(frozen=True)
class Block:
    """A table: title rows above its header, the header, and its body (`last` < `first`: no body)."""

    start: int  # first row that belongs to it
    titles: tuple[int, ...]
    band: Band
    first: int
    last: int
    leading: tuple[int, ...] = ()  # rows above the first header that hold data


def find_bands(grid: Grid) -> list[Band]:
    """Every run of header rows in the sheet, from the top."""
    bands: list[Band] = []
    row = 0
    while row < len(grid.rows):
        if not is_header_row(grid, row):
            row += 1
            continue
        bottom = _extend_down(grid, row)
        lowest = bands[-1].bottom + 1 if bands else 0
        bands.append(Band(_extend_up(grid, row, bottom, lowest), bottom))
        row = bottom + 1
    return bands


def is_header_row(grid: Grid, row: int) -> bool:
    """At least two different known headers, hardly a number, and headers not drowned by other texts."""
    if grid.is_hidden(row):
        return False
    known = len(grid.header_texts.intersection(grid.rows[row]))
    if known < FEWEST_HEADERS or grid.numbers(row) * 5 > known:
        return False
    return known >= 4 or known * (6 if known == 3 else 3) >= len(grid.filled(row))


def _extend_down(grid: Grid, top: int) -> int:
    bottom = top
    while bottom + 1 < len(grid.rows) and bottom - top + 1 < HEADER_ROWS and not grid.is_hidden(bottom + 1):
        if not (_merged_across(grid, top, bottom) or is_subheader(grid, bottom, bottom + 1)):
            break
        bottom += 1
    return bottom


def _merged_across(grid: Grid, top: int, bottom: int) -> bool:
    """A cell of the band is merged into the row below: the next row belongs to the header too."""
    for column in range(grid.width):
        merge = grid.merge_at.get((bottom, column))
        if merge is None or merge[2] <= bottom or merge[0] < top or merge[2] - merge[0] >= HEADER_ROWS:
            continue
        if grid.rows[merge[0]][merge[1]] in grid.header_texts:
            return True
    return False


def is_subheader(grid: Grid, upper: int, row: int) -> bool:
    """Whether `row` only refines `upper`: text without numbers below blanks and groups, some of it known, or all of it
    below groups of several columns (面积 | 收入 below 种植业)."""
    filled = grid.filled(row)
    if not filled or grid.numbers(row):
        return False
    if any(not _is_free(grid, upper, row, column) for column in filled):
        return False
    texts = [grid.rows[row][column] or "" for column in filled]
    known = sum(text in grid.header_texts for text in texts)
    is_below_groups = len(filled) > 1 and all(_is_below_group(grid, upper, row, column) for column in filled)
    return (known >= 1 and known * 3 >= len(filled)) or (is_below_groups and not is_unit_row(texts))


def _is_free(grid: Grid, upper: int, row: int, column: int) -> bool:
    """Above the cell stands nothing, the same text, or the first cell of a group."""
    above = grid.rows[upper][column]
    if above is None or above == grid.rows[row][column]:
        return True
    if (upper, column) in grid.merge_at:
        return _is_wide(grid, upper, column)
    return _heads_blanks(grid, upper, row, column) or _is_lone_group(grid, upper, row, column)


def _heads_blanks(grid: Grid, upper: int, row: int, column: int) -> bool:
    """A text of `upper` with a blank to its right that stands above a text of `row`: a group of several columns."""
    above, right = grid.rows[upper], column + 1
    return (
        above[column] is not None and right < grid.width and above[right] is None and grid.rows[row][right] is not None
    )


def _is_lone_group(grid: Grid, upper: int, row: int, column: int) -> bool:
    """A group of one column, such as 支出 above 经营性, beside a group of several; nothing is merged, and its name is no column's."""
    above = grid.rows[upper][column]
    if (
        above is None
        or above in grid.header_texts
        or any(upper <= merge[2] and merge[0] <= row for merge in grid.merges)
    ):
        return False
    return any(_heads_blanks(grid, upper, row, other) for other in range(grid.width))


def _is_below_group(grid: Grid, upper: int, row: int, column: int) -> bool:
    """Above the cell stands a merged group or, where nothing is merged (CSV), a group's name followed by blanks."""
    if any(upper <= merge[2] and merge[0] <= row for merge in grid.merges):
        return _is_wide(grid, upper, column)
    above, below = grid.rows[upper], grid.rows[row]
    left = column
    while left > 0 and above[left] is None and below[left] is not None:
        left -= 1
    return _heads_blanks(grid, upper, row, left) or _is_lone_group(grid, upper, row, column)


def _is_wide(grid: Grid, row: int, column: int) -> bool:
    merge = grid.merge_at.get((row, column))
    return merge is not None and merge[3] > merge[1]


def _extend_up(grid: Grid, row: int, bottom: int, lowest: int) -> int:
    """Rows of groups above the first row with known headers."""
    top = row
    while top > lowest and bottom - top + 1 < HEADER_ROWS and _is_group_row(grid, top - 1):
        top -= 1
    return top


def _is_group_row(grid: Grid, row: int) -> bool:
    """Two groups or more, at least one of them merged, and no label such as 单位：元."""
    filled = grid.filled(row)
    texts = [grid.rows[row][column] or "" for column in filled]
    if len(filled) < 2 or grid.is_hidden(row) or any(is_number(text) for text in texts):
        return False
    if any(mark in text for text in texts for mark in _LABEL_MARKS if not text.startswith("其中")):
        return False
    return any((row, column) in grid.merge_at for column in filled)


def column_parts(grid: Grid, band: Band, column: int) -> list[str]:
    """The header texts over a column from group to bottom, merged and repeated ones once.

    A column inside a group, not its first, that has no name of its own is no second column of the group's name.
    """
    parts: list[str] = []
    seen: set[tuple[int, int]] = set()
    for row in range(band.top, band.bottom + 1):
        merge = grid.merge_at.get((row, column))
        cell = (merge[0], merge[1]) if merge else (row, column)
        text = grid.text(row, column)
        if text is None:
            text, cell = _group_on_the_left(grid, band, row, column)
        if text is not None and cell not in seen and text not in parts:
            parts.append(text)
        seen.add(cell)
    if _is_nameless(grid, band, column):
        parts.append(_NO_NAME)
    return parts


def _is_nameless(grid: Grid, band: Band, column: int) -> bool:
    """Nothing at the bottom of the header, and above it the middle of a group whose other columns have names."""
    if any((row, column) not in grid.merge_at and grid.rows[row][column] for row in range(band.top, band.bottom + 1)):
        return False
    merges = [grid.merge_at.get((row, column)) for row in range(band.top, band.bottom + 1)]
    lowest = next((merge for merge in reversed(merges) if merge and grid.rows[merge[0]][merge[1]]), None)
    return lowest is not None and lowest[1] < column and lowest[2] < band.bottom and merges[-1] is None


def _group_on_the_left(grid: Grid, band: Band, row: int, column: int) -> tuple[str | None, tuple[int, int]]:
    """In a header without merges (CSV): the text to the left that heads a group reaching to this column."""
    nothing = (None, (row, column))
    if row == band.bottom or any(band.top <= merge[0] <= band.bottom for merge in grid.merges):
        return nothing
    left = column
    while left >= 0 and grid.rows[row][left] is None:
        if not any(grid.rows[below][left] for below in range(row + 1, band.bottom + 1)):
            return nothing
        left -= 1
    if left < 0 or not any(grid.rows[below][left] for below in range(row + 1, band.bottom + 1)):
        return nothing
    return grid.rows[row][left], (row, left)
