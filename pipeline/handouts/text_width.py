"""How wide a text is in a cell, in columns of a digit; a Chinese character takes two."""

import unicodedata
from functools import lru_cache

KEPT = 100_000  # texts whose width is remembered: a table says the same ones again and again


def line_count(text: str, widest: int) -> int:
    """Lines a text takes in a cell that is `widest` wide; a line may break a character early."""
    if len(text) * 2 <= widest and "\n" not in text:
        return 1
    return sum(-(-line_width(line) // max(widest - 1, 1)) or 1 for line in text[:2000].split("\n"))


@lru_cache(KEPT)
def display_width(text: str, kind: str = "text") -> int:
    """Columns a text takes, its widest line; a Chinese character takes two."""
    if kind in ("count", "plain"):
        text = text.partition(".")[0]
    elif kind == "ratio":
        text += "00%"  # 1.00 is shown as 100.0%
    elif kind == "number":
        text += "00 "  # shown with four decimals
    return max((line_width(line) for line in text[:400].split("\n")), default=0)


@lru_cache(KEPT)
def line_width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)
