"""户指标查询: who is in scope, labour capacity, exit status; for the county or for each town."""

from pipeline.demo.places import CITY, COUNTY, PROVINCE
from pipeline.demo.records import Household, HouseholdYear, World
from pipeline.demo.sheets import Cell, Delivery, Sheet

HEADER_LINE = """
省 市 县 镇 行政村 户编号 户主姓名 户主证件号码 家庭人口数 贫困户属性 劳动能力类型 脱贫属性
预脱贫年度 是否当年预脱贫 识别年度 主要致贫原因 是否享受低保 是否符合低保条件 是否危房户 是否解决安全饮用水 年度
"""
HEADERS = tuple(HEADER_LINE.split())
BY_TOWN_YEARS = (2017,)


def yes(flag: bool) -> str:
    """是 or 否."""
    return "是" if flag else "否"


def row_of(household: Household, record: HouseholdYear) -> list[Cell]:
    """One household's line in the year's list."""
    listing = record.listing
    assert listing is not None and household.planned_exit_year is not None
    return [
        PROVINCE,
        CITY,
        COUNTY,
        household.village.town,
        household.village.name,
        household.code,
        record.head.name,
        record.head.id_number,
        len(record.members),
        listing.household_type,
        listing.labour or None,
        listing.exit_status,
        f"{household.planned_exit_year}年",
        yes(household.planned_exit_year == record.year),
        household.identified_year,
        household.poverty_cause,
        yes(listing.is_recipient),
        yes(listing.is_eligible),
        yes(listing.is_unsafe_housing),
        yes(listing.has_safe_water),
        record.year,
    ]


def make_delivery(households: list[Household], year: int, name: str) -> Delivery:
    """The list of the households given, in one workbook, with an instruction sheet beside it."""
    records = [(one, one.years[year]) for one in households if year in one.years]
    rows = [row_of(household, record) for household, record in records if record.listing is not None]
    sheet = Sheet("户指标查询", [list(HEADERS), *rows], kind="household_list", accepted=len(rows))
    guide: list[list[Cell]] = [["填表说明"], ["一、本表由系统导出。"], ["二、示例数据，仅供演示。"]]
    notes = Sheet("填表说明", guide, status="ignored")
    return Delivery(f"{year}/名册/户指标查询_{name}_{year}.xlsx", year, [sheet, notes])


def household_lists(world: World, year: int) -> list[Delivery]:
    """One workbook for the county, or one per town in the years that came so."""
    if year not in BY_TOWN_YEARS:
        return [make_delivery(list(world.households), year, COUNTY)]
    towns = dict.fromkeys(village.town for village in world.villages)
    return [make_delivery([one for one in world.households if one.village.town == town], year, town) for town in towns]
