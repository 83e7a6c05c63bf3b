"""Dates that a workbook shows as bare numbers because it counts days from 1904-01-01 (ECMA-376 part 1, 18.17.4.1): written
as dates, because a day number is taken for one of the 1900 system, four years and a day earlier."""

import datetime as dt
import re

from pipeline.recognition.filling import Cells
from pipeline.recognition.grid import Grid
from pipeline.recognition.kinds import Mapping, SheetColumn

_FIRST_DAY = dt.date(1904, 1, 1)
_DAY_NUMBER = re.compile(r"([1-9]\d{4})(?:\.\d+)?")  # from 1931 on; four digits may be a year
_DATE = "日期"


def date_columns(mapping: Mapping) -> list[SheetColumn]:
    """The columns of dates, by their Chinese word."""
    return [one for one in mapping.columns if one.meaning is not None and one.meaning.zh.endswith(_DATE)]


def with_dates(grid: Grid, mapping: Mapping, columns: list[Cells]) -> list[Cells]:
    """`columns` with the day numbers of date columns as dates, where the workbook counts from 1904."""
    result = list(columns)
    for column in date_columns(mapping) if grid.sheet.counts_from_1904 else ():
        result[column.index] = [text and date_text(text) for text in columns[column.index]]
    return result


def date_text(text: str) -> str:
    """A day number of the 1904 system as 2018-11-19; any other text as it is."""
    found = _DAY_NUMBER.fullmatch(text)
    return (_FIRST_DAY + dt.timedelta(days=int(found[1]))).isoformat() if found else text
