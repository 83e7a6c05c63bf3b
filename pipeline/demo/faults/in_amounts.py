"""Amounts that cannot be read or believed: their size, their unit, a sign (docs/method.md#how-figures-go-wrong)."""

from pipeline.demo.ledgers import wages
from pipeline.demo.planter import Plant, drop_entries, fault, has, is_plain, items_of, member_of, statement_of
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
    worker = member_of(record, "worker")
    for one in record.members:
        one.work_months = one.monthly_wage = None
        one.is_public_post = False
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


def rescale(host: Household, year: int, up: bool) -> None:
    """Every amount of the row times or divided by 10,000, to the fen."""
    items = items_of(host, year)
    for name, fen in list(items.items()):
        items[name] = fen * 10_000 if up else max(1, (fen + 5_000) // 10_000)


@fault(
    "unit_suspected",
    "整行按万元填报，表头单位为元",
    lambda one, _: is_plain(one) and one.village.layout not in ("wan", "texty"),
)
def write_ten_thousands(host: Household, year: int) -> None:
    """A row in 万元 on a sheet in 元."""
    rescale(host, year, up=False)


@fault("unit_suspected", "整行按元填报，表头单位为万元", lambda one, _: is_plain(one) and one.village.layout == "wan")
def write_yuan(host: Household, year: int) -> None:
    """A row in 元 on a sheet in 万元."""
    rescale(host, year, up=True)


UNITS = {"unit_suspected": (write_ten_thousands, write_yuan)}


UNREADABLE = (("约3000", "wage_income"), ("#REF!", "wage_income"), ("三千左右", "business_income"))


def write_words(text: str, item: str) -> Plant:
    """A planter of one unreadable cell."""

    @fault("amount_unreadable", f"{item} 写作“{text}”", lambda one, year: is_plain(one) and has(one, year, item))
    def plant(host: Household, year: int) -> None:
        statement_of(host, year).texts[item] = text

    return plant


@fault("business_cost_missing", "有经营收入无经营支出", lambda one, year: has(one, year, "business_income"))
def forget_cost(host: Household, year: int) -> None:
    """Gross for net: business income without cost."""
    items_of(host, year).pop("business_cost")


def bend_cost(percent: int) -> Plant:
    """A planter of a cost share outside the norms."""

    @fault(
        "business_cost_outside_norm", f"经营支出占收入{percent}%", lambda one, year: has(one, year, "business_income")
    )
    def plant(host: Household, year: int) -> None:
        items = items_of(host, year)
        items["business_cost"] = items["business_income"] * percent // 100

    return plant


def negate(item: str, fen: int) -> Plant:
    """A planter of a negative amount."""

    @fault("negative_amount", f"{item} 为负数", lambda one, year: is_plain(one) and not has(one, year, item))
    def plant(host: Household, year: int) -> None:
        items_of(host, year)[item] = -fen

    return plant


AMOUNTS = {
    "amount_unreadable": tuple(write_words(text, item) for text, item in UNREADABLE),
    "business_cost_missing": (forget_cost,),
    "business_cost_outside_norm": (bend_cost(4), bend_cost(83)),
    "negative_amount": (negate("other_transfer_income", 123_400), negate("property_income", 45_600)),
}
