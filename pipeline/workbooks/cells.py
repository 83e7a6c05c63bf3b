"""Text of a cell's value: 15 significant digits, ISO dates, 是 and 否; never an exponent."""

import datetime
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import RefusedError

LONG_NUMBER = 10**15  # 16 digits and more: a workbook's number has kept only 15 of them
_EXACT_BELOW = float(LONG_NUMBER)
_SHORT = 16
_NUMBERS_KEPT = 10_000  # amounts repeat: most of a sheet's numbers were turned into text before


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
