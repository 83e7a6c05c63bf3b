"""Amounts that cannot be read or believed (docs/method.md#how-figures-go-wrong)."""

from pipeline.demo.planter import Plant, fault, has, is_plain, items_of, statement_of
from pipeline.demo.records import Household

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
