"""Number formats of cells in web pages saved by Excel: mso-number-format in a cell's style or in the page's classes."""

import re

_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_CLASS = re.compile(r"\.([\w-]+)")
_FORMAT = re.compile(r"""mso-number-format\s*:\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^;]+))""", re.IGNORECASE)
_HEX = re.compile(r"\\([0-9A-Fa-f]{4}) ?")
_NAMED = {"general": "", "percent": "0.00%", "fixed": "0.00", "standard": "#,##0.00", "@": ""}
LONGEST_STYLE = 1_000_000  # characters of a page's style sheet that are looked at


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
