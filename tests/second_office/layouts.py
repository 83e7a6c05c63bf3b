"""How the second office delivers: a workbook per village, a CSV per town, the national form; its own headers."""

import csv
from pathlib import Path
from random import Random
from typing import Any

import openpyxl

from tests.second_office.records import (
    COST,
    COUNTY,
    INCOMES,
    LOAN,
    PAID,
    TRANSFERS,
    YEARS,
    Home,
    Payment,
    Person,
    Report,
    total,
)  # fmt: skip

Row = list[Any]
NATIONAL = {"低保金": "最低生活保障金", "五保金": "特困供养金", "养老保险金": "养老金或离退休金"}
LEDGER_ITEMS = {
    "工资性收入": "外出务工收入", "低保金": "农村低保", "五保金": "特困人员供养金", "养老保险金": "城乡居保", "生态补偿金": "公益林补偿",
    "报销医疗费": "住院报销", "医疗救助金": "医疗救助", "其他转移性收入": "残疾人护理补贴", "一次性": "春节慰问", "借款": "扶贫小额信贷",
    "计划生育金": "计生奖励",
}  # fmt: skip


def write_all(raw: Path, homes: list[Home], registers: dict[str, list[tuple[Person, str, str]]], seed: int) -> None:
    """Every file of the office."""
    for year in YEARS:
        folder = raw / str(year)
        for village in dict.fromkeys((home.town, home.village, home.layout) for home in homes):
            own = [home for home in homes if (home.town, home.village) == village[:2] and year in home.reports]
            if village[2] == "book":
                write_book(folder / f"{village[1]}收入核算_{year}.xlsx", *form_a(own, year, Random(seed)))
            elif village[2] == "wan":
                write_book(folder / f"{village[1]}{year}.xlsx", *form_a(own, year, None, 1_000_000))
            elif village[2] == "national":
                write_book(folder / f"{village[1]}_国办系统_{year}.xlsx", *national(own, year))
            write_book(folder / "花名册" / f"{village[1]}家庭成员_{year}.xlsx", *roster(own, year))
        in_csv = [home for home in homes if home.layout == "csv" and year in home.reports]
        write_csv(folder / f"雅塘镇汇总{year}.csv", *form_a(in_csv, year, None))
        listed = [home for home in homes if year in home.reports]
        write_book(folder / f"预脱贫户名册{year}.xlsx", *household_list(listed, year))
        write_ledgers(folder / "台账", listed, year)
    for kind, lines in registers.items():
        headers = [
            "姓名",
            "身份证号码",
            {"死亡人员": "死亡日期", "机动车": "上牌日期", "房产": "登记日期"}[kind],
            "详情",
        ]
        rows = [[one.name, one.number, day, detail] for one, day, detail in lines]
        write_book(raw / "2018" / "比对" / f"{kind}登记.xlsx", [f"{kind}登记", *headers][1:], rows, f"{kind}登记名单")


def totals(report: Report, items: dict[str, int]) -> dict[str, int]:
    """What a careful clerk writes, but for what was written otherwise."""
    income, paid, cost = total(items, INCOMES), total(items, PAID), items.get(COST, 0)
    right = {"转移性收入": total(items, TRANSFERS), "总收入": income, "转移性支出": paid, "总支出": cost + paid,
             "家庭可支配收入": income - cost - paid}  # fmt: skip
    if report.size:
        disposable = right["家庭可支配收入"]
        right["家庭人均可支配收入"] = (
            (2 * abs(disposable) + report.size) // (2 * report.size) * (1 if disposable >= 0 else -1)
        )
    return right | report.stated


def whole(fen: int) -> int:
    """The CSV's clerk writes per capita in whole yuan."""
    return (fen + 50) // 100 * 100


def yuan(fen: int) -> float | int:
    return fen // 100 if fen % 100 == 0 else fen / 100


def spelled(fen: int) -> str:
    """As a clerk types it into a CSV."""
    return f"{fen / 100:,.2f}元" if fen % 3 else f"{fen / 100:.2f}"


def form_a(homes: list[Home], year: int, draw: Random | None, unit: int = 100) -> tuple[list[str], list[Row], str]:
    """Form A; with `draw` in an order of columns of its own, without it as the CSV's texts; `unit` in fen, where
    万元 are rounded to four decimals and so no longer add up exactly."""
    names = ["县(市)", "乡镇", "村委会", "农户编号", "户主", "户主身份证号码", "户属性", "年末人口", "总收入", *INCOMES[:3], "转移性收入",
             *TRANSFERS, "总支出", COST, "转移性支出", *PAID, LOAN, "家庭可支配收入", "家庭人均可支配收入", "备注"]  # fmt: skip
    if draw is not None:
        names = [*names[:8], *draw.sample(names[8:], len(names) - 8)]
    rows = []
    for home in homes:
        report = home.reports[year]
        for items in [report.items, *([report.again] if report.again else [])]:
            if report.is_delivered:
                cells = cells_of(home, report, items)
                money = {**items, **totals(report, items)}
                rows.append([_cell(name, cells, money, report, draw is None, unit) for name in names])
    return (
        names,
        rows,
        f"{COUNTY}{homes[0].town}{year}年家庭可支配收入统计表（单位：{'元' if unit == 100 else '万元'}）",
    )


