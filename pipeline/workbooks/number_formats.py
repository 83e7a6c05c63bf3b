"""Number formats that change what a stored number says: 万元 behind it, thousands cut off, a percent sign, nothing shown;
of web pages saved by Excel they stand in a cell's style or in the page's classes (mso-number-format)."""

import re
from collections import Counter
from collections.abc import Mapping

from pipeline.workbooks.cells import Place

_LITERAL = re.compile(r'"([^"]*)"|[\\!](.)|_.|\*.')
_BRACKETS = re.compile(r"\[[^\]]*\]")
_SCALING = re.compile(r"[0#?.],+(?![0#?,])")
_MONEY = re.compile("[元万千百]")
_PADDED = re.compile(r"0{2,}(?:[;_].*)?")
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([\w-]+)")
_FORMAT = re.compile(r"""mso-number-format\s*:\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^;]+))""", re.IGNORECASE)
_HEX = re.compile(r"\\([0-9A-Fa-f]{4}) ?")
_NAMED = {"general": "", "percent": "0.00%", "fixed": "0.00", "standard": "#,##0.00", "@": ""}
LONGEST_STYLE = 1_000_000  # characters of a page's style sheet that are looked at


def is_telling(number_format: str) -> bool:
    """Whether a cell of this format may say another amount than its stored number, or another unit."""
    if number_format.isascii() and "%" not in number_format and "," not in number_format and ";;" not in number_format:
        return False
    names_money = _MONEY.search(_of_positive(number_format)) is not None
    return scales(number_format) or names_money or is_percent(number_format) or hides(number_format)


def scales(number_format: str) -> bool:
    """Whether thousands are cut off what is shown."""
    return _SCALING.search(_LITERAL.sub("", _of_positive(number_format))) is not None


def is_percent(number_format: str) -> bool:
    """Whether the number is shown times a hundred with a percent sign."""
    return "%" in _LITERAL.sub("", number_format.split(";")[0])


def hides(number_format: str) -> bool:
    """Whether a positive number is not shown at all (;;;)."""
    return ";" in number_format and not number_format.split(";")[0].strip()


def words_of_format(number_format: str) -> str:
    """What a number format writes beside a number: 元/月 of 0.00"元/月"."""
    section = _of_positive(number_format)
    literal = "".join(quoted or escaped for quoted, escaped in _LITERAL.findall(section))
    return literal + "".join(one for one in _LITERAL.sub("", section) if "\u4e00" <= one <= "\u9fff")


def _of_positive(number_format: str) -> str:
    return _BRACKETS.sub("", number_format.split(";")[0])


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


def padded_width(number_format: str) -> int:
    """4 for '0000': such a cell shows 7 as 0007; 0 for every other format."""
    match = _PADDED.fullmatch(number_format)
    return len(number_format) - len(number_format.lstrip("0")) if match else 0


def format_in_style(style: str) -> str | None:
    """The number format that a style declaration states ('' for General), or None where it states none."""
    found = _FORMAT.search(style)
    if found is None:
        return None
    code = _HEX.sub(lambda escaped: chr(int(escaped[1], 16)), next(part for part in found.groups() if part is not None))
    code = code.replace("\\", "").strip()
    return _NAMED.get(code.lower(), code)


def class_formats(style_sheet: str) -> dict[str, str]:
    """Class name → number format, from the rules of a page's style sheet."""
    formats: dict[str, str] = {}
    for selectors, declarations in _RULE.findall(style_sheet[:LONGEST_STYLE]):
        code = format_in_style(declarations)
        if code is not None:
            formats |= dict.fromkeys(_CLASS.findall(selectors), code)
    return formats
