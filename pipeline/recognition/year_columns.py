"""Statements that set two years beside each other: 2017年 | 2018年 over all items, or 上年 | 本年 | 增减 below each."""

import re
from dataclasses import dataclass, replace

from pipeline.recognition.grid import Grid, Merge, Row
from pipeline.recognition.statements import YEAR_COLUMN, Statement
from pipeline.recognition.wording import BRACKETS, fold
from pipeline.recognition.years import year_of_cell
from pipeline.workbooks.cells import column_letter
from pipeline.workbooks.sheet import Note, Sheet

_LOOKED_AT = 12
_OWN, _OTHER = "本年", "其他"
_LABEL = re.compile(
    r"^(?:(?P<year>20\d\d)年度?|(?P<own>本年度?|今年|当年|本期)|(?P<other>上一?年度?|去年|上?年?同期|上期|上年同期"
    r"|(?:比上年|同比|比去年)?(?:增减|增长|增加|变化|升降)(?:额|数|率|幅度?|百分比|%|±%)?|增幅))"
    r"(?:实际|完成|发生)?(?P<plan>预计|预测|计划|目标)?(?:数|额|金额|收入|收支|情况)?(?P<unit>\((?:单位:)?[百千万]?元\))?$"
)
AMOUNT = "金额"
LEFT_OUT = "表内“{}”各栏不是本年的数，未采用"


@dataclass(frozen=True)
class YearSheet:
    """The sheet with the columns of one year; `year`: what heads them, None for 本年."""

    sheet: Sheet
    year: Statement | None


def sheets_by_year(grid: Grid) -> list[YearSheet]:
    """The sheet once for each year whose columns it has, every cell at its place; empty where it does not set years
    beside each other."""
    for row in range(min(_LOOKED_AT, len(grid.rows))):
        labels = _labels(grid, row) if _is_header(grid, row) else {}
        if len({sort for sort, _ in labels.values()} - {_OTHER}) + (_OTHER in dict(labels.values())) > 1:
            spans = _spans(grid, row, labels)
            if len(spans) == len(set(labels.values())):
                return []  # a column for each year: an upright form, or of one item only
            kept = dict.fromkeys(sort for sort, _ in labels.values() if sort != _OTHER)
            return [_sheet_of(grid, row, sort, labels, spans) for sort in kept]
    return []


def _is_header(grid: Grid, row: int) -> bool:
    """A row of texts only, in or beside a row with known headers."""
    near = [text for cells in grid.rows[max(row - 1, 0) : row + 2] for text in cells]
    return not grid.is_hidden(row) and not grid.header_texts.isdisjoint(near) and not grid.numbers(row)


def _labels(grid: Grid, row: int) -> dict[int, tuple[str, str]]:
    """Column → (year, 本年 or 其他; unit in brackets) of the cells of a row that are such labels."""
    found = {}
    for column in grid.filled(row):
        label = _LABEL.match(fold(grid.rows[row][column] or "").translate(BRACKETS))
        if label is not None:
            sort = label["year"] or (_OWN if label["own"] else _OTHER)
            found[column] = (sort, "".join(filter(None, (label["plan"], label["unit"]))))
    return found


def _spans(grid: Grid, row: int, labels: dict[int, tuple[str, str]]) -> dict[int, str]:
    """Column → sort of the label that it stands below: a merged label covers its merge, another one the blanks to the right
    of it that have a header below."""
    spans: dict[int, str] = {}
    for column, (sort, _) in labels.items():
        merge = grid.merge_at.get((row, column))
        last = merge[3] if merge is not None else column
        below = grid.rows[row + 1] if row + 1 < len(grid.rows) else []
        while (
            merge is None
            and last + 1 < grid.width
            and grid.rows[row][last + 1] is None
            and below[last + 1] in grid.header_texts
        ):
            last += 1
        spans |= dict.fromkeys(range(column, last + 1), sort)
    return spans


def _sheet_of(grid: Grid, row: int, sort: str, labels: dict[int, tuple[str, str]], spans: dict[int, str]) -> YearSheet:
    dropped = {column for column, own in spans.items() if own != sort}
    rows: list[Row] = [list(cells) for cells in grid.rows]
    merges = [_narrowed(rows, merge, dropped, row) for merge in grid.merges]
    for above in range(row):
        _move_headers(grid, rows[above], dropped)
    for number in range(row, len(rows)):
        for column in dropped:
            rows[number][column] = None
    head = next(column for column, (own, _) in labels.items() if own == sort)
    is_bottom = len(labels) > len(set(labels.values()))
    for column, (own, unit) in labels.items():
        if own == sort and is_bottom:
            rows[row][column] = AMOUNT + unit
    left = "”“".join(dict.fromkeys(grid.rows[row][column] or "" for column in labels if spans[column] in (_OTHER,)))
    notes = (*grid.sheet.notes, Note(row + 1, None, "other_years", LEFT_OUT.format(left))) if left else grid.sheet.notes
    sheet = replace(grid.sheet, rows=rows, merged=tuple(filter(None, merges)), notes=notes)
    place = f"第{row + 1}行{column_letter(head)}列"
    return YearSheet(sheet, None if sort == _OWN else Statement("year", str(year_of_cell(sort)), place, YEAR_COLUMN))


def _narrowed(rows: list[Row], merge: Merge, dropped: set[int], row: int) -> Merge | None:
    """A merge of the header without the dropped columns; its text goes with it."""
    top, left, bottom, right = merge
    kept = [column for column in range(left, right + 1) if column not in dropped]
    if top > row or len(kept) == right - left + 1:
        return merge
    if not kept:
        return None
    rows[top][left], rows[top][kept[0]] = None, rows[top][left]
    return (top, kept[0], bottom, kept[-1]) if len(kept) > 1 or bottom > top else None


def _move_headers(grid: Grid, cells: Row, dropped: set[int]) -> None:
    """A header above a dropped column, without a merge: to the next column that is kept and has none."""
    for column in sorted(dropped):
        if cells[column] in grid.header_texts:
            following = next((one for one in range(column + 1, grid.width) if one not in dropped), None)
            if following is not None and not any(cells[column + 1 : following + 1]):
                cells[following] = cells[column]
            cells[column] = None
