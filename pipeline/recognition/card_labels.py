"""The labels of an upright form and what stands at each, in the cells to the right or behind it in the same cell; forms that
share a sheet: several beside or below each other, and one form with a column for each year."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.recognition.context_words import ContextWords
from pipeline.recognition.grid import Grid
from pipeline.recognition.headers import KindHeaders
from pipeline.recognition.statements import YEAR_COLUMN, Statement
from pipeline.recognition.units import bare_unit
from pipeline.recognition.wording import TOTAL_WORDS, bare_group, fold, is_number, normalise_header
from pipeline.recognition.years import year_of_cell
from pipeline.workbooks.cells import column_letter

Texts = tuple[str | None, ...]
_PAIR = re.compile(r"([^\s:：]{1,12})[:：]\s*([^:：]*?)(?=\s+[^\s:：]{1,12}[:：]|$)")
_MARKS = frozenset(":： \u3000\xa0")
_WORD_AND_VALUE = re.compile(r"^(\S{1,8})\s+(\S.*)$")
CODE = "household_code"
PRINTED_BLANKS = ("未报送", "—")  # what a printed form shows for a year or figure that nobody stated
_YEAR = re.compile(r"^(?:19|20)\d\d年(?:度)?(?:收入|收支|金额|数|实际)?(?:\(元\))?$")
Region = tuple[int, int, int, int]  # first row, first column, end of rows, end of columns


@dataclass(frozen=True)
class Label:
    """A header and its values: where it stands (0-based), its text, its canonical name ('' for a word nobody knows);
    inline: the value stands in the same cell."""

    row: int
    column: int
    text: str
    name: str
    values: Texts
    is_inline: bool = False


def find_labels(grid: Grid, headers: KindHeaders, words: ContextWords) -> list[Label]:
    """Every known header with what stands at it, of one that stands twice the first; and in their columns other words
    with a number beside them, without a name."""
    found: dict[str, Label] = {}
    for one in all_labels(grid, headers, words):
        found.setdefault(one.name or one.text, one)
    return list(found.values())


def all_labels(grid: Grid, headers: KindHeaders, words: ContextWords) -> list[Label]:
    """The labels of a sheet row by row, repeated ones too."""
    rows = [row for row in range(len(grid.rows)) if not grid.is_hidden(row)]
    names = {(row, column): _name_at(grid, headers, row, column) for row in rows for column in grid.filled(row)}
    upright = {column for (_, column), name in names.items() if name}
    return [
        one
        for row in rows
        for one in _row_labels(grid, row, headers=headers, words=words, names=names, upright=upright)
    ]


def _row_labels(
    grid: Grid,
    row: int,
    *,
    headers: KindHeaders,
    words: ContextWords,
    names: dict[tuple[int, int], str | None],
    upright: set[int],
) -> list[Label]:
    filled = grid.filled(row)
    found = [one for column in filled if not names[row, column] for one in _inline(grid, headers, row, column)]
    places = [one for one in filled if names[row, one] or _is_unknown(grid, row, one, upright)]
    stops = sorted({*places, *(one.column for one in found), grid.width})
    for place in places:
        following = next(stop for stop in stops if stop > place)
        name, text = names[row, place] or "", grid.rows[row][place] or ""
        is_money = bool(name) and headers.columns[name].is_money
        values, unit = _values(grid.rows[row][place + 1 : following], words if is_money else None)
        if values or (name and (following == grid.width or following > place + 1)):
            found.append(Label(row, place, f"{text}（{unit}）" if unit else text, name, values))
    return sorted(found, key=lambda one: one.column)


def _inline(grid: Grid, headers: KindHeaders, row: int, column: int) -> list[Label]:
    """户码：001　户主姓名：陈大明 in one cell, or 户码 001: only what names a known header."""
    text = (grid.rows[row][column] or "").strip()
    if _MARKS.isdisjoint(text):
        return []
    pairs = _PAIR.findall(text) or [found.groups() for found in [_WORD_AND_VALUE.match(text)] if found]
    named = [(label, value.strip(), headers.lookup.get(normalise_header(label))) for label, value in pairs]
    return [Label(row, column, label, name, (value,), True) for label, value, name in named if name and value]


def _is_unknown(grid: Grid, row: int, column: int, upright: set[int]) -> bool:
    """A word nobody knows in a column of labels with a number to its right."""
    text = grid.rows[row][column] or ""
    right = next((one for one in grid.rows[row][column + 1 :] if one is not None), None)
    return column in upright and not is_number(text) and right is not None and is_number(right)


def _values(cells: list[str | None], words: ContextWords | None) -> tuple[Texts, str]:
    """Values without the blanks at the end (a merged value's blanks stand there too), and the unit that stands among
    the values of money."""
    unit = next((text for text in cells if words and text is not None and bare_unit(text, words)), "")
    values = [text for text in cells if not unit or text != unit]
    while values and values[-1] is None:
        values.pop()
    return tuple(values), unit or ""


def _name_at(grid: Grid, headers: KindHeaders, row: int, column: int) -> str | None:
    """The canonical name of a label; 小计 stands for the group to its left."""
    text = normalise_header(grid.rows[row][column] or "")
    if text in TOTAL_WORDS:
        left = next((found for one in range(column - 1, -1, -1) if (found := grid.text(row, one))), None)
        text = bare_group(left) if left else text
    return headers.lookup.get(text)


def grids_by_year(grid: Grid) -> list[tuple[Statement | None, Grid]]:
    """The sheet once for each column that a year heads (2016年 | 2017年 | 2018年), without the other years' columns; the
    sheet itself where no row heads several."""
    for row, cells in enumerate(grid.rows):
        years = {column: fold(text) for column, text in enumerate(cells) if text and _YEAR.match(fold(text))}
        if len(set(years.values())) > 1 and len(set(years.values())) == len(years):
            return [
                (
                    Statement(
                        "year", str(year_of_cell(text[:5])), f"第{row + 1}行{column_letter(column)}列", YEAR_COLUMN
                    ),
                    _of_year(grid, row, column, set(years)),
                )
                for column, text in years.items()
            ]
    return [(None, grid)]


def _of_year(grid: Grid, row: int, kept: int, columns: set[int]) -> Grid:
    """The grid with the amounts of one year next to their labels, without the row of years and the other years' columns;
    未报送 is a blank."""
    first, rows = min(columns), [list(cells) for cells in grid.rows]
    for number in range(row, len(rows)):
        text = rows[number][kept] if number > row else None
        for column in columns:
            rows[number][column] = None
        rows[number][first] = None if text in PRINTED_BLANKS else text
    sheet = grid.sheet
    usual = {
        first if column == kept else column: code
        for column, code in sheet.number_formats.items()
        if column not in columns - {kept}
    }
    odd = {
        (place, first if column == kept else column): code
        for (place, column), code in sheet.cell_formats.items()
        if column not in columns - {kept}
    }
    return replace(grid, rows=rows, sheet=replace(sheet, number_formats=usual, cell_formats=odd))


def single_grids(grid: Grid, headers: KindHeaders, words: ContextWords) -> list[tuple[bool, Grid]]:
    """(whether it stands beside others, the grid of one form) for each; the sheet itself where there is but one."""
    labels = [one for one in all_labels(grid, headers, words) if one.name]
    count = sum(one.name == CODE for one in labels)
    first = _first_of_each(labels, count) if count > 1 else []
    if len(first) < 2:
        return [(False, grid)]
    if len({one.row for one in first}) == 1:
        edges = [*(one.column for one in first), grid.width]
        return [(True, _within(grid, (0, left, len(grid.rows), right))) for left, right in pairwise(edges)]
    if len({one.column for one in first}) == 1:
        edges = [0, *(_title_above(grid, labels, one.row) for one in first[1:]), len(grid.rows)]
        return [(False, _within(grid, (top, 0, bottom, grid.width))) for top, bottom in pairwise(edges)]
    return [(False, grid)]


def _first_of_each(labels: list[Label], count: int) -> list[Label]:
    """The label with which each form begins: the first of those that stand once in each."""
    counts = Counter(one.name for one in labels)
    name = next((one.name for one in labels if counts[one.name] == count), None)
    return [one for one in labels if one.name == name]


def _title_above(grid: Grid, labels: list[Label], row: int) -> int:
    """The first of the lines without labels right above a form: its title."""
    used = {one.row for one in labels}
    while row - 1 >= 0 and row - 1 not in used and any(grid.rows[row - 1]):
        row -= 1
    return row


def _within(grid: Grid, region: Region) -> Grid:
    """The grid with nothing outside of a region, every cell at its place."""
    top, left, bottom, right = region
    rows = [
        [text if top <= row < bottom and left <= column < right else None for column, text in enumerate(cells)]
        for row, cells in enumerate(grid.rows)
    ]
    return replace(grid, rows=rows)
