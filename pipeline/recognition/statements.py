"""What a sheet says of itself: one statement is a plain row of what, value, where it stands and in what sort of place."""

from collections.abc import Iterable
from dataclasses import dataclass

# Sorts of places, in the order in which a reader tells them.
FOLDER, FILE_NAME, COVER = "folder", "file_name", "cover"
SHEET_NAME, PAGE_HEADER, TITLE = "sheet_name", "page_header", "title"
BAND, HEADER, UNIT_ROW, NUMBER_FORMAT, CELL = "band", "header", "unit_row", "number_format", "cell"
YEAR_COLUMN = "year_column"  # a year that heads a column of amounts on a form with one for each year
SECTION, COMMENT, NOTE, PAGE_FOOTER = "section", "comment", "note", "page_footer"
ELSEWHERE = (FILE_NAME, COVER)  # they speak only where the sheet itself is silent; of units see reconciling


@dataclass(frozen=True)
class Statement:
    """`value` as text (unit: yuan of one; year: 2018; rate: 人, 月); `place` in Chinese (第2行A列); `origin`: the sort
    of place; `columns`: 0-based, those it speaks of, none for the whole table."""

    what: str
    value: str
    place: str
    origin: str
    columns: tuple[int, ...] = ()

    @property
    def number(self) -> int:
        """The value of a unit or year."""
        return int(self.value)


def said(statements: Iterable[Statement], *whats: str) -> list[Statement]:
    """The statements of these sorts; those from elsewhere only where the sheet itself says nothing of the sort."""
    found = [one for one in statements if one.what in whats]
    own = [one for one in found if one.origin not in ELSEWHERE]
    return own or found
