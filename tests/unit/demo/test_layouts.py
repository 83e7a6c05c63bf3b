"""Form B has the columns A…AM of docs/method.md#form-b; form A's layouts differ as they should, and lose no fen."""

from decimal import Decimal

import openpyxl
import pytest

from pipeline.demo import Demo
from pipeline.demo.layouts import LAYOUTS, ten_thousands, written
from pipeline.demo.places import make_villages
from pipeline.handouts.system.columns import COLUMNS
from tests.unit.demo.conftest import read_key

EXPORT_TEXT = """
A:市 B:县 C:镇 D:村 E:户码 F:户主姓名 G:身份证 J:户属性 K:年末人口 O:年度
P:总收入 Q:工资性收入 R:家庭经营性收入
S:财产性收入 T:转移性收入 U:计划生育金 V:低保金 W:五保金 X:养老金 Y:生态林 Z:其他转移 AA:医保报销 AB:医疗救助
AD:以奖代补 AE:总支出 AF:生产经营性支出 AG:转移性支出 AH:个人所得税 AI:社会保障支出
AJ:赡养支出 AK:其他转移性支出
AL:年度家庭可支配收入 AM:家庭年人均可支配收入
"""
EXPORT = dict(pair.split(":") for pair in EXPORT_TEXT.split())


def test_export_columns() -> None:
    letters = [openpyxl.utils.get_column_letter(place) for place in range(1, 40)]
    headers = dict(zip(letters, (header for _, header in COLUMNS), strict=True))
    assert {letter: headers[letter] for letter in EXPORT} == EXPORT


def test_export_sheet(demo: Demo) -> None:
    path = demo.raw_dir / "2018/省系统导出/措施年度收支统计_示例一镇_2018.xlsx"
    page = openpyxl.load_workbook(path).active
    assert page["P1"].value == "年度收支情况（单位：元）"
    assert (page["U3"].value, page["AM2"].value) == ("计划生育金", "家庭年人均可支配收入")
    assert page["A4"].value == "湛江市"
    assert page["D4"].value.endswith("村委会")
    assert "D4" in {str(merged).split(":")[0] for merged in page.merged_cells.ranges}
    assert page.cell(page.max_row - 1, 1).value == "合计"
    assert page.cell(page.max_row, 1).value == " "
    assert isinstance(page["E4"].value, str)


def test_every_layout_has_the_same_items() -> None:
    basic = {name for name, _ in LAYOUTS["plain"].columns}
    for layout in LAYOUTS.values():
        names = [name for name, _ in layout.columns if name]
        assert len(set(names)) == len(names)
        assert basic - {"remark"} <= set(names)
        headers = [header for _, header in layout.columns]
        assert len(set(headers)) == len(headers)


@pytest.mark.parametrize("fen", [0, 1, 99, 100, 123_456, 2_000_000, 2_000_100, 98_765_400, -123_400])
def test_amounts_can_be_read_back(fen: int) -> None:
    assert Decimal(str(ten_thousands(fen))) * 1_000_000 == fen
    text = str(written(fen)).replace("—", "0").replace("元", "").replace(",", "").replace("．", ".")
    assert Decimal(text.replace("，", "").strip()) * 100 == fen


def test_villages_are_invented_and_differ() -> None:
    villages = make_villages(400)
    assert len({village.name for village in villages}) == 400
    assert all(village.name.startswith("示例") for village in villages)
    assert villages[25].town == "示例四镇"


def test_debris_and_oddities_are_in_the_key(demo: Demo) -> None:
    rows = read_key(demo, "deliveries")
    assert {row["status"] for row in rows} == {"accepted", "duplicate", "ignored", "rejected"}
    assert sum(int(row["rows_quarantined"]) for row in rows) == 1
    accepted = sum(
        int(row["rows_accepted"])
        for row in rows
        if row["kind"] == "income_statement" and "村级报送" in row["source_file"]
    )
    form_a = [row for row in read_key(demo, "household_years") if row["form"] == "A"]
    repeats = sum(row["rule_id"] == "household_duplicated" for row in read_key(demo, "faults"))
    assert accepted == len(form_a) + repeats
