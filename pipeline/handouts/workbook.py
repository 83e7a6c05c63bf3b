"""A workbook from sheet plans: flat memory, strings as strings, print set-up, the same bytes every time."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from pipeline.handouts.book_cells import Cells, cell_text, value_width, write_cell
from pipeline.handouts.formats import NUMBER_FORMATS, entry_rule, style_of
from pipeline.handouts.pages import BODY_POINTS, FONT, line_count, line_width, page_for, set_page
from pipeline.handouts.row_sheet import RowSheet
from pipeline.handouts.sheets import SheetColumn, SheetPlan
from pipeline.handouts.village_blocks import PLACES, VillageSums

FIXED = dt.datetime(2018, 12, 1)
HEAD_ROWS = 3
SHEET_ROWS = 1_048_576
ROWS_KEPT = 20_000  # of a sheet, in memory
MOST_BREAKS = 1_023  # Excel's limit of page breaks on a sheet
LINE_POINTS, TALLEST_ROW = 13, 400
SCREEN_WIDTH = 100  # of a column that is not printed
FULL_LINE = 0.8  # of the width of a line, for a machine whose font is wider than 宋体
FIRST_PAGE = 8  # columns that the title spans on a sheet that goes over several pages
OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd",
}  # fmt: skip


def write_workbook(path: Path, plans: Sequence[SheetPlan], largest: int = SHEET_ROWS) -> dict[str, int]:
    """Write the sheets; returns sheet name → data rows. `largest`: rows a sheet may have in all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    counts: dict[str, int] = {}
    usual = {"font_name": FONT, "font_size": BODY_POINTS, "font_scheme": ""}  # a book changes it: never one for two
    with xlsxwriter.Workbook(str(path), OPTIONS | {"default_format_properties": usual}) as book:
        book.set_properties({"title": plans[0].title, "created": FIXED})
        book.set_calc_mode("manual")
        cells = Cells(book)
        for plan in plans:
            writer = SheetWriter(book, plan, cells, largest)
            counts |= writer.write()
    return counts


