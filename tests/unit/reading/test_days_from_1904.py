"""Day numbers without a date format: of a workbook that counts from 1904 they become dates, of any other they stay."""

import datetime as dt
import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlwt
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from assets.raw import HEADERS
from pipeline.intake.read_task import read_sheets
from pipeline.recognition.body import date_text
from pipeline.recognition.headers import HeaderBook
from pipeline.recognition.readings import TableReading
from pipeline.workbooks.archive import Archive
from pipeline.workbooks.biff12 import binary_counts_from_1904
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.opening import open_file
from tests.faults.hostile_binaries import binary_workbook

DAY = 41961  # 2018-11-19 counted from 1904; 2014-11-18 in the usual system
HEADER = ["村", "户码", "姓名", "补贴项目", "发放金额", "发放日期"]
ROWS: list[list[Any]] = [
    ["示例村", "0001", "示例甲", "低保金", DAY, DAY],
    ["示例村", "0002", "示例乙", "低保金", 300, dt.date(2018, 11, 19)],
    ["示例村", "0003", "示例丙", "低保金", 300, "2018年11月"],
    ["示例村", "0004", "示例丁", "低保金", 300, 2018],
]
USUAL = [str(DAY), "2018-11-19", "2018年11月", "2018"]
SHOWN = ["2018-11-19", *USUAL[1:]]


def by_openpyxl(is_from_1904: bool) -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    if is_from_1904:
        book.epoch = CALENDAR_MAC_1904
    for row in (HEADER, *ROWS):
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def by_xlwt(is_from_1904: bool) -> bytes:
    book, target = xlwt.Workbook(), io.BytesIO()
    book.dates_1904 = is_from_1904
    sheet, day = book.add_sheet("台账"), xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for number, row in enumerate((HEADER, *ROWS)):
        for column, value in enumerate(row):
            sheet.write(number, column, value, day if isinstance(value, dt.date) else xlwt.Style.default_style)
    book.save(target)
    return target.getvalue()


def read(folder: Path, name: str, content: bytes) -> TableReading:
    path = folder / name
    path.write_bytes(content)
    opened = open_file(path, Limits())
    assert opened.rejection is None
    (reading,) = read_sheets(list(opened.sheets), HeaderBook.load(HEADERS), ())
    return reading


@pytest.mark.parametrize(("name", "made"), [("台账.xlsx", by_openpyxl), ("台账.xls", by_xlwt)])
@pytest.mark.parametrize(("is_from_1904", "dates"), [(True, SHOWN), (False, USUAL)])
def test_a_day_number_is_the_day_that_the_workbook_means(
    tmp_path: Path, name: str, made: Any, is_from_1904: bool, dates: list[str]
) -> None:
    reading = read(tmp_path, name, made(is_from_1904))
    assert reading.data["paid_date"] == dates
    assert reading.data["amount"] == [str(DAY), "300", "300", "300"]  # an amount is no day
    assert [note.code for note in reading.notes] == (["days_from_1904"] if is_from_1904 else [])


@pytest.mark.parametrize("flags", [0, 1])
def test_a_binary_workbook_says_from_when_it_counts(flags: int) -> None:
    with zipfile.ZipFile(io.BytesIO(binary_workbook([]))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/workbook.bin"] = b"\x99\x01\x0c" + struct.pack("<III", flags, 0, 0) + parts["xl/workbook.bin"]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert binary_counts_from_1904(Archive(target.getvalue(), Limits())) is (flags == 1)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("41961", "2018-11-19"),
        ("41961.5", "2018-11-19"),
        ("2018", "2018"),
        ("20181119", "20181119"),
        ("未发放", "未发放"),
    ],
)
def test_only_day_numbers_change(text: str, shown: str) -> None:
    assert date_text(text) == shown
