"""Which paper a sheet needs so that its 10-point body prints at 9 points or more, and how wide its columns are then.

Widths of texts are in columns of a digit; a Chinese character takes two.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from xlsxwriter.worksheet import Worksheet

from pipeline.handouts.sheets import SheetColumn

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


FONT, BODY_POINTS = "宋体", 10
SMALLEST_POINTS = 9.1  # a little above 9: spreadsheets round the scale down
SCALE = SMALLEST_POINTS / BODY_POINTS
# A column of width w is w + 5/7 digits of the book's font wide. A digit of 宋体 is 5 points at 10; where a machine
# lacks the font its substitute's may be 6.36 (DejaVu), and the page must hold even then.
UNIT_POINTS, EDGE = 6.4, 5 / 7
SIDE_INCHES = 0.3
A4, A3 = 9, 8  # as spreadsheets number them
LONG_EDGE = {A4: 841.9, A3: 1190.6}  # points
A4_SHORT_EDGE = 595.3
WRAPPED = frozenset({"text", "verdict", "blank", "flag"})
SHORT_TEXT = 14  # a text column is not squeezed below this, or its own longest text


@dataclass(frozen=True)
class Page:
    """`paper`: its number; `is_across`: too wide for one page, so it goes on over several at full size."""

    paper: int
    is_portrait: bool
    is_across: bool
    widths: tuple[int, ...]


def page_for(widths: Sequence[int], columns: Sequence[SheetColumn], may_squeeze: bool, printed: int = 0) -> Page:
    """The smallest paper that holds the columns at 9 points; `widths` in characters, `printed` columns count (0: all)."""
    shown = printed or len(widths)
    kept = tuple(widths)
    if width_points(kept[:shown]) <= room(A4_SHORT_EDGE) and shown < 9:
        return Page(A4, True, False, kept)
    for paper in (A4, A3):
        if width_points(kept[:shown]) <= room(LONG_EDGE[paper]):
            return Page(paper, False, False, kept)
        squeezed = squeeze(kept[:shown], columns[:shown], room(LONG_EDGE[paper])) if may_squeeze else None
        if squeezed is not None:
            return Page(paper, False, False, (*squeezed, *kept[shown:]))
    return Page(A3, False, True, kept)


def room(edge: float) -> float:
    """Points of columns at full size that fit on an edge once they are scaled to 9 points."""
    return (edge - 2 * SIDE_INCHES * 72) / SCALE


def width_points(widths: Sequence[int]) -> float:
    return sum(UNIT_POINTS * (width + EDGE) for width in widths)


def squeeze(widths: Sequence[int], columns: Sequence[SheetColumn], points: float) -> tuple[int, ...] | None:
    """The widths with texts wrapped earlier, the widest first, so that they fit; None if they can't."""
    found = list(widths)
    least = [least_width(width, column) for width, column in zip(widths, columns, strict=True)]
    while width_points(found) > points:
        spare = [(width, place) for place, width in enumerate(found) if width > least[place]]
        if not spare:
            return None
        _, place = max(spare)
        found[place] -= 1
    return tuple(found)


def least_width(width: int, column: SheetColumn) -> int:
    """A number is never squeezed: it would show as ####."""
    if column.kind not in WRAPPED:
        return width
    return min(width, max(SHORT_TEXT if width <= 30 else 24, column.narrowest))


def set_page(sheet: Worksheet, page: Page, frozen: int) -> None:
    """Paper, direction, scale, margins; the frozen columns stand on every page of a sheet that goes across."""
    sheet.set_paper(page.paper)
    if not page.is_portrait:
        sheet.set_landscape()
    if page.is_across:
        sheet.set_print_scale(100)
        sheet.print_across()
        if frozen:
            sheet.repeat_columns(0, frozen - 1)
    else:
        sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=SIDE_INCHES, right=SIDE_INCHES, top=0.5, bottom=0.6)
