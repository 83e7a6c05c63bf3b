"""A worksheet to which whole rows are written: the same bytes as cell by cell, in a fraction of the time.

A table says the same few values again and again; what xlsxwriter makes of a value is asked once (`CellSheet`) and put
into each of its cells. Only for books in constant memory. tests/unit/export/test_row_sheet.py holds it to xlsxwriter's own bytes.
"""

from collections.abc import Callable, Iterable
from functools import cache
from io import StringIO

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet


class RowSheet(Worksheet):
    """Rows go straight to the sheet's file; titles, sums and merged cells are written by xlsxwriter as ever."""

    def begin_row(self, row: int) -> None:
        """Finish the rows before: cell formats are numbered in the order in which they are first written."""
        self._write_single_row(row)

    def end_row(self, cells: Iterable[str]) -> None:
        """Write the row begun, from its first column on, of what `CellSheet.xml` gave for each cell."""
        row, texts = self.previous_row, list(cells)
        self._check_dimensions(row, len(texts) - 1)
        self._write_row(row, None, self.row_info.pop(row, None))
        number = row + 1
        self.fh.write("".join([f'<c r="{column_name(place)}{number}"{text}' for place, text in enumerate(texts)]))
        self._xml_end_tag("row")


class CellSheet(Worksheet):
    """A sheet of no book, on which single cells are tried."""

    def __init__(self) -> None:
        super().__init__()
        self.constant_memory = True

    def xml(self, write: Callable[[Worksheet], object]) -> str:
        """What xlsxwriter writes for the cell that `write` puts into row 0 and column 0, without its address."""
        write(self)
        self.fh = StringIO()
        self._write_cell(0, 0, self.table[0].pop(0))
        return str(self.fh.getvalue()).removeprefix('<c r="A1"')


@cache
def column_name(place: int) -> str:
    """A, B … AA of the columns from 0."""
    return str(xl_col_to_name(place))
