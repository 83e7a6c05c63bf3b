"""Text of a cell's value: 15 significant digits, ISO dates, 是 and 否, never an exponent. How far a sheet reaches: the cap on
it, and a full grid out of scattered cells."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import RefusedError

LONG_NUMBER = 10**15  # 16 digits and more: a workbook's number has kept only 15 of them
_EXACT_BELOW = float(LONG_NUMBER)
_SHORT = 16
_NUMBERS_KEPT = 10_000  # amounts repeat: most of a sheet's numbers were turned into text before
Place = tuple[int, int]  # 0-based row and column
Merge = tuple[int, int, int, int]


def number_text(number: float) -> str:
    """`number` at 15 significant digits, as a sheet would show it: 0.1 + 0.2 is 0.3, 5.0 is 5."""
    if -_EXACT_BELOW < number < _EXACT_BELOW and number.is_integer():
        return str(int(number))
    text = repr(number)
    if len(text) <= _SHORT and "e" not in text:  # at most 15 digits and the point
        return text
    text = f"{number:.15g}"
    return format(Decimal(text), "f") if "e" in text else text


def _datetime_text(moment: datetime.datetime) -> str:
    midnight = datetime.time()
    return moment.date().isoformat() if moment.time() == midnight else moment.isoformat(" ", "seconds")


def _duration_text(duration: datetime.timedelta) -> str:
    seconds = round(duration.total_seconds())
    minutes, second = divmod(abs(seconds), 60)
    return f"{'-' if seconds < 0 else ''}{minutes // 60:02}:{minutes % 60:02}:{second:02}"


_TEXTS: dict[type, Callable[[Any], str | None]] = {
    bool: lambda value: "是" if value else "否",
    datetime.datetime: _datetime_text,
    datetime.date: datetime.date.isoformat,
    datetime.time: lambda moment: moment.isoformat("seconds"),
    datetime.timedelta: _duration_text,
    type(None): lambda _: None,
}


class RowTexts:
    """Turns rows of values into rows of texts; `has_long_numbers`: one so far was too long for a workbook to keep."""

    def __init__(self, limits: Limits) -> None:
        self.has_long_numbers = False
        self._longest = limits.cell_characters
        number_text_once = lru_cache(_NUMBERS_KEPT)(self._number_text)
        self._texts = _TEXTS | {float: number_text_once, int: lambda number: number_text_once(float(number))}

    def __call__(self, values: Sequence[object]) -> list[str | None]:
        """The texts of one row; blank and white cells are None. Raises RefusedError (cell_too_long)."""
        texts = self._texts
        row = [value.strip() or None if type(value) is str else texts[type(value)](value) for value in values]
        if len("".join(filter(None, row))) > self._longest:
            self._check_lengths(row)
        return row

    def _check_lengths(self, row: list[str | None]) -> None:
        if any(text is not None and len(text) > self._longest for text in row):
            message = f"有单元格超过 {self._longest} 字，不是正常的表格，请另存为新的 .xlsx 后重新报送"
            raise RefusedError("cell_too_long", message)

    def _number_text(self, number: float) -> str:
        self.has_long_numbers |= not -_EXACT_BELOW < number < _EXACT_BELOW
        return number_text(number)


def column_letter(index: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """0 for A, 25 for Z, 26 for AA."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def check_extent(last: Place, limits: Limits) -> None:
    """Raises RefusedError (extent_too_large), naming the last cell, when `last` lies beyond the caps."""
    height, width = last[0] + 1, last[1] + 1
    if height > limits.rows or width > limits.columns or height * width > limits.cells:
        cell = f"{column_letter(width - 1)}{height}"
        message = f"内容一直到单元格 {cell}，超过上限，请删除表格以外的内容，或按村、按年度拆分后重新报送"
        raise RefusedError("extent_too_large", message)


def fill_grid(cells: Mapping[Place, str], limits: Limits) -> list[list[str | None]]:
    """Rows from row 1 and column A on, as wide as the widest. Raises RefusedError beyond the caps."""
    last = max((row for row, _ in cells), default=-1), max((column for _, column in cells), default=-1)
    check_extent(last, limits)
    rows: list[list[str | None]] = [[None] * (last[1] + 1) for _ in range(last[0] + 1)]
    for (row, column), text in cells.items():
        rows[row][column] = text
    return rows


def clip_merges(merged: list[Merge], rows: list[list[str | None]], limits: Limits) -> tuple[Merge, ...]:
    """Merged ranges within the grid, so that filling one never runs over a million blank cells.

    Raises RefusedError (too_many_merges) when they are too many, or together larger than a sheet may be.
    """
    height, width = len(rows), max(map(len, rows), default=0)
    clipped = tuple(
        (top, left, min(bottom, height - 1), min(right, width - 1))
        for top, left, bottom, right in merged
        if 0 <= top <= bottom and 0 <= left <= right and top < height and left < width
    )
    area = sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in clipped)
    if len(merged) > limits.merges or area > limits.cells:
        raise RefusedError("too_many_merges", "合并单元格过多，请取消合并或另存为新的 .xlsx 后重新报送")
    return tuple(merge for merge in clipped if merge[:2] != merge[2:])
