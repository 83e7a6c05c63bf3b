"""The cell formats of a workbook, tints for verdicts and for what is to be filled in, and what may be typed there."""

from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from pipeline.handouts.pages import BODY_POINTS, FONT
from pipeline.handouts.sheets import SheetColumn

CHECKS: dict[str, dict[str, Any]] = {
    "amount": {"validate": "decimal", "minimum": -1e9, "maximum": 1e9, "error_message": "请填数字（元），不带文字"},
    "count": {"validate": "integer", "minimum": 0, "maximum": 50, "error_message": "请填人数（整数）"},
    "id": {"validate": "length", "minimum": 15, "maximum": 22, "error_message": "证件号码为18位，单元格须为文本"},
    "months": {"validate": "decimal", "minimum": 0, "maximum": 12, "error_message": "请填0至12"},
    "year": {"validate": "integer", "minimum": 2000, "maximum": 2100, "error_message": "请填四位年份"},
}  # fmt: skip
# A number typed into a text cell is a text, which the checks of numbers refuse: these cells hold numbers.
ENTRY_FORMATS = {"": "@", "amount": "#,##0.00", "count": "0", "months": "0.##", "year": "0"}


def entry_rule(column: SheetColumn) -> dict[str, Any] | None:
    """The validation of a column's cells, with the message that a spreadsheet shows otherwise."""
    title = {"error_title": "请检查"}
    if column.choices:
        return {"validate": "list", "source": list(column.choices), "error_message": "请从下拉框选择"} | title
    return {"criteria": "between"} | CHECKS[column.check] | title if column.check else None


def style_of(column: SheetColumn) -> str:
    """What decides the format of a column's cells, besides their values."""
    return f"entry {column.check if column.check in ENTRY_FORMATS else ''}" if column.kind == "entry" else column.kind


NUMBER_FORMATS = {  # the gap at the end keeps a number off the text in the next cell
    "money": "#,##0.00_ ;-#,##0.00_ ",
    "number": "0.0000_ ",
    "count": "#,##0_ ;-#,##0_ ",
    "plain": "0_ ",
    "ratio": "0.0%_ ",
    "date": "yyyy-mm-dd",
}
# Tints of the charts' colours; the word beside them says the same.
VERDICT_FILLS = {
    "达标": "#D3E8F5", "临界": "#FBE7C0", "未达标": "#F8D5C2", "兜底已落实": "#CDEBDF",
    "兜底未落实": "#F2DCE9", "证据不足": "#FBF7C5", "无法核定": "#E0E0E0", "未报送": "#E0E0E0",
}  # fmt: skip


class Formats:
    """The few cell formats of a book, made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        base = {"font_name": FONT, "font_size": BODY_POINTS, "valign": "vcenter"}
        cell = base | {"border": 1, "border_color": "#A6A6A6"}
        self.title = book.add_format(base | {"font_size": 14, "bold": True, "text_wrap": True})
        self.note = book.add_format(base | {"text_wrap": True})
        self.signature = book.add_format(base | {"valign": "bottom", "text_wrap": True})
        self.section = book.add_format(base | {"bold": True, "font_size": 11})
        self.head = book.add_format(cell | {"bold": True, "text_wrap": True, "align": "center", "bg_color": "#EDEDED"})
        self.cells = {kind: book.add_format(cell | {"num_format": text}) for kind, text in NUMBER_FORMATS.items()}
        self.cells["date"].set_align("center")
        for kind in ("text", "flag", "blank", "verdict"):
            self.cells[kind] = book.add_format(cell | {"text_wrap": True, "num_format": "@"})
        total = cell | {"bold": True, "bg_color": "#F5F5F5"}
        self.sums = {kind: book.add_format(total | {"num_format": text}) for kind, text in NUMBER_FORMATS.items()}
        self.sums["text"] = book.add_format(total | {"num_format": "@"})
        for check, text in ENTRY_FORMATS.items():
            entry = {"text_wrap": True, "num_format": text, "bg_color": "#FFF9DB"}
            self.cells[f"entry {check}"] = book.add_format(cell | entry)
        self.verdicts = {
            word: book.add_format(cell | {"text_wrap": True, "num_format": "@", "bg_color": fill})
            for word, fill in VERDICT_FILLS.items()
        }

    def of(self, style: str, value: Any) -> Format:
        """The format of a cell; a verdict is tinted by its word, a whole number among amounts counts people."""
        if style == "money" and type(value) is int:
            return self.cells["count"]
        if style == "verdict" and isinstance(value, str):
            words = [word for word in self.verdicts if value.startswith(word)]
            if words:
                return self.verdicts[max(words, key=len)]
        return self.cells[style]
