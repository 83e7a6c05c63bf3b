"""Declared against paid: ledgers, statuses, contributions, registers, exit status."""

from pipeline.demo.planter import (
    Plant,
    Planter,
    drop_entries,
    has,
    is_plain,
    items_of,
)  # fmt: skip
from pipeline.demo.records import Entry, Household


def underpay(item: str) -> Plant:
    """A planter of a ledger that shows less than declared."""

    def plant(planter: Planter) -> bool:
        year = planter.year(2017, 2018)
        host = planter.host(
            lambda one: has(one, year, item) and any(entry.item == item for entry in one.years[year].entries)
        )
        if host is None:
            return False
        entry = next(one for one in host.years[year].entries if one.item == item)
        entry.amount = entry.amount * 7 // 10
        entry.monthly = entry.monthly * 7 // 10 if entry.monthly else None
        planter.note("ledger_differs", year, host, f"{item} 台账为申报的七成")
        return True

    return plant


def book_full_year(planter: Planter) -> bool:
    """A few months' wage booked as twelve; roster and ledger know the months."""
    year = planter.year(2017, 2018)
    host = planter.host(lambda one: is_plain(one) and short_worker(one, year) is not None)
    if host is None:
        return False
    entry = short_worker(host, year)
    assert entry is not None and entry.monthly and entry.months
    items_of(host, year)["wage_income"] += (12 - entry.months) * entry.monthly
    planter.note("ledger_differs", year, host, f"务工{entry.months}个月按12个月申报")
    return True


def short_worker(household: Household, year: int) -> Entry | None:
    """A wage payment of less than ten months."""
    entries = household.years[year].entries
    return next((one for one in entries if one.item == "wage_income" and (one.months or 12) < 10), None)


def conceal(item: str) -> Plant:
    """A planter of a payment that was not declared."""

    def plant(planter: Planter) -> bool:
        year = planter.year()
        host = planter.host(lambda one: has(one, year, item) and one.kind == "labour")
        if host is None:
            return False
        items_of(host, year).pop(item)
        planter.note("ledger_not_declared", year, host, f"{item} 有发放未申报")
        return True

    return plant


def unpaid(item: str) -> Plant:
    """A planter of a declared item that the (delivered) ledger does not show."""

    def plant(planter: Planter) -> bool:
        year = planter.year()
        host = planter.host(lambda one: has(one, year, item) and planter.neighbours_paid(one, year, item))
        if host is None:
            return False
        drop_entries(host.years[year], item)
        planter.note("declared_without_ledger", year, host, f"{item} 有申报无发放")
        return True

    return plant


def claim(item: str, yuan: int) -> Plant:
    """A planter of a benefit, declared and paid, to a household without the status."""

    def plant(planter: Planter) -> bool:
        year = planter.year()
        host = planter.host(is_plain)
        if host is None:
            return False
        record = host.years[year]
        assert record.listing is not None
        record.listing.is_eligible = False
        items_of(host, year)[item] = yuan * 100
        record.entries.append(Entry(item, yuan * 100, record.head, yuan * 100 // 12, 12))
        planter.note("benefit_without_status", year, host, f"申报 {item} 而无相应身份")
        return True

    return plant


def keep_contribution(planter: Planter) -> bool:
    """Insured, and nothing deducted."""
    year = planter.year()
    host = planter.host(lambda one: one.kind == "labour" and has(one, year, "social_security_contribution"))
    if host is None:
        return False
    items_of(host, year).pop("social_security_contribution")
    planter.note("contribution_not_deducted", year, host, "参保而社会保障支出为0")
    return True


def hide_months(planter: Planter) -> bool:
    """Wages, and nobody on the roster worked a month."""
    year = planter.year()
    host = planter.host(lambda one: is_plain(one) and has(one, year, "wage_income"))
    if host is None:
        return False
    for member in host.years[year].members:
        member.work_months = member.monthly_wage = None
    planter.note("wage_without_work_months", year, host, "有工资性收入而无务工月数")
    return True


def lose_pension(planter: Planter) -> bool:
    """An insured elder, no pension declared or paid."""
    year = planter.year()
    host = planter.host(lambda one: one.kind == "labour" and has(one, year, "pension"))
    if host is None:
        return False
    items_of(host, year).pop("pension")
    drop_entries(host.years[year], "pension")
    planter.note("pension_not_received", year, host, "年满60周岁参保而无养老金")
    return True


EVIDENCE = {
    "ledger_differs": (underpay("asset_dividend"), book_full_year, underpay("subsistence_allowance")),
    "ledger_not_declared": (conceal("ecological_compensation"), conceal("family_planning_allowance")),
    "declared_without_ledger": (unpaid("subsistence_allowance"), unpaid("ecological_compensation")),
    "benefit_without_status": (claim("subsistence_allowance", 2_292), claim("destitute_allowance", 6_744)),
    "contribution_not_deducted": (keep_contribution,),
    "wage_without_work_months": (hide_months,),
    "pension_not_received": (lose_pension,),
}  # fmt: skip
