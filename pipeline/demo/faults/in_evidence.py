"""Declared against paid: ledgers, statuses, contributions, registers, exit status."""

from pipeline.demo.planter import Plant, Planter, drop_entries, fault, has, is_plain, items_of, listing_of
from pipeline.demo.records import Entry, Household


def underpay(item: str) -> Plant:
    """A planter of a ledger that shows less than declared."""

    @fault(
        "ledger_differs",
        f"{item} 台账为申报的七成",
        lambda one, year: has(one, year, item) and any(entry.item == item for entry in one.years[year].entries),
        2017,
        2018,
    )
    def plant(host: Household, year: int) -> None:
        entry = next(one for one in host.years[year].entries if one.item == item)
        entry.amount = entry.amount * 7 // 10
        entry.monthly = entry.monthly * 7 // 10 if entry.monthly else None

    return plant


def book_full_year(planter: Planter) -> None:
    """A few months' wage booked as twelve; roster and ledger know the months."""
    year = planter.year(2017, 2018)
    host = planter.host(lambda one: is_plain(one) and short_worker(one, year) is not None)
    entry = short_worker(host, year)
    assert entry is not None and entry.monthly and entry.months
    items_of(host, year)["wage_income"] += (12 - entry.months) * entry.monthly
    planter.note("ledger_differs", year, host, f"务工{entry.months}个月按12个月申报")


def short_worker(household: Household, year: int) -> Entry | None:
    """A wage payment of less than ten months."""
    entries = household.years[year].entries
    return next((one for one in entries if one.item == "wage_income" and (one.months or 12) < 10), None)


def conceal(item: str) -> Plant:
    """A planter of a payment that was not declared."""

    @fault(
        "ledger_not_declared", f"{item} 有发放未申报", lambda one, year: has(one, year, item) and one.kind == "labour"
    )
    def plant(host: Household, year: int) -> None:
        items_of(host, year).pop(item)

    return plant


def unpaid(item: str) -> Plant:
    """A planter of a declared item that the (delivered) ledger does not show."""

    def plant(planter: Planter) -> None:
        year = planter.year()
        host = planter.host(lambda one: has(one, year, item) and planter.neighbours_paid(one, year, item))
        drop_entries(host.years[year], item)
        planter.note("declared_without_ledger", year, host, f"{item} 有申报无发放")

    return plant


def claim(item: str, yuan: int) -> Plant:
    """A planter of a benefit, declared and paid, to a household without the status."""

    @fault("benefit_without_status", f"申报 {item} 而无相应身份", lambda one, _: is_plain(one))
    def plant(host: Household, year: int) -> None:
        record = host.years[year]
        listing_of(host, year).is_eligible = False
        items_of(host, year)[item] = yuan * 100
        record.entries.append(Entry(item, yuan * 100, record.head, yuan * 100 // 12, 12))

    return plant


@fault(
    "contribution_not_deducted",
    "参保而社会保障支出为0",
    lambda one, year: one.kind == "labour" and has(one, year, "social_security_contribution"),
)
def keep_contribution(host: Household, year: int) -> None:
    """Insured, and nothing deducted."""
    items_of(host, year).pop("social_security_contribution")


@fault(
    "wage_without_work_months",
    "有工资性收入而无务工月数",
    lambda one, year: is_plain(one) and has(one, year, "wage_income"),
)
def hide_months(host: Household, year: int) -> None:
    """Wages, and nobody on the roster worked a month."""
    for member in host.years[year].members:
        member.work_months = member.monthly_wage = None


@fault(
    "pension_not_received",
    "年满60周岁参保而无养老金",
    lambda one, year: one.kind == "labour" and has(one, year, "pension"),
)
def lose_pension(host: Household, year: int) -> None:
    """An insured elder, no pension declared or paid."""
    items_of(host, year).pop("pension")
    drop_entries(host.years[year], "pension")


EVIDENCE = {
    "ledger_differs": (underpay("asset_dividend"), book_full_year, underpay("subsistence_allowance")),
    "ledger_not_declared": (conceal("ecological_compensation"), conceal("family_planning_allowance")),
    "declared_without_ledger": (unpaid("subsistence_allowance"), unpaid("ecological_compensation")),
    "benefit_without_status": (claim("subsistence_allowance", 2_292), claim("destitute_allowance", 6_744)),
    "contribution_not_deducted": (keep_contribution,),
    "wage_without_work_months": (hide_months,),
    "pension_not_received": (lose_pension,),
}  # fmt: skip
