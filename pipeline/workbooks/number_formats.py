"""Number formats that change what a stored number says: 万元 behind it, thousands cut off, a percent sign, nothing shown."""

import re
from collections import Counter
from collections.abc import Mapping

from pipeline.workbooks.facts import Place

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


def split_formats(cells: Mapping[Place, str]) -> tuple[dict[int, str], dict[Place, str]]:
    """Formats of numeric cells ('' for General) → (column → the one that most cells have, cell → another one, where
    either changes what is read). Of equally many General counts first."""
    counted: dict[int, Counter[str]] = {}
    for (_, column), code in cells.items():
        counted.setdefault(column, Counter())[code] += 1
    usual = {column: _most_used(codes) for column, codes in counted.items()}
    odd = {
        place: code
        for place, code in cells.items()
        if code != usual[place[1]] and (is_telling(code) or is_telling(usual[place[1]]))
    }
    return usual, odd


def _most_used(codes: Counter[str]) -> str:
    return max(codes, key=lambda code: (codes[code], not code, code))
