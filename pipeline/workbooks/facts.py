"""What the fast reader does not tell about a sheet: error cells, formulas never computed, hidden rows, formats."""

import re
from dataclasses import dataclass, field

from pipeline.workbooks.sheet import Aside

_PADDED = re.compile(r"0{2,}(?:[;_].*)?")

Place = tuple[int, int]  # 0-based row and column


@dataclass
class SheetFacts:
    """Found while streaming a sheet's bytes; places are 0-based.

    content_cells: cells that hold something; last: the last row and column that do, (-1, -1) for none;
    texts: what to put where the fast reader has a blank (error text, '=formula'); padded: width of '0000' formats;
    cell_formats: of the cells that differ from their column's, where either format changes what is read.
    """

    content_cells: int = 0
    last: Place = (-1, -1)
    errors: dict[Place, str] = field(default_factory=dict)
    formulas: dict[Place, str] = field(default_factory=dict)
    numbers: set[Place] = field(default_factory=set)  # cells of a number, where each was looked at
    padded: dict[Place, int] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    number_formats: dict[int, str] = field(default_factory=dict)
    cell_formats: dict[Place, str] = field(default_factory=dict)
    asides: list[Aside] = field(default_factory=list)


def padded_width(number_format: str) -> int:
    """4 for '0000': such a cell shows 7 as 0007; 0 for every other format."""
    match = _PADDED.fullmatch(number_format)
    return len(number_format) - len(number_format.lstrip("0")) if match else 0


class SeenCells:
    """Which cells have come already, as one bit mask per row: a large sheet costs little memory."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}

    def add(self, row: int, column: int) -> bool:
        """True when the cell is new."""
        mask, bit = self._rows.get(row, 0), 1 << column
        self._rows[row] = mask | bit
        return not mask & bit
