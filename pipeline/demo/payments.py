"""What the departments' ledgers hold for a household and year: complete, and equal to what was declared."""

from random import Random

from pipeline.demo.incomes import Traits, pension_of
from pipeline.demo.records import Entry, HouseholdYear, Member

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
