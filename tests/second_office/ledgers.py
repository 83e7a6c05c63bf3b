"""The ledgers of the second office: by ID number for most, by household for the villages of the national form."""

from pathlib import Path
from typing import Any

from tests.second_office.files import text_of, write_book, write_csv, yuan
from tests.second_office.records import COUNTY, Home, Payment

LEDGER_ITEMS = {
    "工资性收入": "外出务工收入", "低保金": "农村低保", "五保金": "特困人员供养金", "养老保险金": "城乡居保", "生态补偿金": "公益林补偿",
    "报销医疗费": "住院报销", "医疗救助金": "医疗救助", "其他转移性收入": "残疾人护理补贴", "一次性": "春节慰问", "借款": "扶贫小额信贷",
    "专项": "农户改厕补助", "公岗": "护林员工资", "分红": "光伏分红",
    "计划生育金": "计生奖励",
}  # fmt: skip


def write_ledgers(folder: Path, homes: list[Home], year: int) -> None:
    """Everything paid to persons by ID number; what is paid to households of the national villages by code."""
    paid = [(home, one) for home in homes for one in home.reports[year].payments]
    by_person = [(home, one) for home, one in paid if home.layout != "national"]
    by_code = [(home, one) for home, one in paid if home.layout == "national"]
    rows_of_others = [[f"邻{number}", None, "城乡居保", None, None, 1_440, f"{year}-12-20"] for number in range(9)]
    names = ["姓名", "公民身份号码", "补贴名称", "月标准", "月数", "实发金额", "发放时间"]
    rows = [
        [one.person.name, one.person.number, LEDGER_ITEMS[one.item], *_amounts(one), _date(one, year)]
        for _, one in by_person
    ]
    write_book(
        folder / f"一卡通发放明细{year}.xlsx", names, [*rows, *rows_of_others], f"{year}年惠农补贴一卡通发放明细（元）"
    )
    names = ["县", "镇", "村", "户号", "户主姓名", "项目", "月标准", "月数", "金额", "发放时间"]
    rows = [
        [COUNTY, home.town, home.village, home.code_in(year), home.reports[year].head.name, LEDGER_ITEMS[one.item], *_amounts(one),
         _date(one, year)]
        for home, one in by_code
    ]  # fmt: skip
    write_csv(
        folder / f"塘蓬镇发放台账{year}.csv",
        names,
        [[text_of(cell) for cell in row] for row in rows],
        f"{year}年度发放台账",
    )


def _amounts(one: Payment) -> list[Any]:
    monthly = yuan(one.monthly) if one.monthly else None
    return [monthly, one.months, yuan(one.fen)]


def _date(one: Payment, year: int) -> str:
    if one.date.startswith("20"):
        return one.date
    return f"{year}-{int(one.date.removesuffix('月')):02d}-15" if one.date else f"{year}-12-20"
