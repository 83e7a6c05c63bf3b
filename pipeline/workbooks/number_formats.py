"""Number formats that change what a stored number says: 万元 behind it, thousands cut off, a percent sign, nothing shown."""

import re

_QUOTED = re.compile(r'"[^"]*"|\\.|!.|_.|\*.')
_BRACKETS = re.compile(r"\[[^\]]*\]")
_SCALING = re.compile(r"[0#?.],+(?![0#?,])")
_MONEY = re.compile("[元万千百]")


def is_telling(number_format: str) -> bool:
    """Whether a cell of this format may say another amount than its stored number, or another unit."""
    if number_format.isascii() and "%" not in number_format and "," not in number_format and ";;" not in number_format:
        return False
    section = _BRACKETS.sub("", number_format.split(";")[0])
    is_scaled = _SCALING.search(_QUOTED.sub("", section)) is not None
    return is_scaled or _MONEY.search(section) is not None or is_percent(number_format) or hides(number_format)


def is_percent(number_format: str) -> bool:
    """Whether the number is shown times a hundred with a percent sign."""
    return "%" in _QUOTED.sub("", number_format.split(";")[0])


def hides(number_format: str) -> bool:
    """Whether a positive number is not shown at all (;;;)."""
    return ";" in number_format and not number_format.split(";")[0].strip()