def cells_of(home: Home, report: Report, items: dict[str, int]) -> dict[str, Any]:
    return {
        "县(市)": COUNTY, "乡镇": home.town, "村委会": f"{home.village}委会", "农户编号": home.code, "户主": report.head.name,
        "户主身份证号码": report.statement_number or report.head.number, "户属性": home.type, "年末人口": report.size,
        "备注": report.remark or None,
    } | report.texts  # fmt: skip


def _cell(name: str, cells: dict[str, Any], money: dict[str, int], report: Report, is_text: bool, unit: int) -> Any:
    if name in cells:
        return cells[name]
    fen = money.get(name)
    if fen is None:
        return None if name.startswith("家庭人均") else ("" if is_text else 0)
    if report.is_unit_wrong or unit > 100:
        return round(fen / 1_000_000, 4)
    if is_text and name.startswith("家庭人均"):
        return spelled(whole(fen))
    return spelled(fen) if is_text else yuan(fen)


def national(homes: list[Home], year: int) -> tuple[list[str], list[Row], str]:
    """The national form: no transfers paid; 纯收入."""
    kept = [name for name in INCOMES if name not in ("报销医疗费", "医疗救助金")]
    names = ["县(市、区、旗)", "乡(镇)", "行政村", "户编号", "户主姓名", "户主证件号码", "贫困户属性", "年末人口",
             *(NATIONAL.get(name, name) for name in kept), COST, "年收入（元）", "纯收入（元）", "备注"]  # fmt: skip
    rows = []
    for home in homes:
        report = home.reports[year]
        items = {**report.items}
        income, cost = total(items, tuple(kept)), items.get(COST, 0)
        stated = {"年收入": income, "纯收入": income - cost} | report.stated
        place = [COUNTY, home.town, home.village, home.code, report.head.name,
                 report.statement_number or report.head.number, home.type, report.size]  # fmt: skip
        amounts = [report.texts.get(name, yuan(items.get(name, 0))) for name in [*kept, COST]]
        if report.is_delivered:
            rows.append([*place, *amounts, yuan(stated["年收入"]), yuan(stated["纯收入"]), report.remark or None])
    return names, rows, f"{year}年度贫困户收入情况"


def roster(homes: list[Home], year: int) -> tuple[list[str], list[Row], str]:
    names = ["区县", "乡镇", "行政村", "户编号", "户主姓名", "成员姓名", "身份证号码", "家庭关系", "性别", "在校生情况", "健康情况", "劳动技能",
             "务工时长(月)", "月工资", "参加新型农村合作医疗", "是否参加城乡居民基本养老保险", "年度家庭人口数"]  # fmt: skip
    rows = [
        [COUNTY, home.town, home.village, home.code, report.head.name, one.person.name, one.shown_number or one.person.number,
         one.relation, one.person.gender, one.student, "健康", one.able or None, one.months,
         yuan(one.wage) if one.wage else None, "已参合" if one.medical else "未参合", "参保" if one.pension else "未参保",
         len(report.members)]
        for home in homes
        for report in [home.reports[year]]
        for one in report.members
    ]  # fmt: skip
    return names, rows, f"{year}年家庭成员花名册"


def household_list(homes: list[Home], year: int) -> tuple[list[str], list[Row], str]:
    names = [
        "县",
        "镇",
        "村",
        "户码",
        "户主姓名",
        "户主证件号码",
        "户属性",
        "劳动能力类型",
        "脱贫属性",
        "预脱贫年度",
        "识别年度",
    ]
    rows = [
        [COUNTY, home.town, home.village, home.code, report.head.name, report.head.number, home.type, report.labour or None,
         report.exit_status, home.planned, min(home.reports)]
        for home in homes
        for report in [home.reports[year]]
    ]  # fmt: skip
    return names, rows, f"{year}年预脱贫户名册"


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
        [COUNTY, home.town, home.village, home.code, home.reports[year].head.name, LEDGER_ITEMS[one.item], *_amounts(one),
         _date(one, year)]
        for home, one in by_code
    ]  # fmt: skip
    write_csv(
        folder / f"塘蓬镇发放台账{year}.csv",
        names,
        [[_text(cell) for cell in row] for row in rows],
        f"{year}年度发放台账",
    )


def _amounts(one: Payment) -> list[Any]:
    monthly = yuan(one.monthly) if one.monthly else None
    return [monthly, one.months, yuan(one.fen)]


def _date(one: Payment, year: int) -> str:
    if one.date.startswith("20"):
        return one.date
    return f"{year}-{int(one.date.removesuffix('月')):02d}-15" if one.date else f"{year}-12-20"


def _text(cell: Any) -> str:
    return "" if cell is None else str(cell)


def write_book(path: Path, names: list[str], rows: list[Row], title: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ([title], names, *rows):
        sheet.append(row)
    book.save(path)


def write_csv(path: Path, names: list[str], rows: list[Row], title: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([names, *([_text(cell) for cell in row] for row in rows)])
