"""驻村工作队名册: every village of the demo with its invented team, and one village that delivers nothing."""

from pipeline.demo.places import COUNTY
from pipeline.demo.records import World
from pipeline.demo.sheets import Cell, Delivery, Sheet

HEADERS = ("县", "镇", "村", "驻村工作队", "派出单位", "对口镇街", "督查组", "队长")
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
    title: list[Cell] = [f"{year}年驻村工作队名册（示例）"]
    merge = [(0, 0, 0, len(HEADERS) - 1)]
    sheet = Sheet("工作队", [title, list(HEADERS), *rows], merge, 2, kind="team", accepted=len(rows))
    return [Delivery(f"{year}/名册/驻村工作队名册_{year}.xlsx", year, [sheet])]
