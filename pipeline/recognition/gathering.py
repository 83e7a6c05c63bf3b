"""Every place of a sheet that can speak of a table: what each says, as statements."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.recognition.bands import Block
from pipeline.recognition.body import Body, Verdicts
from pipeline.recognition.column_statements import format_statements, header_statements, unit_row_statements
from pipeline.recognition.context_words import ContextWords
from pipeline.recognition.grid import Grid
from pipeline.recognition.kinds import Mapping
from pipeline.recognition.lines import Line, of_line, unit_statements
from pipeline.recognition.periods import is_forecast, period_in
from pipeline.recognition.statements import (
    CELL,
    COMMENT,
    NOTE,
    PAGE_FOOTER,
    SHEET_NAME,
    TITLE,
    Statement,
)
from pipeline.recognition.title_places import LEVELS, place_in_titles
from pipeline.recognition.units import units_in_name, units_in_title
from pipeline.recognition.wording import fold, one_line
from pipeline.recognition.years import (
    is_whole_year,
    ranges_in_title,
    year_of_cell,
    years_in_note,
    years_in_sheet_name,
    years_in_title,
    years_of_dates,
)
from pipeline.workbooks.cells import column_letter
from pipeline.workbooks.sheet import Note

_NAMED = (SHEET_NAME, "file_name", "folder")
_OF_TABLE = re.compile(
    r"本表|以上|以下|表内|表中|本页|所列|所填|(?:统计|数据|核算|填报|所属)(?:期间|时段|期)|期间[:：]"
)
_LONGEST_TITLE, _LONGEST_LINE = 60, 500


def gather_above(grid: Grid, block: Block, mapping: Mapping, words: ContextWords) -> list[Statement]:
    """What titles, sheet name, page header and footer and comments say of a table."""
    lines = [*title_lines(grid, block.titles, words=words), *name_lines(grid), *aside_lines(grid, block, mapping)]
    return statements_of(lines, words)


def gather_within(body: Body, verdicts: Verdicts, words: ContextWords) -> list[Statement]:
    """What headers say, and what is said among and below the data: rows of units, notes, formats, years and months."""
    lines = list(note_lines(body, verdicts))
    return [
        *header_statements(body.mapping, words),
        *unit_row_statements(body, verdicts, words),
        *statements_of(lines, words),
        *format_statements(body),
        *year_statements(body, verdicts),
        *month_statements(body, verdicts),
    ]


def name_lines(grid: Grid) -> Iterator[Line]:
    """The sheet's name."""
    if grid.sheet.name:
        yield Line(grid.sheet.name, f"工作表名“{one_line(grid.sheet.name)}”", SHEET_NAME)


def title_lines(
    grid: Grid, rows: Iterable[int], *, words: ContextWords, origin: str = TITLE, sheet: str = ""
) -> list[Line]:
    """The cells of these rows; a label and the cell that answers it (单位 | 万元) read as one."""
    label = re.compile(
        rf"^(?:{words.any_of('unit_label')}(?:单位)?|{words.any_of('year_label')}|.{{0,4}}年[度份]"
        rf"|(?:所在)?{words.any_of('place_label')}(?:名称?)?)[:：]?$"
    )
    lines = []
    for row in rows:
        asked = ""
        for column in grid.filled(row):
            text = grid.rows[row][column] or ""
            place = f"{sheet}第{row + 1}行{column_letter(column)}列"
            lines.append(Line(f"{asked}：{text}" if asked else text, place, origin))
            asked = fold(text).rstrip(":：") if label.match(fold(text)) else ""
    return lines


def aside_lines(grid: Grid, block: Block, mapping: Mapping) -> Iterator[Line]:
    """Page header and footer, and comments: one at a header of money speaks of its column, one elsewhere of the table."""
    money = {one.index for one in mapping.columns if one.meaning and one.meaning.is_money}
    for one in grid.sheet.asides:
        is_header = one.row is not None and block.band.top <= one.row <= block.band.bottom
        columns = (one.column,) if is_header and one.column is not None and one.column in money else ()
        yield Line(one.text, one.place, one.origin, columns)


def note_lines(body: Body, verdicts: Verdicts) -> Iterator[Line]:
    """The rows below or among the data that are remarks, and sections."""
    for offset in verdicts.of("heading"):
        for column, text in enumerate(body.row(offset)):
            if text is not None:
                yield Line(text, f"第{body.first + offset + 1}行{column_letter(column)}列", NOTE)


