"""How the second office delivers: a workbook per village, a CSV per town, the national form; its own headers."""

from pathlib import Path
from random import Random
from typing import Any

from tests.second_office.files import Row, write_book, write_csv, yuan
from tests.second_office.ledgers import write_ledgers
from tests.second_office.records import (
    COST,
    COUNTY,
    INCOMES,
    LOAN,
    PAID,
    TRANSFERS,
    YEARS,
    Home,
    Person,
    Report,
    total,
)  # fmt: skip

NATIONAL = {"低保金": "最低生活保障金", "五保金": "特困供养金", "养老保险金": "养老金或离退休金"}


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
            if village[1] == "留村":  # the county sends this village's roster once more, in its own order
                write_book(folder / "县报" / f"塘蓬镇花名册{year}.xlsx", *roster(own[::-1], year))
        in_csv = [home for home in homes if home.layout == "csv" and year in home.reports]
        write_csv(folder / f"雅塘镇汇总{year}.csv", *form_a(in_csv, year, None))
        listed = [home for home in homes if year in home.reports]
        write_book(folder / f"预脱贫户名册{year}.xlsx", *household_list(listed, year))
        write_ledgers(folder / "台账", listed, year)
    write_book(raw / "2018" / "户码变更对照.xlsx", *code_changes(homes))
    for kind, lines in registers.items():
        headers = [
            "姓名",
            "身份证号码",
            {"死亡人员": "死亡日期", "机动车": "上牌日期"}.get(kind, "登记日期"),
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
                cells = cells_of(home, report, year)
                money = {**items, **totals(report, items)}
                rows.append([_cell(name, cells, money, report, draw is None, unit) for name in names])
    return (
        names,
        rows,
        f"{COUNTY}{homes[0].town}{year}年家庭可支配收入统计表（单位：{'元' if unit == 100 else '万元'}）",
    )


def cells_of(home: Home, report: Report, year: int) -> dict[str, Any]:
    return {
        "县(市)": COUNTY, "乡镇": home.town, "村委会": f"{home.village}委会", "农户编号": home.code_in(year), "户主": report.head.name,
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
        place = [COUNTY, home.town, home.village, home.code_in(year), report.head.name,
                 report.statement_number or report.head.number, home.type, report.size]  # fmt: skip
        amounts = [report.texts.get(name, yuan(items.get(name, 0))) for name in [*kept, COST]]
        if report.is_delivered:
            rows.append([*place, *amounts, yuan(stated["年收入"]), yuan(stated["纯收入"]), report.remark or None])
    return names, rows, f"{year}年度贫困户收入情况"


def roster(homes: list[Home], year: int) -> tuple[list[str], list[Row], str]:
    names = ["区县", "乡镇", "行政村", "户编号", "户主姓名", "成员姓名", "身份证号码", "家庭关系", "性别", "在校生情况", "健康情况", "劳动技能",
             "务工时长(月)", "月工资", "参加新型农村合作医疗", "是否参加城乡居民基本养老保险", "年度家庭人口数"]  # fmt: skip
    rows = [
        [COUNTY, home.town, home.village, home.code_in(year), report.head.name, one.person.name, one.shown_number or one.person.number,
         one.relation, one.person.gender, one.student, "健康", one.able or None, one.months,
         yuan(one.wage) if one.wage else None, "已参合" if one.medical else "未参合", "参保" if one.pension else "未参保",
         len(report.members)]
        for home in homes
        for report in [home.reports[year]]
        for one in report.members
    ]  # fmt: skip
    return names, rows, f"{year}年家庭成员花名册"


def code_changes(homes: list[Home]) -> tuple[list[str], list[Row], str]:
    """Every change of a code, told in one file of the last year with the year in which it came about."""
    rows = [
        [COUNTY, home.town, home.village, home.code_in(year - 1), home.code_in(year), year]
        for home in homes
        for year in YEARS[1:]
        if home.code_in(year - 1) != home.code_in(year)
    ]
    return ["县", "镇", "村", "原户码", "新户码", "变更年度"], rows, "户码变更对照表"


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
        "是否解决安全饮用水",
    ]
    rows = [
        [COUNTY, home.town, home.village, home.code_in(year), report.head.name, report.head.number, home.type, report.labour or None,
         report.exit_status, home.planned, min(home.reports), "已解决" if home.has_water or year < 2018 else "未解决"]
        for home in homes
        for report in [home.reports[year]]
    ]  # fmt: skip
    return names, rows, f"{year}年预脱贫户名册"
