"""Upright forms that share a sheet: several beside or below each other, and one form with a column for each year."""

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from pipeline.recognition.card_labels import Label, all_labels
from pipeline.recognition.context_words import ContextWords
from pipeline.recognition.grid import Grid
from pipeline.recognition.headers import KindHeaders
from pipeline.recognition.statements import YEAR_COLUMN, Statement
from pipeline.recognition.wording import fold
from pipeline.recognition.years import year_of_cell
from pipeline.workbooks.cells import column_letter

CODE = "household_code"
PRINTED_BLANKS = ("未报送", "—")  # what a printed form shows for a year or figure that nobody stated
_YEAR = re.compile(r"^(?:19|20)\d\d年(?:度)?(?:收入|收支|金额|数|实际)?(?:\(元\))?$")
Region = tuple[int, int, int, int]  # first row, first column, end of rows, end of columns


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
