"""Every place of a sheet that can speak of a table: what each says, as statements."""

from collections.abc import Container, Iterable, Iterator, Sequence

from pipeline.recognition.bands import Block
from pipeline.recognition.body import Body, Verdicts
from pipeline.recognition.column_statements import (
    format_statements,
    header_statements,
    note_rate_statements,
    period_column_statements,
    side_statements,
    unit_row_cells,
    unit_row_statements,
)
from pipeline.recognition.context_words import ContextWords
from pipeline.recognition.grid import Grid
from pipeline.recognition.kinds import Mapping
from pipeline.recognition.labels import begins_note
from pipeline.recognition.lines import Line, read_line
from pipeline.recognition.statements import CELL, NOTE, SECTION, SHEET_NAME, TITLE, Statement
from pipeline.recognition.wording import fold, one_line
from pipeline.recognition.years import is_whole_year, year_of_cell
from pipeline.workbooks.cells import column_letter
from pipeline.workbooks.sheet import Note

_LONGEST_SECTION = 30
# A label that the next cell answers.
_ASKING = "^(?:<unit_label>(?:单位)?|<year_label>|.{0,4}年[度份]|(?:所在)?<place_label>(?:名称?)?)[:：]?$"
_OF_HIDDEN = ("unit", "rate")  # a hidden line above a table may be an older title; how money is counted is heard


def gather_above(grid: Grid, block: Block, mapping: Mapping, words: ContextWords) -> list[Statement]:
    """What titles, sheet name, page header and footer and comments say of a table."""
    name = Line(grid.sheet.name, f"工作表名“{one_line(grid.sheet.name)}”", SHEET_NAME)
    lines = [*title_lines(grid, block.titles, words=words), name, *aside_lines(grid, block, mapping)]
    hidden = [row for row in range(block.start, block.band.top) if grid.is_hidden(row)]
    unseen = statements_of(title_lines(grid, hidden, words=words), words)
    return [*statements_of(lines, words), *(one for one in unseen if one.what in _OF_HIDDEN)]


def gather_within(body: Body, verdicts: Verdicts, words: ContextWords) -> list[Statement]:
    """What headers say, and what is said among and below the data: rows of units, notes, formats, years and months."""
    lines = list(note_lines(body, verdicts, unit_row_cells(body, verdicts, words)))
    return [
        *header_statements(body.mapping, words),
        *unit_row_statements(body, verdicts, words),
        *side_statements(body, verdicts, words),
        *note_rate_statements(body, verdicts, words),
        *statements_of(lines, words),
        *format_statements(body, words),
        *period_column_statements(body, verdicts, words),
        *year_statements(body, verdicts),
        *month_statements(body, verdicts),
    ]


def title_lines(
    grid: Grid, rows: Iterable[int], *, words: ContextWords, origin: str = TITLE, sheet: str = ""
) -> list[Line]:
    """The cells of these rows; a label and the cell that answers it (单位 | 万元) read as one."""
    label = words.pattern(_ASKING)
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
    money = {one.index for one in mapping.money}
    for one in grid.sheet.asides:
        is_header = one.row is not None and block.band.top <= one.row <= block.band.bottom
        columns = (one.column,) if is_header and one.column is not None and one.column in money else ()
        yield Line(one.text, one.place, one.origin, columns)


def note_lines(body: Body, verdicts: Verdicts, units: Container[tuple[int, int]]) -> Iterator[Line]:
    """The rows below or among the data that are remarks, and sections; not the `units` of columns (offset, column)."""
    last = max(verdicts.of("accepted"), default=-1)
    for offset in verdicts.of("heading"):
        cells = [(column, text) for column, text in enumerate(body.row(offset)) if text is not None]
        heads = offset < last and len(cells) == 1 and offset not in body.sections.places
        for column, text in cells:
            if (offset, column) not in units:
                origin = SECTION if heads and len(text) <= _LONGEST_SECTION and not begins_note(text) else NOTE
                yield Line(text, f"第{body.first + offset + 1}行{column_letter(column)}列", origin)


def statements_of(lines: Iterable[Line], words: ContextWords) -> list[Statement]:
    """All that these lines state, each once."""
    return list(dict.fromkeys(one for line in lines for one in read_line(line, words)))


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
