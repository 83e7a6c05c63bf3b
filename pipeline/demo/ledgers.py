"""发放台账 of the departments: 民政, 社保, 人社, 医保, 林业, 卫健 and the village, one file each a year; what
they hold is complete, and equal to what was declared.
"""

from collections.abc import Callable, Iterable
from random import Random

from pipeline.demo.incomes import Traits, pension_of
from pipeline.demo.places import COUNTY
from pipeline.demo.records import Entry, Household, HouseholdYear, Member, World
from pipeline.demo.sheets import Cell, Delivery, register

# item → what the ledger calls it
ITEM_NAMES = {
    "subsistence_allowance": "农村低保金",
    "destitute_allowance": "特困供养金（五保金）",
    "pension": "城乡居民基本养老金",
    "wage_income": "务工工资",
    "public_welfare_wage": "公益性岗位工资",
    "asset_dividend": "资产收益扶贫分红",
    "medical_reimbursement": "基本医疗保险报销医疗费",
    "medical_assistance": "医疗救助金",
    "ecological_compensation": "生态公益林补偿金",
    "family_planning_allowance": "计划生育奖励扶助金",
}
CONDOLENCE = "春节慰问金"


def pay(rng: Random, record: HouseholdYear, traits: Traits) -> list[Entry]:
    """All payments of a year, from the declared items and the members' work."""
    assert record.statement is not None
    items = record.statement.items
    entries = [*regular(record, items), *wages(record.members)]
    for member in record.members:
        if monthly := pension_of(member, traits, record.year):
            entries.append(Entry("pension", 12 * monthly, member.person, monthly, 12))
    if amount := items.get("medical_reimbursement", 0):
        entries += refunds(rng, record, amount)
    for item in ("asset_dividend", "ecological_compensation", "family_planning_allowance"):
        if amount := items.get(item, 0):
            entries.append(Entry(item, amount, paid_on=f"{record.year}-{rng.randint(5, 11):02d}-15"))
    if not items.get("other_transfer_income") and rng.random() < 0.06:
        # A visit's money, paid and rightly not booked as income (docs/method.md#disposable-income).
        entries.append(Entry("condolence", rng.choice((50_000, 80_000)), paid_on=f"{record.year}-02-08"))
    return entries


