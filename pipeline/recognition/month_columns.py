"""Ledgers that write each month, quarter or payment in a column of its own and no total: the year's amount as one more column."""

import re
from dataclasses import replace
from functools import lru_cache

from pipeline.parsing.amounts import sum_text
from pipeline.recognition.bands import Band, column_parts, find_bands
from pipeline.recognition.grid import Grid, Row
from pipeline.recognition.headers import HeaderBook
from pipeline.recognition.kinds import recognise_kind
from pipeline.recognition.units import UNIT_NAMES, unit_in_header
from pipeline.recognition.wording import normalise_header

FEWEST_MONTHS = 3
_LONGEST = 16
_YEAR = re.compile(r"(?:20)?(\d\d)年")
_MARKS = re.compile("[月季年次批期]")
TOTAL = "全年合计"
_MONTH = re.compile(r"^(?:(?:20)?\d\d年)?(1[0-2]|0?[1-9])月(?:份|发放|发放额|金额)?$")
_PAID = "(?:发放|补[助贴])?(?:金?额|数)?"
_PARTS = [  # other parts that a year is paid in: at least two of one sort
    re.compile(rf"^(?:20\d\d年)?(第?[一二三四1-4]季度?){_PAID}$"),
    re.compile(rf"^(?:20\d\d年)?([上下]半年){_PAID}$"),
    re.compile(rf"^(第[一二三四五六七八九十\d]+[次批期]){_PAID}$"),
    re.compile(rf"^(?:20\d\d年)?((?:1[0-2]|[1-9])月?(?:-|至|~)(?:1[0-2]|[1-9])月)份?{_PAID}$"),
]
FEWEST_PARTS = 2
_CHINESE = {month: number for number, month in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}


@lru_cache(maxsize=10_000)
def month_of_header(text: str) -> int | None:
    """The month whose payments a header names: 1月, 2018年3月份, 十二月."""
    name = normalise_header(text)
    found = _MONTH.match(name)
    if found is not None:
        return int(found.group(1))
    return _CHINESE.get(re.sub("月份?$", "", name)) if name.endswith(("月", "月份")) else None


@lru_cache(maxsize=10_000)
def part_of_header(text: str) -> tuple[int, str] | None:
    """The sort of part of a year and the part that a header names: (0, 第一季度), (2, 第一次); a month is sort -1."""
    month = month_of_header(text)
    if month is not None:
        return -1, str(month)
    name = normalise_header(text)
    found = ((sort, one.match(name)) for sort, one in enumerate(_PARTS))
    return next(((sort, one.group(1)) for sort, one in found if one is not None), None)


def with_year_totals(grid: Grid, book: HeaderBook) -> Grid:
    """The grid with a column 全年合计 after the last where a ledger has months and no amount of the year."""
    months = frozenset(
        text for text in grid.texts if len(text) <= _LONGEST and _MARKS.search(text) and part_of_header(text)
    )
    if len(months) < FEWEST_PARTS:
        return grid
    widened = replace(grid, header_texts=grid.header_texts | months)
    added: dict[int, str] = {}
    for band in find_bands(widened):
        parts = [column_parts(widened, band, column) for column in range(grid.width)]
        columns = [column for column, own in enumerate(parts) if own and part_of_header(own[-1])]
        if lacks_year(parts, columns, book):
            added |= _totals(grid, band, columns, header_of_total([parts[column] for column in columns], book))
    if not added:
        return grid
    rows: list[Row] = [[*row, added.get(number)] for number, row in enumerate(grid.rows)]
    headers = widened.header_texts | {text for text in added.values() if text.startswith(TOTAL)}
    return replace(widened, rows=rows, width=grid.width + 1, header_texts=headers)


def lacks_year(parts: list[list[str]], columns: list[int], book: HeaderBook) -> bool:
    """Several months or other parts of one sort and one year, a total would make it a ledger, and nothing else does."""
    found = {part_of_header(parts[column][-1]) for column in columns}
    sorts = {one[0] for one in found if one is not None}
    years = {year for column in columns for text in parts[column] for year in _YEAR.findall(text)}
    if len(sorts) != 1 or len(years) > 1 or len(found) < (FEWEST_MONTHS if sorts == {-1} else FEWEST_PARTS):
        return False
    plain = recognise_kind(parts, book)
    if plain is not None and (plain.kind != "ledger" or plain.find("amount") or plain.find("monthly_amount")):
        return False
    filled = recognise_kind([*parts, [TOTAL]], book)
    return filled is not None and filled.kind == "ledger"


def header_of_total(parts: list[list[str]], book: HeaderBook) -> str:
    """全年合计 with the unit that the months state, where they all state one."""
    found = (unit_in_header(text, book.words) for own in parts for text in own)
    units = {one[0] for one in found if one is not None}
    return f"{TOTAL}（{UNIT_NAMES[min(units)]}）" if len(units) == 1 and units <= set(UNIT_NAMES) else TOTAL


def _totals(grid: Grid, band: Band, columns: list[int], header: str) -> dict[int, str]:
    found = {band.bottom: header}
    for number in range(band.bottom + 1, len(grid.rows)):
        total = sum_text([text for column in columns if (text := grid.rows[number][column]) is not None], "各月")
        if total is not None:
            found[number] = total
    return found
