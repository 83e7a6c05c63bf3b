"""Texts that may speak of a table, and what each says: unit, rate, year, period, forecast, place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.recognition.context_words import ContextWords
from pipeline.recognition.periods import is_forecast, period_in
from pipeline.recognition.statements import (
    COMMENT,
    COVER,
    FILE_NAME,
    FOLDER,
    NOTE,
    PAGE_FOOTER,
    PAGE_HEADER,
    SHEET_NAME,
    TITLE,
    Statement,
)
from pipeline.recognition.title_places import LEVELS, place_in_titles
from pipeline.recognition.units import Said, units_in_name, units_in_title
from pipeline.recognition.wording import fold
from pipeline.recognition.years import (
    ranges_in_title,
    years_in_note,
    years_in_sheet_name,
    years_in_title,
    years_of_dates,
)

Pair = tuple[str, str]  # what and value of a statement
_NAMED = (SHEET_NAME, FILE_NAME, FOLDER)
_TITLES = (*_NAMED, TITLE, COVER, PAGE_HEADER)
_NOTES = (NOTE, PAGE_FOOTER, COMMENT)
_OF_TABLE = re.compile(
    r"本表|以上|以下|表内|表中|本页|所列|所填|各[项栏]|(?:统计|数据|核算|填报|所属)(?:期间|时段|期)|期间[:：]"
)
_LONGEST_TITLE, _LONGEST_LINE = 60, 500


@dataclass(frozen=True)
class Line:
    """A text that may speak of a table: where it stands (Chinese), in what sort of place, over which columns."""

    text: str
    place: str
    origin: str
    columns: tuple[int, ...] = ()


def read_line(line: Line, words: ContextWords) -> Iterator[Statement]:
    """What one line states."""
    return (of_line(line, what, value) for what, value in said_in(line.text[:_LONGEST_LINE], line.origin, words))


def unit_statements(found: Said, line: Line) -> Iterator[Statement]:
    """A unit, and per what where it is a rate."""
    return (of_line(line, what, value) for what, value in _of_unit(found))


def of_line(line: Line, what: str, value: str) -> Statement:
    return Statement(what, value, line.place, line.origin, line.columns)


@lru_cache(maxsize=20_000)
def said_in(text: str, origin: str, words: ContextWords) -> tuple[Pair, ...]:
    """What a text in this sort of place states. Notes and footers are heard of figures only where they speak of the
    table."""
    return tuple(_pairs(text, origin, words))


def _pairs(text: str, origin: str, words: ContextWords) -> Iterator[Pair]:
    is_note = origin in _NOTES
    for found in (units_in_name if origin in _TITLES else units_in_title)(text, words):
        yield from _of_unit(found)
    yield from (("year", str(year)) for year in _years(text, origin, words))
    if not is_note or _OF_TABLE.search(fold(text)):
        found_words = (("period", period_in(text, words)), ("forecast", is_forecast(text, words)))
        yield from (pair for pair in found_words if pair[1])
        if is_note and (per := words.first("rate_of_note", fold(text))):  # 以上金额均为月均数
            yield "rate", words.value_of("rate_of_note", per)
    if origin in (TITLE, SHEET_NAME) or words.first("stamp", fold(text)):
        yield from (("made_in", str(year)) for year in years_of_dates(text))
    if not is_note:
        yield from _of_title(text, words)
    elif words.pattern("<place_prefix>[:：]").search(fold(text)):
        yield from _places(text, words)


def _of_unit(found: Said) -> Iterator[Pair]:
    unit, rate = found
    yield "unit", str(unit)
    if rate:
        yield "rate", rate


def _years(text: str, origin: str, words: ContextWords) -> list[int]:
    if origin in (NOTE, COMMENT) or (origin == PAGE_FOOTER and len(text) > _LONGEST_TITLE):
        return years_in_note(text, words)
    return (years_in_sheet_name if origin in _NAMED else years_in_title)(text, words)


def _of_title(text: str, words: ContextWords) -> Iterator[Pair]:
    """What only titles and names state: amounts by month or person, 上年度, ranges of years, the place."""
    if per := words.first("rate_of_title", fold(text)):
        yield "rate", words.value_of("rate_of_title", per)
    if relative := words.first("year_relative", fold(text)):
        yield "year_relative", relative
    for first, last in ranges_in_title(text, words):
        yield "years", f"{first}-{last}"
    yield from _places(text, words)


def _places(text: str, words: ContextWords) -> Iterator[Pair]:
    place = place_in_titles([text], words)
    yield from ((what, named) for what, named in zip(LEVELS, place, strict=True) if named)
