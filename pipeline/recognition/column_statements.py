"""What columns say of themselves: headers, the bands above them, a row of units, number formats."""

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.recognition.body import Body, Verdicts
from pipeline.recognition.context_words import ContextWords
from pipeline.recognition.kinds import Mapping, SheetColumn
from pipeline.recognition.labels import is_numbering_row
from pipeline.recognition.lines import Line, of_line, unit_statements
from pipeline.recognition.periods import is_forecast, period_in
from pipeline.recognition.statements import BAND, HEADER, NUMBER_FORMAT, UNIT_ROW, Statement
from pipeline.recognition.units import bare_unit, unit_in_format, unit_in_header, units_in_title
from pipeline.recognition.wording import fold, one_line, year_in_header
from pipeline.recognition.years import years_in_title
from pipeline.workbooks.cells import column_letter


def header_statements(mapping: Mapping, words: ContextWords) -> list[Statement]:
    """What headers say of their own columns, and bands of the columns below them."""
    statements: list[Statement] = []
    for column in mapping.columns:
        if column.meaning is not None and column.parts:
            statements += _own_header(column, words)
    bands: dict[str, list[int]] = {}
    for column in mapping.columns:
        if column.meaning is not None and column.meaning.is_money:
            for part in column.parts[:-1]:
                bands.setdefault(part, []).append(column.index)
    for text, columns in bands.items():
        statements += _band(Line(text, f"表头“{one_line(text)}”", BAND, tuple(columns)), words)
    return statements


def _own_header(column: SheetColumn, words: ContextWords) -> Iterator[Statement]:
    text = column.parts[-1]
    year = year_in_header(text)
    is_money = column.meaning is not None and column.meaning.is_money
    found = unit_in_header(text, words) if is_money else None
    per = _rate_in_brackets(text) if is_money else ""
    if not (year or found or per):
        return
    line = Line(text, f"{column.letter}列表头“{column.bottom}”", HEADER, (column.index,))
    if year:
        yield Statement("year", str(year), line.place, HEADER)
    if found is not None:
        yield from unit_statements(found, line)
    if per:
        yield of_line(line, "rate", per)


@lru_cache(maxsize=10_000)
def _rate_in_brackets(text: str) -> str:
    """月 for 低保金（月）, 人 for 收入（人均）, '' for none."""
    found = re.search(r"\((?:每|按)?(人|月|季)(?:均|计)?\)", fold(text))
    return found.group(1) if found else ""


def _band(line: Line, words: ContextWords) -> Iterator[Statement]:
    for found in units_in_title(line.text, words):
        yield from unit_statements(found, line)
    folded = re.sub(words.any_of("rate_innocent"), "", fold(line.text))
    per = re.search(words.any_of("rate_word"), folded)
    if per is not None:
        yield of_line(line, "rate", words.value_of("rate_word", per.group()))
    for year in years_in_title(line.text, words):
        yield Statement("year", str(year), line.place, BAND)
    for what, value in (("period", period_in(line.text, words)), ("forecast", is_forecast(line.text, words))):
        if value:
            yield of_line(line, what, value)


def unit_row_statements(body: Body, verdicts: Verdicts, words: ContextWords) -> Iterator[Statement]:
    """A row of units under the header: one cell per column, or one that speaks of all."""
    for offset in verdicts.of("heading"):
        row = body.row(offset)
        cells = [(column, text) for column, text in enumerate(row) if text is not None]
        if offset > 1 or not is_numbering_row([text for _, text in cells]):
            continue
        for column, text in cells:
            found = bare_unit(text, words)
            if found is not None:
                place = f"第{body.first + offset + 1}行{column_letter(column)}列"
                yield from unit_statements(found, Line(text, place, UNIT_ROW, (column,)))


def format_statements(body: Body) -> Iterator[Statement]:
    """The number format that most cells of a money column have. A scaling one tells what is stored."""
    for column in body.mapping.columns:
        code = body.grid.sheet.number_formats.get(column.index)
        if code is None or column.meaning is None or not column.meaning.is_money:
            continue
        unit, scales = unit_in_format(code)
        place = f"{column.letter}列的数字格式" + ("（缩放显示）" if scales else "")
        if unit is not None:
            yield Statement("stored_unit" if scales else "unit", str(unit), place, NUMBER_FORMAT, (column.index,))