def statements_of(lines: Iterable[Line], words: ContextWords) -> list[Statement]:
    """All that these lines state, each once."""
    return list(dict.fromkeys(one for line in lines for one in read_line(line, words)))


def read_line(line: Line, words: ContextWords) -> Iterator[Statement]:
    """What one line states. Notes and footers are heard of figures only where they speak of the table."""
    line = replace(line, text=line.text[:_LONGEST_LINE])
    is_note = line.origin in (NOTE, PAGE_FOOTER, COMMENT)
    read_units = units_in_name if line.origin in _NAMED else units_in_title
    for found in read_units(line.text, words):
        yield from unit_statements(found, line)
    if line.origin in (NOTE, COMMENT) or (line.origin == PAGE_FOOTER and len(line.text) > _LONGEST_TITLE):
        years = years_in_note(line.text, words)
    else:
        years = (years_in_sheet_name if line.origin in _NAMED else years_in_title)(line.text, words)
    yield from (of_line(line, "year", str(year)) for year in years)
    if not is_note or _OF_TABLE.search(fold(line.text)):
        for what, value in (("period", period_in(line.text, words)), ("forecast", is_forecast(line.text, words))):
            yield from [of_line(line, what, value)] if value else []
    yield from _dates(line, words)
    if not is_note:
        yield from _title_statements(line, words)
    elif re.search(rf"{words.any_of('place_prefix')}[:：]", fold(line.text)):
        yield from _places(line, words)


def _title_statements(line: Line, words: ContextWords) -> Iterator[Statement]:
    """What only titles and names state: amounts by month or person, ranges of years, the place."""
    per = re.search(words.any_of("rate_of_title"), fold(line.text))
    if per:
        yield of_line(line, "rate", words.value_of("rate_of_title", per.group()))
    for first, last in ranges_in_title(line.text, words):
        yield of_line(line, "years", f"{first}-{last}")
    yield from _places(line, words)


def _places(line: Line, words: ContextWords) -> Iterator[Statement]:
    place = place_in_titles([line.text], words)
    yield from (of_line(line, what, named) for what, named in zip(LEVELS, place, strict=True) if named)


def _dates(line: Line, words: ContextWords) -> Iterator[Statement]:
    """When the table was made: dates of titles, and those of notes that say so (填表日期)."""
    if line.origin in (TITLE, SHEET_NAME) or re.search(words.any_of("stamp"), fold(line.text)):
        yield from (of_line(line, "made_in", str(year)) for year in years_of_dates(line.text))


def year_statements(body: Body, verdicts: Verdicts) -> Iterator[Statement]:
    """Each different year of the accepted rows' 年度 cells with the first cell that states it."""
    for year, place in _year_cells(body, verdicts).items():
        number = year_of_cell(year)
        if number is not None:
            yield Statement("year", str(number), place, CELL)


def odd_years(body: Body, verdicts: Verdicts) -> list[Note]:
    """A note for each 年度 cell that is no year."""
    column = body.mapping.find("stated_year")
    letter = column.letter if column else None
    return [
        Note(None, letter, "year_unreadable", f"年度栏{place}不是年份，未作核对，请改为四位年份")
        for text, place in _year_cells(body, verdicts).items()
        if year_of_cell(text) is None
    ]


def _year_cells(body: Body, verdicts: Verdicts) -> dict[str, str]:
    """Different texts of the accepted rows' 年度 cells, of equal years the first, and where they stand."""
    column = body.mapping.find("stated_year")
    places: dict[str, str] = {}
    years: set[int | None] = set()
    for offset in verdicts.of("accepted") if column is not None else ():
        text = body.filled[column.index][offset]  # type: ignore[union-attr]
        if text is not None and text not in places and (year_of_cell(text) or -offset - 1) not in years:
            years.add(year_of_cell(text))
            places[text] = f"第{body.first + offset + 1}行{column.letter}列"  # type: ignore[union-attr]
    return places


def month_statements(body: Body, verdicts: Verdicts) -> Iterator[Statement]:
    """The first month of a table that has months; 全年 and 1-12月 are none."""
    column = body.mapping.find("month")
    if column is None:
        return
    cells: Sequence[str | None] = body.filled[column.index]
    for offset in verdicts.of("accepted"):
        text = cells[offset]
        if text is not None and not is_whole_year(text):
            yield Statement("month", "", f"第{body.first + offset + 1}行{column.letter}列", CELL)
            return
