"""Wages and allowances of a size that nobody is paid."""

from pipeline.demo.payments import wages
from pipeline.demo.planter import Plant, drop_entries, fault, has, is_plain, items_of, member_by_role
from pipeline.demo.records import Household


def misstate_wage(yuan: int, months: int, held: str) -> Plant:
    """A planter of a year's wage of an implausible size, in statement, roster and ledger, where the item `held` is declared."""

    @fault(
        "implausible_amount",
        f"工资性收入{yuan}元",
        lambda one, year: is_plain(one) and has(one, year, held),
        2017,
        2018,
    )
    def plant(host: Household, year: int) -> None:
        set_wage(host, year, yuan * 100 // months, months)

    return plant


def set_wage(host: Household, year: int, monthly: int, months: int) -> None:
    """One worker earns the household's whole wage, in roster, ledger and statement alike."""
    record = host.years[year]
    worker = member_by_role(record, "worker")
    for one in record.members:
        one.work_months = one.monthly_wage = None
        one.is_public_post = False
    assert worker is not None
    worker.work_months, worker.monthly_wage = months, monthly
    drop_entries(record, "wage_income", "public_welfare_wage")
    record.entries += wages(record.members)
    items = items_of(host, year)
    items.pop("public_welfare_wage", None)
    items["wage_income"] = monthly * months


@fault("implausible_amount", "低保金120元", lambda one, year: has(one, year, "subsistence_allowance"))
def shrink_allowance(host: Household, year: int) -> None:
    """低保金 of 120 yuan a year: a month's amount, or a slip."""
    items_of(host, year)["subsistence_allowance"] = 12_000
    for entry in host.years[year].entries:
        if entry.item == "subsistence_allowance":
            entry.amount, entry.monthly = 12_000, 1_000


IMPLAUSIBLE = {
    "implausible_amount": (
        misstate_wage(187, 1, "business_income"),
        misstate_wage(353_604, 12, "wage_income"),
        shrink_allowance,
    )
}
