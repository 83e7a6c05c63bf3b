"""帮扶资金项目: budget, received and spent per project, some slow on purpose."""

from random import Random

from pipeline.demo.places import COUNTY
from pipeline.demo.records import World
from pipeline.demo.sheets import Cell, Delivery, Sheet

HEADER_LINE = """
县 镇 村 项目编号 项目名称 项目类型 资金来源 预算金额（元） 到位金额（元） 支出金额（元） 项目进度
项目状态 年度
"""
HEADERS = tuple(HEADER_LINE.split())
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
    title: list[Cell] = [f"{year}年度帮扶资金项目进度表（示例，单位：元）"]
    sheet = Sheet(
        "资金项目",
        [title, list(HEADERS), *rows],
        [(0, 0, 0, len(HEADERS) - 1)],
        2,
        kind="fund",
        accepted=len(rows),
    )
    return [Delivery(f"{year}/资金/帮扶资金项目进度表_{year}.xlsx", year, [sheet])]
