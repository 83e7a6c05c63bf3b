"""A sheet made ready for recognition: a rectangle of texts, its merges, and what each row holds."""

from dataclasses import dataclass, field
from itertools import chain, filterfalse

from pipeline.recognition.wording import could_be_header, is_number, normalise_header
from pipeline.workbooks.sheet import Sheet

Merge = tuple[int, int, int, int]
Row = list[str | None]


@dataclass(frozen=True)
class Grid:
    """Rows padded to one width, blank texts as None; merges clipped to the rows; all indices 0-based. texts: the different
    ones of all cells."""

    sheet: Sheet
    rows: list[Row]
    width: int
    merges: tuple[Merge, ...]
    texts: frozenset[str]
    header_texts: frozenset[str]
    merge_at: dict[tuple[int, int], Merge] = field(repr=False)

    def is_hidden(self, row: int) -> bool:
        """Whether the row was hidden by whoever delivered the sheet."""
        return row in self.sheet.hidden_rows

    def filled(self, row: int) -> list[int]:
        """Columns of the row that hold a text."""
        return [column for column, text in enumerate(self.rows[row]) if text is not None]

    def text(self, row: int, column: int) -> str | None:
        """The text of a cell; within a merge that of its first cell."""
        merge = self.merge_at.get((row, column))
        return self.rows[merge[0]][merge[1]] if merge else self.rows[row][column]

    def numbers(self, row: int) -> int:
        """How many cells of the row are numbers."""
        return sum(text is not None and is_number(text) for text in self.rows[row])


def make_grid(sheet: Sheet, known: frozenset[str]) -> Grid:
    """Pad, blank, and find which texts of the sheet are known headers (`known`: normalised)."""
    texts = frozenset(text for text in set(chain.from_iterable(sheet.rows)) if text is not None)
    blanks = frozenset(filterfalse(str.strip, texts))
    width = max(map(len, sheet.rows), default=0)
    rows: list[Row] = [row if len(row) == width else [*row, *[None] * (width - len(row))] for row in sheet.rows]
    if blanks:
        texts -= blanks
        rows = [[None if text in blanks else text for text in row] for row in rows]
    merges = tuple(
        (top, left, min(bottom, len(rows) - 1), min(right, width - 1))
        for top, left, bottom, right in sheet.merged
        if 0 <= top <= bottom and 0 <= left <= right and top < len(rows) and left < width
    )
    return Grid(sheet, rows, width, merges, texts, _known_headers(texts, known), _merge_index(merges))


def _known_headers(texts: frozenset[str], known: frozenset[str]) -> frozenset[str]:
    """The texts that are headers as they stand or once normalised; most texts of a sheet are numbers."""
    others = filterfalse(str.isascii, texts - known)
    return (texts & known) | {text for text in others if could_be_header(text) and normalise_header(text) in known}


def _merge_index(merges: tuple[Merge, ...]) -> dict[tuple[int, int], Merge]:
    """Cell → merge, for merges of at most three rows (headers); taller ones only fill data down."""
    index: dict[tuple[int, int], Merge] = {}
    for merge in merges:
        top, left, bottom, right = merge
        if bottom - top <= 3:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    index.setdefault((row, column), merge)
    return index
