"""A workbook from sheet plans: flat memory, strings as strings, print set-up, the same bytes every time."""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.handouts.cells import is_exact_number, plain_text
from pipeline.handouts.entry_checks import ENTRY_FORMATS, entry_rule
from pipeline.handouts.sheets import SheetColumn, SheetPlan

FIXED = dt.datetime(2018, 12, 1)
HEAD_ROWS = 3
SHEET_ROWS = 1_048_576
LINE_POINTS, TALLEST_ROW = 13, 400
OPTIONS = {
    "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
    "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd",
}  # fmt: skip
NUMBER_FORMATS = {
    "money": "#,##0.00",
    "number": "0.0000",
    "count": "#,##0",
    "plain": "0",
    "ratio": "0.0%",
    "date": "yyyy-mm-dd",
}
# Tints of the charts' colours; the word beside them says the same.
VERDICT_FILLS = {
    "达标": "#D3E8F5", "临界": "#FBE7C0", "未达标": "#F8D5C2", "兜底已落实": "#CDEBDF",
    "兜底未落实": "#F2DCE9", "证据不足": "#FBF7C5", "无法核定": "#E0E0E0", "未报送": "#E0E0E0",
}  # fmt: skip


def write_workbook(path: Path, plans: Sequence[SheetPlan], largest: int = SHEET_ROWS) -> dict[str, int]:
    """Write the sheets; returns sheet name → data rows. `largest`: rows a sheet may have in all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    counts: dict[str, int] = {}
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        book.set_properties({"title": plans[0].title, "created": FIXED})
        book.set_calc_mode("manual")
        formats = Formats(book)
        for plan in plans:
            writer = SheetWriter(book, plan, formats, largest)
            counts |= writer.write()
    return counts


class Formats:
    """The few cell formats of a book, made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
        cell = base | {"border": 1, "border_color": "#A6A6A6"}
        self.title = book.add_format(base | {"font_size": 14, "bold": True})
        self.note = book.add_format(base | {"font_size": 9})
        self.head = book.add_format(cell | {"bold": True, "text_wrap": True, "align": "center", "bg_color": "#EDEDED"})
        self.cells = {kind: book.add_format(cell | {"num_format": text}) for kind, text in NUMBER_FORMATS.items()}
        for kind in ("text", "flag", "blank", "verdict"):
            self.cells[kind] = book.add_format(cell | {"text_wrap": True, "num_format": "@"})
        for check, text in ENTRY_FORMATS.items():
            entry = {"text_wrap": True, "num_format": text, "bg_color": "#FFF9DB"}
            self.cells[f"entry {check}"] = book.add_format(cell | entry)
        self.verdicts = {
            word: book.add_format(cell | {"text_wrap": True, "num_format": "@", "bg_color": fill})
            for word, fill in VERDICT_FILLS.items()
        }

    def of(self, column: SheetColumn, value: Any) -> Format:
        """The format of a cell; a verdict is tinted by its word."""
        if column.kind == "entry":
            return self.cells[f"entry {column.check if column.check in ENTRY_FORMATS else ''}"]
        if column.kind == "verdict" and isinstance(value, str):
            words = [word for word in self.verdicts if value.startswith(word)]
            if words:
                return self.verdicts[max(words, key=len)]
        return self.cells[column.kind]


