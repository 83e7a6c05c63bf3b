"""The body of a table, and what was decided of its rows."""

import datetime as dt
import re
from dataclasses import dataclass, field, replace

from pipeline.recognition.cell_units import with_shown_amounts
from pipeline.recognition.codes import without_doubtful_codes
from pipeline.recognition.filling import (
    Cells,
    body_columns,
    continued_rows,
    fill_down,
    refuse_shared_amounts,
    refuse_shared_counts,
)
from pipeline.recognition.grid import Grid
from pipeline.recognition.kinds import Mapping, SheetColumn
from pipeline.recognition.members import Joined, find_members, with_household, with_own_money
from pipeline.recognition.sections import Sections, fill_places
from pipeline.recognition.signs import Signs, find_signs, without_marks

_FIRST_DAY = dt.date(1904, 1, 1)
_DAY_NUMBER = re.compile(r"([1-9]\d{4})(?:\.\d+)?")  # from 1931 on; four digits may be a year
_DATE = "日期"


@dataclass
class Verdicts:
    """Row offsets (0-based from the body's first row) by what they are; `reasons` of the quarantined."""

    kinds: list[str]
    reasons: dict[int, str] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)

    def of(self, kind: str) -> list[int]:
        """Offsets of the rows of one kind."""
        return [offset for offset, one in enumerate(self.kinds) if one == kind]


@dataclass(frozen=True)
class Body:
    """A table's body: columns as delivered and filled, and what the title supplies for missing columns.

    continued: rows within a merged household code; joined: rows that belong to the household of a row above;
    doubts: why the code of a row cannot be trusted; signs: how its expenses are signed.
    """

    grid: Grid
    mapping: Mapping
    first: int
    delivered: list[Cells]
    filled: list[Cells]
    from_title: frozenset[str]
    continued: frozenset[int] = frozenset()
    joined: Joined = field(default_factory=Joined)
    doubts: dict[int, str] = field(default_factory=dict)
    sections: Sections = field(default_factory=Sections)
    signs: Signs = field(default_factory=Signs)

    @property
    def size(self) -> int:
        return len(self.filled[0]) if self.filled else 0

    def row(self, offset: int) -> Cells:
        return self.grid.rows[self.first + offset]

    def named(self, name: str) -> Cells | None:
        """The filled cells of a canonical column, or what sections supply for one that is not there."""
        column = self.mapping.find(name)
        return self.filled[column.index] if column else self.sections.columns.get(name)


def make_body(
    grid: Grid, mapping: Mapping, *, first: int, last: int, from_title: frozenset[str], sections: Sections | None = None
) -> Body:
    """Rows first … last (0-based) of a table: merges filled down, amounts as their formats show them, places of sections
    and blocks written out, doubtful codes blanked, shared amounts made unreadable, members' rows joined to their
    household's."""
    sections = sections or Sections()
    delivered = with_dates(grid, mapping, with_shown_amounts(grid, mapping, body_columns(grid, first, last), first))
    filled = fill_places(mapping, fill_down(grid, mapping, delivered, first, last), sections)
    continued = continued_rows(grid, mapping, first, last)
    filled, doubts = without_doubtful_codes(grid, mapping, filled, first)
    filled = refuse_shared_amounts(grid, mapping, filled=filled, continued=continued, first=first)
    filled = refuse_shared_counts(grid, mapping, filled=filled, continued=continued, first=first)
    joined = find_members(mapping, delivered, filled, continued)
    if mapping.kind == "income_statement":
        filled = with_own_money(mapping, delivered, filled, joined)
        filled = with_household(mapping, filled, joined.unclear)
    else:
        filled = with_household(mapping, filled, joined.anchors)
        joined = Joined()
    names = from_title - frozenset(sections.columns)
    return Body(grid, mapping, first, delivered, filled, names, continued, joined, doubts, sections)


def with_signs(body: Body, verdicts: Verdicts) -> Body:
    """The body with expenses that are only marked by a minus written without it."""
    signs = find_signs(body.mapping, body.filled, verdicts.of("accepted"))
    if not signs.columns:
        return replace(body, signs=signs) if signs.assumed else body
    delivered, filled = without_marks(body.delivered, signs), without_marks(body.filled, signs)
    return replace(body, delivered=delivered, filled=filled, signs=signs)


def date_columns(mapping: Mapping) -> list[SheetColumn]:
    """The columns of dates, by their Chinese word."""
    return [one for one in mapping.columns if one.meaning and one.meaning.zh.endswith(_DATE)]


def with_dates(grid: Grid, mapping: Mapping, columns: list[Cells]) -> list[Cells]:
    """`columns` with the day numbers of date columns as dates, where the workbook counts days from 1904-01-01 (ECMA-376 part
    1, 18.17.4.1): elsewhere a day number is taken for one of the 1900 system, four years and a day earlier."""
    result = list(columns)
    for column in date_columns(mapping) if grid.sheet.counts_from_1904 else ():
        result[column.index] = [text and date_text(text) for text in columns[column.index]]
    return result


def date_text(text: str) -> str:
    """A day number of the 1904 system as 2018-11-19; any other text as it is."""
    found = _DAY_NUMBER.fullmatch(text)
    return (_FIRST_DAY + dt.timedelta(days=int(found[1]))).isoformat() if found else text
