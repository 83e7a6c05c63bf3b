"""An annotated copy of a checked workbook: doubtful cells coloured with a note, and one sheet that lists everything."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from pipeline.checking.remarks import Remark
from pipeline.handouts.cells import TRIGGERS, plain_text

SHEET = "自查结果"
FILLS = {
    "退回": "F4B183",
    "待更正": "F4B183",
    "重大疑点": "F4B183",
    "一般疑点": "FFE699",
    "说明": "DDEBF7",
    "提示": "DDEBF7",
}
TITLES = ("程度", "工作表", "处数", "单元格", "户码", "说明", "规则")
WIDTHS = (10, 18, 7, 30, 22, 80, 26)
LONGEST_NOTE = 400


def annotate(path: Path, remarks: Iterable[Remark], target: Path) -> Path:
    """Write the copy (its list alone, where the workbook is none that can be written again); returns its path."""
    found = list(remarks)
    book = opened(path)
    for remark in found:
        mark(book, remark)
    write_list(book, found)
    book.save(target)
    return target


def opened(path: Path) -> Workbook:
    """The workbook with its formulas, or an empty one where openpyxl can't read the format (.xls, .csv, a page)."""
    try:
        return openpyxl.load_workbook(path)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError):
        book = Workbook()
        book.remove(book.worksheets[0])
        return book


def mark(book: Workbook, remark: Remark) -> None:
    """Colour the remark's cells; a second remark at a cell is added to the note of the first."""
    if remark.sheet not in book.sheetnames:
        return
    sheet = book[remark.sheet]
    fill = PatternFill("solid", start_color=FILLS[remark.degree])
    for place in remark.cells:
        cell = sheet[place] if place[-1].isdigit() and place[0].isalpha() else None
        if cell is None or not hasattr(cell, "fill") or type(cell).__name__ == "MergedCell":
            continue
        earlier = f"{cell.comment.text}\n" if cell.comment else ""
        if not earlier or remark.degree == "重大疑点":
            cell.fill = fill
        cell.comment = Comment(f"{earlier}{remark.degree}：{remark.message}"[:LONGEST_NOTE], "自查")


def write_list(book: Workbook, remarks: list[Remark]) -> None:
    """The sheet 自查结果, first in the book: equal remarks in one row."""
    name = SHEET
    while name in book.sheetnames:
        name += "_"
    sheet = book.create_sheet(name, 0)
    sheet.append(list(TITLES))
    for group in grouped(remarks):
        first = group[0]
        places = "、".join(dict.fromkeys(place for one in group for place in one.cells))
        codes = "、".join(dict.fromkeys(one.household_code for one in group if one.household_code))
        message = first.message if len(group) == 1 else f"{first.message}（另{len(group) - 1}处相同）"
        row: list[Any] = [first.degree, first.sheet, len(group), places, codes, message, first.rule_id]
        sheet.append([text_of(value) for value in row])
        sheet.cell(sheet.max_row, 1).fill = PatternFill("solid", start_color=FILLS[first.degree])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in zip("ABCDEFG", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    for line in sheet.iter_rows(min_row=2):
        for cell in line:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def grouped(remarks: Iterable[Remark]) -> list[list[Remark]]:
    """Remarks that say the same of a sheet together, in the order in which the first of each came."""
    groups: dict[tuple[str, ...], list[Remark]] = {}
    for remark in remarks:
        groups.setdefault(remark.kind, []).append(remark)
    return list(groups.values())


def text_of(value: Any) -> Any:
    """A value that no spreadsheet runs."""
    if not isinstance(value, str):
        return value
    text = plain_text(value)
    return f"'{text}" if text.startswith(TRIGGERS) else text
