"""What columns say of themselves: headers, the bands above them, a row of units, number formats."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import takewhile

from pipeline.recognition.body import Body, Verdicts
from pipeline.recognition.context_words import ContextWords
from pipeline.recognition.kinds import Mapping, SheetColumn
from pipeline.recognition.labels import is_numbering_row, is_unit_row
from pipeline.recognition.lines import Line, of_line, unit_statements
from pipeline.recognition.periods import is_forecast, period_in
from pipeline.recognition.statements import BAND, CELL, HEADER, NOTE, NUMBER_FORMAT, UNIT_ROW, Statement
from pipeline.recognition.units import (
    Said,
    bare_unit,
    labelled_unit,
    unit_in_format,
    unit_in_header,
    units_in_title,
)
from pipeline.recognition.wording import fold, one_line, year_in_header
from pipeline.recognition.years import years_in_sheet_name, years_in_title
from pipeline.workbooks.cells import column_letter
from pipeline.workbooks.number_formats import words_of_format

_PERIOD_HEADER = "<period_label>(?:年度|年份|年|时间|期间|时段|期)|<period_column>"
_MONTH_OF_YEAR = re.compile(r"(?:19|20)\d\d[年.\-/](1[0-2]|0?[1-9])月?份?")
ANSWERS = ("stated_text", "corrected_text", "found_text")  # amounts or words, all in the unit of their table


def header_statements(mapping: Mapping, words: ContextWords) -> list[Statement]:
    """What headers say of their own columns, and bands of the columns below them."""
    statements: list[Statement] = []
    for column in mapping.columns:
        if column.meaning is not None and column.parts:
            statements += _own_header(column, words)
    bands: dict[str, list[int]] = {}
    for column in mapping.columns:
        if column.is_money:
            for part in column.parts[:-1]:
                bands.setdefault(part, []).append(column.index)
    for text, columns in bands.items():
        statements += _band(Line(text, f"表头“{one_line(text)}”", BAND, tuple(columns)), words)
    return statements


def _own_header(column: SheetColumn, words: ContextWords) -> Iterator[Statement]:
    text = column.parts[-1]
    year = year_in_header(text)
    is_money, is_answer = column.is_money, column.name in ANSWERS
    found = unit_in_header(text, words) if is_money or is_answer else None
    per = _rate_in_brackets(text) if is_money else ""
    if not (year or found or per):
        return
    line = Line(text, f"{column.letter}列表头“{column.bottom}”", HEADER, () if is_answer else (column.index,))
    if year:
        yield Statement("year", str(year), line.place, HEADER)
    if found is not None:
        yield from unit_statements(found, line)
    if per:
        yield of_line(line, "rate", per)


@lru_cache(maxsize=10_000)
def _rate_in_brackets(text: str) -> str:
    """月 for 低保金（月）, 人 for 收入（人均）, '' for none."""
    found = re.search(r"\((?:每|按)?(人|月|季)(?:均|计)?(?:[/·每][人月季年户日])*\)", fold(text))
    return found.group(1) if found else ""


def _band(line: Line, words: ContextWords) -> Iterator[Statement]:
    for found in units_in_title(line.text, words):
        yield from unit_statements(found, line)
    folded = words.pattern("<rate_innocent>").sub("", fold(line.text))
    for sort in ("rate_word", "rate_of_title"):
        if per := words.first(sort, folded):
            yield of_line(line, "rate", words.value_of(sort, per))
    whole = re.sub(r"\([^()]*\)|\s", "", fold(line.text))  # 人均收入（元） over items is no name of an indicator
    if words.pattern("<rate_of_band>").fullmatch(whole):
        yield of_line(line, "rate", words.value_of("rate_of_band", whole))
    if relative := words.first("year_relative", folded):
        yield of_line(line, "year_relative", relative)
    for year in years_in_title(line.text, words):
        yield Statement("year", str(year), line.place, BAND)
    for what, value in (("period", period_in(line.text, words)), ("forecast", is_forecast(line.text, words))):
        if value:
            yield of_line(line, what, value)


def unit_row_statements(body: Body, verdicts: Verdicts, words: ContextWords) -> Iterator[Statement]:
    """A row of units under the header: each cell speaks of its column."""
    for (offset, column), (text, found) in unit_row_cells(body, verdicts, words).items():
        place = f"第{body.first + offset + 1}行{column_letter(column)}列"
        yield from unit_statements(found, Line(text, place, UNIT_ROW, (column,)))


def note_rate_statements(body: Body, verdicts: Verdicts, words: ContextWords) -> Iterator[Statement]:
    """What a remark says of the columns that it names: 低保金、养老金按月填写."""
    rate = words.any_of("rate_of_item")
    for offset in verdicts.of("heading"):
        for place, text in enumerate(body.row(offset)):
            folded = fold(text or "")
            if re.search(rate, folded) is None:
                continue
            for column in body.mapping.amounts:
                name = re.escape(column.heading)
                found = re.search(rf"{name}[^。;,:]{{0,20}}?({rate})", folded)
                if found is not None:
                    line = Line(folded, f"第{body.first + offset + 1}行{column_letter(place)}列", NOTE, (column.index,))
                    yield of_line(line, "rate", words.value_of("rate_of_item", found.group(1)))


def unit_row_cells(body: Body, verdicts: Verdicts, words: ContextWords) -> dict[tuple[int, int], tuple[str, Said]]:
    """Offset and column → text and unit of the cells of a row of units above the data; one that stands alone with a
    label speaks of the whole table and is none."""
    cells: dict[tuple[int, int], tuple[str, Said]] = {}
    money = [one.index for one in body.mapping.money]
    for offset in takewhile(lambda one: verdicts.kinds[one] == "heading", range(min(body.size, 2))):
        row = body.row(offset)
        texts = [text for text in row if text is not None]
        if is_numbering_row(texts) or is_unit_row(texts):
            found = {
                column: (text, unit) for column in money if (text := row[column]) and (unit := bare_unit(text, words))
            }
            alone = len(found) == 1 and all(labelled_unit(text, words) for text, _ in found.values())
            cells |= {(offset, column): one for column, one in found.items() if not alone}
    return cells


def side_statements(body: Body, verdicts: Verdicts, words: ContextWords) -> Iterator[Statement]:
    """Units in columns that state nothing else: 单位：万元 in a cell beside the table, a column 单位 with 万元 in each row."""
    for column in body.mapping.columns:
        if column.meaning is not None:
            continue
        for part in column.parts:
            found = labelled_unit(part, words)
            if found:
                yield from unit_statements(found, Line(part, f"{column.letter}列表头“{column.bottom}”", HEADER))
        read = bare_unit if _heads_units(column, body.mapping.kind, words) else labelled_unit
        seen: set[str] = set()
        for offset, text in enumerate(body.delivered[column.index]):
            if text is not None and text not in seen and verdicts.kinds[offset] != "heading":
                seen.add(text)
                found = read(text, words)
                place = f"第{body.first + offset + 1}行{column.letter}列"
                yield from unit_statements(found, Line(text, place, CELL)) if found else ()


def period_column_statements(body: Body, verdicts: Verdicts, words: ContextWords) -> Iterator[Statement]:
    """Years and periods in columns of a statement that say when: 统计时间, 核算年度, 季度, 年度 with 2018年一季度: each once."""
    if body.mapping.kind != "income_statement":
        return
    for column in body.mapping.columns:
        header = fold(column.parts[-1]) if column.parts else ""
        is_year = column.name == "stated_year"
        if not (is_year or (column.meaning is None and words.pattern(_PERIOD_HEADER).fullmatch(header))):
            continue
        cells = body.delivered[column.index]
        for text in dict.fromkeys(cells[offset] for offset in verdicts.of("accepted")):
            if text is None:
                continue
            place = f"第{body.first + cells.index(text) + 1}行{column.letter}列"
            if not is_year:
                yield from (Statement("year", str(year), place, CELL) for year in years_in_sheet_name(text, words))
            if period := period_in(text, words) or period_in(f"{text}{header}", words):
                yield Statement("period", period, place, CELL)
        yield from _months_as_years(body, verdicts) if is_year else ()


def _months_as_years(body: Body, verdicts: Verdicts) -> Iterator[Statement]:
    """Several months in the column 年度 (2018年1月, 2018-02), each once; one for all rows may be when figures were taken."""
    column = body.mapping.find("stated_year")
    cells = body.delivered[column.index] if column is not None else []
    texts = dict.fromkeys(cells[offset] for offset in verdicts.of("accepted"))
    months = {text: found.group(1) for text in texts if text and (found := _MONTH_OF_YEAR.fullmatch(fold(text)))}
    for text, month in months.items() if len(set(months.values())) > 1 else ():
        place = f"第{body.first + cells.index(text) + 1}行{column.letter}列"  # type: ignore[union-attr]
        yield Statement("period", f"{int(month)}月", place, CELL)


def _heads_units(column: SheetColumn, kind: str, words: ContextWords) -> bool:
    """Whether a column of a statement is headed 单位, 金额单位: elsewhere that may be a unit of goods."""
    label = words.pattern("<unit_label>(?:单位)?")
    return kind == "income_statement" and bool(column.parts) and bool(label.fullmatch(fold(column.parts[-1])))


def format_statements(body: Body, words: ContextWords) -> Iterator[Statement]:
    """The number format that most cells of a money column have. A scaling one tells what is stored; 0"元/月" a rate."""
    for column in body.mapping.columns:
        code = body.grid.sheet.number_formats.get(column.index)
        if code is None or not column.is_money:
            continue
        unit, scales = unit_in_format(code)
        place = f"{column.letter}列的数字格式" + ("（缩放显示）" if scales else "")
        if unit is not None:
            yield Statement("stored_unit" if scales else "unit", str(unit), place, NUMBER_FORMAT, (column.index,))
        per = bare_unit(words_of_format(code), words)
        if per is not None and per[1]:
            yield Statement("rate", per[1], place, NUMBER_FORMAT, (column.index,))
