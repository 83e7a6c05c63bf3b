"""What the fast reader does not tell about a sheet: error cells, formulas never computed, hidden rows, formats."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.workbooks.cells import Place
from pipeline.workbooks.number_formats import is_telling, padded_width, split_formats
from pipeline.workbooks.sheet import Aside, RefusedError


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


class SheetCells:
    """The cells of a sheet as a scan meets them, told to its `facts`. `codes`: number format by style, '' for General.

    Which have come already stands in one bit mask per row: a large sheet costs little memory.
    """

    def __init__(self, codes: Sequence[str] = ()) -> None:
        self.facts = SheetFacts()
        self._seen: dict[int, int] = {}
        self._codes = codes
        self._widths = [padded_width(code) for code in codes]
        self._is_telling = any(map(is_telling, codes))
        self._placed: dict[Place, str] = {}
        self._styled: Counter[tuple[int, int]] = Counter()

    def is_new(self, row: int, column: int) -> bool:
        """Take in a cell that holds something; False when it has come before."""
        mask, bit = self._seen.get(row, 0), 1 << column
        if mask & bit:
            return False
        self._seen[row] = mask | bit
        self.facts.content_cells += 1
        self.facts.last = max(self.facts.last[0], row), max(self.facts.last[1], column)
        return True

    def add(self, row: int, column: int) -> None:
        """The same. Raises RefusedError (duplicate_cells)."""
        if not self.is_new(row, column):
            raise RefusedError("duplicate_cells", "同一单元格在文件中出现两次，请另存为新的 .xlsx 后重新报送")

    def add_number(self, row: int, column: int, style: int) -> None:
        """The number format of a cell of a number."""
        code = self._codes[style] if style < len(self._codes) else ""
        if self._is_telling:
            self._placed[row, column] = code
        if code:
            self._styled[column, style] += 1
            if self._widths[style]:
                self.facts.padded[row, column] = self._widths[style]

    def settle_formats(self) -> None:
        """The usual format of each column, and cells that differ."""
        for (column, style), _ in self._styled.most_common():
            self.facts.number_formats.setdefault(column, self._codes[style])
        usual, self.facts.cell_formats = split_formats(self._placed)
        self.facts.number_formats |= usual
