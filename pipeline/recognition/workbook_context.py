"""What is said of a table outside its sheet: by the path of its file, a cover, an earlier sheet that it goes on with."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pipeline.recognition.context_words import ContextWords
from pipeline.recognition.gathering import gather_above, statements_of, title_lines
from pipeline.recognition.grid import Grid
from pipeline.recognition.kinds import Mapping
from pipeline.recognition.lines import Line
from pipeline.recognition.readings import IGNORED, TableReading
from pipeline.recognition.statements import COVER, FILE_NAME, TITLE, Statement
from pipeline.recognition.subjects import subject_of
from pipeline.recognition.table_parts import Above
from pipeline.recognition.tables_found import FoundTable
from pipeline.recognition.wording import one_line

_LASTING = ("unit", "rate", "year", "years")  # what a title states once for the tables of its sheet
_OF_COVER = ("unit", "rate", "year", "year_relative", "period", "forecast", "village")
_LONGEST = 40
_OF_AMOUNTS = re.compile("(?:金额|收入|支出|收支|本(?:工作簿|表|册)|各表)[^资项]*单位|单位[^资项]*金额|金额[^资项]*计")


def above_table(grid: Grid, found: FoundTable, before: Above | None, words: ContextWords) -> Above:
    """What stands above a table. One without a line of its own keeps what the one before it stated; a unit or year
    stated once holds for the sheet."""
    block = found.block
    if not block.titles and before is not None:
        return before
    statements = gather_above(grid, block, found.mapping, words)
    texts = [text for row in block.titles for text in grid.rows[row] if text is not None]
    if before is not None:
        own = {one.what for one in statements if one.origin == TITLE}
        statements += [
            one
            for one in before.statements
            if one.origin == TITLE and one.what in _LASTING and ("year" if one.what == "years" else one.what) not in own
        ]
    return Above(list(dict.fromkeys(statements)), subject_of(texts, grid.sheet.name))


def said_by_path(parts: Sequence[str], words: ContextWords) -> list[Statement]:
    """What the names of a file and its folders below the year state of its tables: unit, year, period, one village."""
    return _agreed(statements_of([Line(part, "文件名或文件夹名", FILE_NAME) for part in parts], words))


def _clauses(line: Line) -> Iterator[Line]:
    """A short line; of a long one what it says of the unit of amounts."""
    if len(line.text) <= _LONGEST:
        yield line
        return
    for text in re.split("[。；;，,\n]", line.text):
        if len(text) <= _LONGEST and _OF_AMOUNTS.search(text):
            yield replace(line, text=text)


def _agreed(statements: Iterable[Statement]) -> list[Statement]:
    """Only what a cover or path may speak of, and only where it says one thing."""
    found = [one for one in statements if one.what in _OF_COVER]
    values = {what: {one.value for one in found if one.what == what} for what in _OF_COVER}
    return [one for one in found if len(values[one.what]) == 1]


class Elsewhere:
    """Statements from outside the sheet, for all kinds of table or for one; it grows from sheet to sheet."""

    def __init__(self, words: ContextWords, path: Sequence[Statement] = ()) -> None:
        self._words = words
        self._general = list(path)
        self._tables: dict[str, list[Statement]] = {}
        self._has_told = False
        self.late: list[Statement] = []  # of pages that follow a table: it was read without them

    def with_told(self, above: Above, found: FoundTable) -> Above:
        """What stands above a table, and what outside its sheet may speak for it. Only a table without any line of
        its own goes on with the title of an earlier one of its kind."""
        self._has_told = True
        before = [] if found.block.titles else self._tables.get(found.mapping.kind, [])
        return replace(above, statements=[*above.statements, *before, *self._general])

    def learn_table(self, mapping: Mapping, told: Above) -> None:
        """The titles of a sheet, for later sheets of the kind."""
        stated = [one for one in told.statements if one.origin == TITLE and one.what in (*_OF_COVER, "county", "town")]
        if stated:
            self._tables[mapping.kind] = [replace(one, origin=COVER, place=f"前一工作表{one.place}") for one in stated]

    def learn_cover(self, grid: Grid, reading: TableReading) -> None:
        """A visible page without a table speaks for the tables of the workbook, by its short lines."""
        if reading.status != IGNORED or grid.sheet.is_hidden:
            return
        rows = [row for row in range(len(grid.rows)) if not grid.is_hidden(row)]
        lines = title_lines(grid, rows, words=self._words, origin=COVER, sheet=f"“{one_line(grid.sheet.name)}”")
        short = [clause for line in lines for clause in _clauses(line)]
        stated = _agreed(statements_of(short, self._words))
        self._general += stated
        self.late += stated if self._has_told else []
