"""Registers: of other offices for 比对 (deaths, vehicles, businesses, public payroll), of village teams, of fund projects."""

from random import Random

from pipeline.demo.places import COUNTY
from pipeline.demo.records import World
from pipeline.demo.sheets import Cell, Delivery, register

HEADER_LINE = """
县 镇 村 项目编号 项目名称 项目类型 资金来源 预算金额（元） 到位金额（元） 支出金额（元） 项目进度
项目状态 年度
"""
FUND_HEADERS = tuple(HEADER_LINE.split())
PROJECTS = (
    ("示例光伏发电项目", "产业扶贫"),
    ("示例火龙果种植项目", "产业扶贫"),
    ("示例村道硬化项目", "基础设施"),
)
SOURCES = ("对口帮扶资金", "省级扶贫资金", "示例社会帮扶资金")


def fund_projects(world: World, year: int, seed: int) -> list[Delivery]:
    """One to three projects per village and year in one workbook."""
    rng = Random(f"{seed}-funds-{year}")
    rows: list[list[Cell]] = []
    for village in world.villages:
        for number, (name, kind) in enumerate(PROJECTS[: rng.randint(1, 3)], 1):
            budget = rng.randint(80, 900) * 1000
            spent = round(budget * rng.choice((0.0, 0.25, 0.6, 0.9, 1.0)))
            status = "已完工" if spent == budget else "实施中" if spent else "未开工"
            code = f"{year}{village.index + 1:03d}{number:02d}"
            rows.append([
                COUNTY, village.town, village.name, code, village.name + name, kind, rng.choice(SOURCES),
                budget, budget if spent else 0, spent, f"{100 * spent // budget}%", status, year,
            ])  # fmt: skip
    sheet = register("资金项目", "fund", FUND_HEADERS, rows, f"{year}年度帮扶资金项目进度表（示例，单位：元）")
    return [Delivery(f"{year}/资金/帮扶资金项目进度表_{year}.xlsx", year, [sheet])]


TEAM_HEADERS = ("县", "镇", "村", "驻村工作队", "派出单位", "对口镇街", "督查组", "队长")
SILENT = "示例静河村"
GROUPS = ("第一督查组", "第二督查组", "第三督查组")
UNITS = ("示例财政所", "示例水务站", "示例文化馆", "示例林业站", "示例农技站")
LEADERS = ("示例队长甲", "示例队长乙", "示例队长丙", "示例队长丁", "示例队长戊", "示例队长己", "示例队长庚")


def teams(world: World, year: int) -> list[Delivery]:
    """The registry of expected villages in one workbook."""
    places = [(village.town, village.name) for village in world.villages]
    places.append((world.villages[-1].town, SILENT))
    rows: list[list[Cell]] = [
        [COUNTY, town, name, f"{name}驻村工作队", UNITS[number % len(UNITS)], f"示例{number % 3 + 1}街道",
         GROUPS[number % len(GROUPS)], LEADERS[number % len(LEADERS)]]
        for number, (town, name) in enumerate(places)
    ]  # fmt: skip
    sheet = register("工作队", "team", TEAM_HEADERS, rows, f"{year}年驻村工作队名册（示例）")
    return [Delivery(f"{year}/名册/驻村工作队名册_{year}.xlsx", year, [sheet])]


REGISTER_HEADERS: tuple[str, ...] = ("姓名", "身份证号", "登记类别", "登记日期", "详情")
YEAR = 2018


def register_files(world: World) -> list[Delivery]:
    """One workbook per kind of register, all delivered with the last year."""
    deliveries = []
    for kind in dict.fromkeys(line.kind for line in world.registers):
        rows: list[list[Cell]] = [
            [line.name, line.id_number, line.kind, line.registered_on, line.detail]
            for line in world.registers
            if line.kind == kind
        ]
        sheet = register("登记信息", "register", REGISTER_HEADERS, rows)
        deliveries.append(Delivery(f"{YEAR}/比对/{kind}登记信息_{YEAR}.xlsx", YEAR, [sheet]))
    return deliveries