def regular(record: HouseholdYear, items: dict[str, int]) -> list[Entry]:
    """低保, 五保 and 医疗救助, paid to the head; the first two monthly."""
    entries = []
    for item in ("subsistence_allowance", "destitute_allowance"):
        if amount := items.get(item, 0):
            entries.append(Entry(item, amount, record.head, amount // 12, 12))
    if amount := items.get("medical_assistance", 0):
        entries.append(Entry("medical_assistance", amount, record.head, paid_on=f"{record.year}-09-20"))
    return entries


def wages(members: list[Member]) -> list[Entry]:
    """One line per worker and year: monthly wage times months; a public post stands as its own item."""
    return [
        Entry(
            "public_welfare_wage" if one.is_public_post else "wage_income",
            one.work_months * one.monthly_wage,
            one.person,
            one.monthly_wage,
            one.work_months,
        )
        for one in members
        if one.work_months and one.monthly_wage
    ]


def refunds(rng: Random, record: HouseholdYear, amount: int) -> list[Entry]:
    """One or two reimbursements of one patient that add up to the amount."""
    patient = rng.choice(record.members).person
    first = amount * rng.randint(30, 70) // 100 if rng.random() < 0.4 else amount
    parts = [first, amount - first] if first < amount else [amount]
    return [
        Entry("medical_reimbursement", part, patient, paid_on=f"{record.year}-{4 + 5 * order:02d}-11")
        for order, part in enumerate(parts)
    ]


ITEM_TEXTS = ITEM_NAMES | {"condolence": CONDOLENCE, "loan": "扶贫小额信贷", "housing_grant": "农村危房改造补助"}
# 2016 the fourth town delivered no wage ledger: what is checked there must say 未核查.
WITHOUT_WAGES = (2016, "示例四镇")

Line = tuple[Household, HouseholdYear, Entry]
WAGE_ITEMS = ("wage_income", "public_welfare_wage")


def lines_of(world: World, year: int, items: Iterable[str]) -> list[Line]:
    """The year's payments of the items given, household by household."""
    wanted = set(items)
    return [
        (household, record, entry)
        for household in world.households
        if (record := household.years.get(year)) is not None
        for entry in record.entries
        if entry.item in wanted and not is_undelivered(household, year, entry.item)
    ]


def is_undelivered(household: Household, year: int, item: str) -> bool:
    """Whether no ledger of this item came from the household's town in the year."""
    return item in WAGE_ITEMS and (year, household.village.town) == WITHOUT_WAGES


def yuan(fen: int | None) -> Cell:
    """Yuan as a number."""
    if fen is None:
        return None
    return fen // 100 if fen % 100 == 0 else fen / 100


def place(household: Household) -> list[Cell]:
    """County, town, village, household code."""
    return [COUNTY, household.village.town, household.village.name, household.code]


def by_household(line: Line) -> list[list[Cell]]:
    """Household and head's name, no ID number."""
    household, record, entry = line
    return [
        [*place(household), record.head.name, ITEM_TEXTS[entry.item], yuan(entry.amount), record.year, entry.paid_on]
    ]


def by_person(line: Line) -> list[list[Cell]]:
    """ID number and name only, as the insurance office exports it."""
    _, record, entry = line
    assert entry.person is not None
    person = [entry.person.name, entry.person.id_number]
    return [[*person, ITEM_TEXTS[entry.item], yuan(entry.amount), record.year, entry.paid_on]]


def by_both(line: Line) -> list[list[Cell]]:
    """Household, person and ID number, with monthly amount and months."""
    household, record, entry = line
    person = entry.person or record.head
    return [[
        *place(household), record.head.name, person.name, person.id_number, ITEM_TEXTS[entry.item],
        yuan(entry.monthly), entry.months, yuan(entry.amount), record.year,
    ]]  # fmt: skip


def by_month(line: Line) -> list[list[Cell]]:
    """One line per month with its date; a thirteenth month is last year's December."""
    household, record, entry = line
    months = entry.months or 12
    dates = [f"{record.year}-{month:02d}-10" for month in range(1, min(months, 12) + 1)]
    if months == 13:
        dates.insert(0, f"{record.year - 1}-12-10")
    person = entry.person or record.head
    return [
        [*place(household), person.name, person.id_number, ITEM_TEXTS[entry.item], yuan(entry.monthly), date]
        for date in dates
    ]


PLACE_HEADERS = ("县", "镇", "村", "户码")
HOUSEHOLD_HEADERS = (*PLACE_HEADERS, "户主姓名", "补贴项目", "发放金额（元）", "发放年度", "发放日期")
PERSON_HEADERS = ("姓名", "身份证号", "补贴项目", "发放金额（元）", "发放年度", "发放日期")
BOTH_HEADERS = (
    *PLACE_HEADERS,
    *["户主姓名", "姓名", "身份证号", "补贴项目", "月标准（元）", "发放月数", "发放金额（元）", "发放年度"],
)
MONTH_HEADERS = (*PLACE_HEADERS, "姓名", "身份证号", "补贴项目", "发放金额（元）", "发放日期")

# file name, items, headers, what makes the rows of a payment
FILES: tuple[tuple[str, tuple[str, ...], tuple[str, ...], Callable[[Line], list[list[Cell]]]], ...] = (
    ("民政局_低保金发放台账", ("subsistence_allowance",), BOTH_HEADERS, by_both),
    ("社保局_养老金发放台账", ("pension",), BOTH_HEADERS, by_both),
    ("人社局_务工工资台账", WAGE_ITEMS, BOTH_HEADERS, by_both),
    ("医保局_医疗费报销台账", ("medical_reimbursement", "medical_assistance"), PERSON_HEADERS, by_person),
    ("林业局_生态补偿发放台账", ("ecological_compensation",), HOUSEHOLD_HEADERS, by_household),
    ("卫健局_计生奖扶发放台账", ("family_planning_allowance",), HOUSEHOLD_HEADERS, by_household),
    ("扶贫办_分红及慰问发放台账", ("asset_dividend", "condolence"), HOUSEHOLD_HEADERS, by_household),
    ("住建局_危房改造补助台账", ("housing_grant",), HOUSEHOLD_HEADERS, by_household),
    ("农商行_小额信贷发放台账", ("loan",), HOUSEHOLD_HEADERS, by_household),
    ("民政局_特困供养金按月发放台账", ("destitute_allowance",), MONTH_HEADERS, by_month),
)


def ledgers(world: World, year: int) -> list[Delivery]:
    """All departments' ledgers of a year, each under a title; one without a line is not delivered."""
    deliveries = []
    for name, items, headers, rows_of in FILES:
        rows = [row for line in lines_of(world, year, items) for row in rows_of(line)]
        if rows:
            sheet = register("台账", "ledger", headers, rows, f"{year}年度{name.split('_')[1]}（示例）")
            deliveries.append(Delivery(f"{year}/台账/{name}_{year}.xlsx", year, [sheet]))
    return deliveries
