"""人口指标查询: everybody of a household, per town as a workbook, per village as CSV, in GB18030 once."""

from pipeline.demo.lists import yes
from pipeline.demo.places import COUNTY, Village
from pipeline.demo.records import Household, HouseholdYear, Member, World
from pipeline.demo.sheets import Cell, Delivery, Sheet

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
    sheet = Sheet("人口指标查询", [list(HEADERS), *rows], kind="roster", accepted=len(rows))
    suffix = ".csv" if encoding else ".xlsx"
    return Delivery(f"{year}/名册/人口指标查询_{name}_{year}{suffix}", year, [sheet], encoding)


def rosters(world: World, year: int) -> list[Delivery]:
    """The first town village by village, the others whole; one village and one town in GB18030 CSV."""
    towns: dict[str, list[Village]] = {}
    for village in world.villages:
        towns.setdefault(village.town, []).append(village)
    deliveries = []
    for number, (town, villages) in enumerate(towns.items()):
        if number > 0:
            rows = rows_of(world, villages, year)
            deliveries.append(make_delivery(rows, year, town, "gb18030" if number == 1 else ""))
            continue
        for order, village in enumerate(villages):
            rows = rows_of(world, [village], year)
            deliveries.append(make_delivery(rows, year, village.name, "gb18030" if order == 0 else ""))
    return deliveries