class SheetWriter:
    """Writes one plan into as many sheets as it takes."""

    def __init__(self, book: xlsxwriter.Workbook, plan: SheetPlan, cells: Cells, largest: int) -> None:
        self.book, self.plan, self.cells, self.formats = book, plan, cells, cells.formats
        self.last_row = largest - 2
        self.hidden = PLACES if plan.by_village else 0
        is_squeezed = plan.is_for_paper or plan.by_village
        self.sums = VillageSums(plan.columns)
        self.rows = kept_rows(plan)
        self.page = page_for(self._measured(), plan.columns, is_squeezed, plan.printed)
        self.styles = [style_of(column) for column in plan.columns]
        self.wrapped = [
            (place, self.page.widths[place]) for place, one in enumerate(plan.columns) if self._is_wrapped(place, one)
        ]
        self.counts: dict[str, int] = {}
        self.breaks: list[int] = []
        self.at = 0
        self.sheet: RowSheet

    def write(self) -> dict[str, int]:
        """Write everything; returns sheet name → data rows."""
        self._begin()
        place: tuple[Any, ...] | None = None
        for row in self.rows():
            if self.hidden and row[:PLACES] != place:
                if place is not None:
                    self._end_village(place)
                place = row[:PLACES]
                self._begin_village(place)
            if self.at >= self.last_row:
                self._end()
                self._begin()
            self._write_row(row[self.hidden :])
            self.counts[self.sheet.name] += 1
        if place is not None:
            self._end_village(place)
            self._write_overview()
        elif self.plan.signatures:
            self._write_signatures(self.at + 1)
        self._end()
        return self.counts

    def _measured(self) -> list[int]:
        """Width of each column by its header, its widest value and its sum; adds up by village on the way."""
        columns = self.plan.columns
        widths = [_header_width(column) for column in columns]
        widest = [one.widest if self._is_printed(place) else SCREEN_WIDTH for place, one in enumerate(columns)]
        for row in self.rows():
            found = [value_width(value, column.kind) for column, value in zip(columns, row[self.hidden :], strict=True)]
            widths = list(map(max, widths, map(min, found, widest)))
            if self.hidden:
                self.sums.add(named(row[:PLACES]), row[self.hidden :])
        for place, total in self.sums.of_all().items():
            widths[place] = max(widths[place], value_width(total, columns[place].kind))
        return widths

    def _is_printed(self, place: int) -> bool:
        """Whether a column stands on paper: one for the screen alone is wide and makes no row taller."""
        return place < (self.plan.printed or len(self.plan.columns))

    def _is_wrapped(self, place: int, column: SheetColumn) -> bool:
        return self._is_printed(place) and column.kind not in NUMBER_FORMATS

    def _begin(self) -> None:
        plan = self.plan
        part = len(self.counts) + 1
        self.sheet = sheet = self.book.add_worksheet(plan.name if part == 1 else f"{plan.name}_{part}", RowSheet)
        self.counts[sheet.name], self.at, self.breaks = 0, HEAD_ROWS, []
        self._write_wide(0, plan.title, self.formats.title, 22)
        self._write_wide(1, plan.note, self.formats.note, LINE_POINTS + 2)
        sheet.set_row(2, 46)  # three lines
        for place, column in enumerate(plan.columns):
            sheet.write_string(2, place, column.title, self.formats.head)

    def _write_row(self, row: tuple[Any, ...]) -> None:
        self.sheet.begin_row(self.at)
        cells = [self.cells.of(style, value) for style, value in zip(self.styles, row, strict=True)]
        lines = max((line_count(cell_text(row[place]), width) for place, width in self.wrapped), default=1)
        if lines > 1:  # a spreadsheet that does not fit heights by itself would cut the text
            self.sheet.set_row(self.at, min(LINE_POINTS * lines + 3, TALLEST_ROW))
        self.sheet.end_row(cells)
        self.at += 1

    def _begin_village(self, place: tuple[Any, ...]) -> None:
        self.sheet.write_string(
            self.at, 0, " ".join(filter(None, named(place)[1:])) or "未写明村", self.formats.section
        )
        self.at += 1

    def _end_village(self, place: tuple[Any, ...]) -> None:
        """Subtotal, signatures, page break."""
        self._write_sums("小计", *self.sums.of_village(named(place)))
        if self.plan.signatures:
            self._write_signatures(self.at)
            self.at += 1
        self.breaks.append(self.at)

    def _write_overview(self) -> None:
        """On a page of its own: the sums of all villages, towns and counties."""
        if not self.sums.summed:
            self.breaks.pop()
            return
        self.sheet.write_string(self.at, 0, "各村、镇、县合计", self.formats.section)
        self.at += 1
        for label, count, sums in self.sums.overview():
            self._write_sums(label, count, sums)

    def _write_sums(self, label: str, count: int, sums: dict[int, Any]) -> None:
        first = min(sums, default=len(self.plan.columns))
        texts = {0: f"{label}（{count}{self.plan.counted}）"}
        for place, column in enumerate(self.plan.columns):
            form = self.formats.sums[column.kind if column.kind in NUMBER_FORMATS else "text"]
            value = texts.get(place, sums.get(place))
            write_cell(self.sheet, self.at, place, value, cell_text(value), form)
        if first > 1:
            self.sheet.merge_range(self.at, 0, self.at, first - 1, texts[0], self.formats.sums["text"])
        self.at += 1

    def _write_signatures(self, at: int) -> None:
        text = "    ".join(f"{one}：____________" for one in self.plan.signatures) + "    日期：______年____月____日"
        self._write_wide(at, text, self.formats.signature, 30)

    def _write_wide(self, at: int, text: str, form: Format, points: float) -> None:
        """A line over all columns that print, wrapped: a text that runs over the last column would widen the page."""
        last = min(self.plan.printed or len(self.page.widths), FIRST_PAGE if self.page.is_across else 1_000) - 1
        room = int(sum(self.page.widths[: last + 1]) * FULL_LINE)
        self.sheet.set_row(at, points * max(line_count(text, room), 1))
        if last:
            self.sheet.merge_range(at, 0, at, last, text, form)
        else:
            self.sheet.write_string(at, 0, text, form)

    def _end(self) -> None:
        sheet, plan, last = self.sheet, self.plan, len(self.plan.columns) - 1
        end = max(self.at, HEAD_ROWS + 1) - 1
        for place, (width, column) in enumerate(zip(self.page.widths, plan.columns, strict=True)):
            sheet.set_column(place, place, width)
            if rule := entry_rule(column):
                sheet.data_validation(HEAD_ROWS, place, end, place, rule)
        sheet.freeze_panes(HEAD_ROWS, plan.frozen)
        if not plan.by_village:
            sheet.autofilter(HEAD_ROWS - 1, 0, end, last)
        sheet.repeat_rows(0, HEAD_ROWS - 1)
        if plan.printed:
            sheet.print_area(0, 0, end, plan.printed - 1)
        if self.breaks:
            sheet.set_h_pagebreaks(self.breaks[:MOST_BREAKS])
        set_page(sheet, self.page, plan.frozen)
        sheet.set_footer("&L&10" + plan.name + "&R&10第 &P 页，共 &N 页")


def named(place: tuple[Any, ...]) -> tuple[str, str, str]:
    """County, town and village; what is not known is an empty name."""
    county, town, village = (value or "" for value in place)
    return county, town, village


def kept_rows(plan: SheetPlan) -> Callable[[], Iterable[tuple[Any, ...]]]:
    """What gives the plan's rows, twice: those of a sheet of usual size are asked for once and kept."""
    rows = list(islice(plan.rows(), ROWS_KEPT))
    return plan.rows if len(rows) == ROWS_KEPT else lambda: rows


def _header_width(column: SheetColumn) -> int:
    """Enough for the title on three lines, a whole character more for where lines break."""
    return max(-(-line_width(column.title) // 3) + 2, 4, column.narrowest)