class SheetWriter:
    """Writes one plan into as many sheets as it takes."""

    def __init__(self, book: xlsxwriter.Workbook, plan: SheetPlan, formats: Formats, largest: int) -> None:
        self.book, self.plan, self.formats = book, plan, formats
        self.room = largest - HEAD_ROWS - 2
        self.part = 0
        self.widths = [0] * len(plan.columns)

    def write(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        sheet, used = self._begin(), 0
        for row in self.plan.rows():
            if used == self.room:
                self._end(sheet, used, is_last=False)
                counts[sheet.name] = used
                sheet, used = self._begin(), 0
            self._write_row(sheet, HEAD_ROWS + used, row)
            used += 1
        self._end(sheet, used, is_last=True)
        return counts | {sheet.name: used}

    def _begin(self) -> Worksheet:
        self.part += 1
        plan = self.plan
        sheet = self.book.add_worksheet(plan.name if self.part == 1 else f"{plan.name}_{self.part}")
        self.widths = [_header_width(column) for column in plan.columns]
        sheet.set_row(0, 22)
        sheet.write_string(0, 0, plan.title, self.formats.title)
        sheet.write_string(1, 0, plan.note, self.formats.note)
        sheet.set_row(2, 46)  # three lines
        for place, column in enumerate(plan.columns):
            sheet.write_string(2, place, column.title, self.formats.head)
        return sheet

    def _write_row(self, sheet: Worksheet, at: int, row: tuple[Any, ...]) -> None:
        shown = [cell_text(value) for value in row]
        lines = max(line_count(text, column.widest) for text, column in zip(shown, self.plan.columns, strict=True))
        if lines > 1:  # a spreadsheet that does not fit heights by itself would cut the text
            sheet.set_row(at, min(LINE_POINTS * lines + 3, TALLEST_ROW))
        for place, (column, value, text) in enumerate(zip(self.plan.columns, row, shown, strict=True)):
            write_cell(sheet, at, place, value, text, self.formats.of(column, value))
            self.widths[place] = max(self.widths[place], min(display_width(text, column.kind), column.widest))

    def _end(self, sheet: Worksheet, used: int, is_last: bool) -> None:
        plan, last = self.plan, len(self.plan.columns) - 1
        if is_last and plan.signatures:
            text = "    ".join(f"{one}：____________" for one in plan.signatures) + "    日期：______年____月____日"
            sheet.write_string(HEAD_ROWS + used + 1, 0, text, self.formats.note)
        for place, (width, column) in enumerate(zip(self.widths, plan.columns, strict=True)):
            sheet.set_column(place, place, width + 1)
            if rule := entry_rule(column):
                sheet.data_validation(HEAD_ROWS, place, HEAD_ROWS + max(used, 1) - 1, place, rule)
        sheet.freeze_panes(HEAD_ROWS, plan.frozen)
        sheet.autofilter(HEAD_ROWS - 1, 0, HEAD_ROWS - 1 + max(used, 1), last)
        sheet.repeat_rows(0, HEAD_ROWS - 1)
        sheet.set_paper(9)
        if not plan.is_portrait:
            sheet.set_landscape()
        if plan.printed:
            sheet.print_area(0, 0, HEAD_ROWS - 1 + max(used, 1), plan.printed - 1)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&8" + plan.name + "&R&8第 &P 页，共 &N 页")


def cell_text(value: Any) -> str:
    """The text of a value: what a text cell holds, and what decides the width of any."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal) and is_exact_number(value):
        return f"{value:,.2f}"
    return plain_text(str(value))


def write_cell(sheet: Worksheet, row: int, place: int, value: Any, text: str, form: Format) -> None:
    """Write one value by its type, never as a formula."""
    if not text:
        sheet.write_blank(row, place, None, form)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, place, dt.datetime.combine(value, dt.time()), form)
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool) and is_exact_number(value):
        sheet.write_number(row, place, value, form)
    else:
        sheet.write_string(row, place, text, form)


def line_count(text: str, widest: int) -> int:
    """Lines a text takes in a cell that is `widest` wide; a line may break a character early."""
    if len(text) * 2 <= widest and "\n" not in text:
        return 1
    return sum(-(-line_width(line) // max(widest - 1, 1)) or 1 for line in text[:2000].split("\n"))


def display_width(text: str, kind: str = "text") -> int:
    """Columns a text takes, its widest line; a Chinese character takes two."""
    if kind in ("count", "plain"):
        text = text.partition(".")[0]
    elif kind == "ratio":
        text += "00%"  # 1.00 is shown as 100.0%
    return max((line_width(line) for line in text[:400].split("\n")), default=0)


def line_width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


def _header_width(column: SheetColumn) -> int:
    """Enough for the title on three lines, a whole character more for where lines break."""
    return max(-(-line_width(column.title) // 3) + 2, 4, column.narrowest)
