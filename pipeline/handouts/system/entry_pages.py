"""How A…AM goes onto A3 at 9 points: blocks of columns, a page each, the household's own columns repeated beside them."""

from collections.abc import Sequence
from itertools import pairwise

from xlsxwriter.worksheet import Worksheet

from pipeline.handouts.pages import A3, LONG_EDGE, SIDE_INCHES, room, width_points
from pipeline.handouts.system.columns import COLUMNS, FIRST_AMOUNT
from pipeline.handouts.text_width import display_width

NAMES = [name for name, _ in COLUMNS]
REPEATED = range(NAMES.index("county_name"), NAMES.index("head_name") + 1)
BLOCKS = (FIRST_AMOUNT, NAMES.index("stated_total_expense"))  # what the household is, what it earns, what it spends
NARROWEST, WIDEST = 4, 16
PRINT_SCALE = 91  # of 10 points, 9.1: spreadsheets round the scale down
LINE_POINTS = 14


def column_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Characters each column needs for its header on three lines and for its widest value. `rows`: texts of all cells."""
    widths = [max(NARROWEST, -(-display_width(header) // 3) + 2) for _, header in COLUMNS]
    for row in rows:
        for place, text in enumerate(row):
            widths[place] = max(widths[place], min(display_width(text) + 1, WIDEST))
    return widths


def page_breaks(widths: Sequence[int]) -> list[int]:
    """The columns that begin a page: each block, and within a block wherever the paper is full."""
    breaks: list[int] = []
    repeated = width_points([widths[place] for place in REPEATED])
    for first, after in pairwise((0, *BLOCKS, len(widths))):
        taken = 0.0
        for place in range(first, after):
            width = width_points([widths[place]])
            free = room(LONG_EDGE[A3]) - (repeated if breaks or first else 0)
            if place and (place == first or taken + width > free):
                breaks.append(place)
                taken = 0.0
            taken += width
    return breaks


def set_pages(sheet: Worksheet, title: str, widths: Sequence[int], head_rows: int) -> None:
    """Widths, heights of the header rows, paper, breaks, what is repeated, page numbers."""
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    for row in range(head_rows):
        sheet.set_row(row, LINE_POINTS * (1 if row == 0 else 2))
    sheet.freeze_panes(head_rows, REPEATED.stop)
    sheet.set_landscape()
    sheet.set_paper(A3)
    sheet.set_print_scale(PRINT_SCALE)
    sheet.print_across()
    sheet.set_v_pagebreaks(page_breaks(widths))
    sheet.repeat_columns(REPEATED.start, REPEATED.stop - 1)
    sheet.repeat_rows(0, head_rows - 1)
    sheet.set_margins(left=SIDE_INCHES, right=SIDE_INCHES, top=0.7, bottom=0.6)
    sheet.set_header(f"&C&14 {title}")  # the blank ends the size: titles begin with a year
    sheet.set_footer("&R&10第 &P 页，共 &N 页")
