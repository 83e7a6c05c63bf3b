"""户指标查询: who is in scope, labour capacity, exit status, for the county or each town; 人口指标查询: everybody of a household, per town as a workbook, per village as CSV, in GB18030 once."""

from pipeline.demo.places import CITY, COUNTY, PROVINCE, Village
from pipeline.demo.records import Household, HouseholdYear, Member, World
from pipeline.demo.sheets import Cell, Delivery, Sheet, register

LIST_HEADER_LINE = """
省 市 县 镇 行政村 户编号 户主姓名 户主证件号码 家庭人口数 贫困户属性 劳动能力类型 脱贫属性
预脱贫年度 是否当年预脱贫 识别年度 主要致贫原因 是否享受低保 是否符合低保条件 是否危房户 是否解决安全饮用水 年度
"""
LIST_HEADERS = tuple(LIST_HEADER_LINE.split())
BY_TOWN_YEARS = (2017,)


def yes(flag: bool) -> str:
    """是 or 否."""
    return "是" if flag else "否"


def list_row(household: Household, record: HouseholdYear) -> list[Cell]:
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


def list_delivery(households: list[Household], year: int, name: str) -> Delivery:
    """The list of the households given, in one workbook, with an instruction sheet beside it."""
    records = [(one, one.years[year]) for one in households if year in one.years]
    rows = [list_row(household, record) for household, record in records if record.listing is not None]
    sheet = register("户指标查询", "household_list", LIST_HEADERS, rows)
    guide: list[list[Cell]] = [["填表说明"], ["一、本表由系统导出。"], ["二、示例数据，仅供演示。"]]
    notes = Sheet("填表说明", guide, status="ignored")
    return Delivery(f"{year}/名册/户指标查询_{name}_{year}.xlsx", year, [sheet, notes])


def household_lists(world: World, year: int) -> list[Delivery]:
    """One workbook for the county, or one per town in the years that came so."""
    if year not in BY_TOWN_YEARS:
        return [list_delivery(list(world.households), year, COUNTY)]
    return [
        list_delivery([one for village in villages for one in world.of(village)], year, town)
        for town, villages in world.towns.items()
    ]


HEADER_LINE = """
县 乡(镇) 行政村 户编号 户主姓名 人编号 姓名 证件类型 证件号码 与户主关系 性别 出生日期 民族
文化程度 在校生状况 健康状况 劳动技能 务工时间（月） 务工所在地 务工企业名称 月工资 是否常住
是否参加城乡居民基本医疗保险 是否参加大病保险 是否参加城乡居民基本养老保险
是否参加城镇职工基本养老保险 是否享受低保 是否享受生活补助及免学杂费 是否危房户 家庭人口数 年度 备注
"""
HEADERS = tuple(HEADER_LINE.split())


def row_of(household: Household, record: HouseholdYear, number: int, member: Member) -> list[Cell]:
    """One member's line; amounts in yuan."""
    works = bool(member.work_months)
    listing = record.listing
    return [
        COUNTY,
        household.village.town,
        household.village.name,
        household.code,
        record.head.name,
        f"{household.village.index + 1:03d}{household.code}{number:02d}",
        member.person.name,
        *document(member),
        member.relation,
        member.person.gender,
        member.person.birth.isoformat(),
        "汉族",
        member.education,
        member.student_status,
        member.health,
        member.labour_type or None,
        member.work_months,
        ("县内" if member.is_resident else "省内县外") if works else None,
        "示例务工单位" if works else None,
        member.monthly_wage // 100 if member.monthly_wage and works else None,
        yes(member.is_resident),
        *insured(member),
        yes(household.household_type == "低保贫困户" and (listing is None or listing.is_recipient)),
        yes(member.has_support),
        yes(listing is not None and listing.is_unsafe_housing),
        len(record.members),
        record.year,
        "示例（生成）",
    ]


def document(member: Member) -> list[str]:
    """ID type and number; some of the disabled show their certificate (ID number, kind, level; docs/method.md#codes)."""
    number = member.shown_id or member.person.id_number
    if member.role == "disabled" and not member.shown_id and int(number[16]) % 2:
        return ["残疾人证", number + "42"]
    return ["居民身份证", number]


def insured(member: Member) -> list[str]:
    """Medical, serious illness, residents' pension, employees' insurance."""
    return [yes(flag) for flag in (member.has_medical, member.has_medical, member.has_pension, member.has_employee)]


def rows_of(world: World, villages: list[Village], year: int) -> list[list[Cell]]:
    """The members of all households of the villages."""
    return [
        row_of(household, record, number, member)
        for village in villages
        for household in world.of(village)
        if (record := household.years.get(year)) is not None
        for number, member in enumerate(record.members, 1)
    ]


def make_delivery(rows: list[list[Cell]], year: int, name: str, encoding: str) -> Delivery:
    """One roster file."""
    sheet = register("人口指标查询", "roster", HEADERS, rows)
    suffix = ".csv" if encoding else ".xlsx"
    return Delivery(f"{year}/名册/人口指标查询_{name}_{year}{suffix}", year, [sheet], encoding)


def rosters(world: World, year: int) -> list[Delivery]:
    """The first town village by village, the others whole; one village and one town in GB18030 CSV."""
    (_, first), *towns = world.towns.items()
    parts = [*((village.name, [village]) for village in first), *towns]
    old_fashioned = {parts[0][0], *(town for town, _ in towns[:1])}
    return [
        make_delivery(rows_of(world, villages, year), year, name, "gb18030" if name in old_fashioned else "")
        for name, villages in parts
    ]
