"""Amounts that cannot be read or believed (docs/method.md#how-figures-go-wrong)."""

from pipeline.demo.planter import (
    Plant,
    Planter,
    has,
    is_plain,
    items_of,
    statement_of,
)

UNREADABLE = (("约3000", "wage_income"), ("#REF!", "wage_income"), ("三千左右", "business_income"))


def write_words(text: str, item: str) -> Plant:
    """A planter of one unreadable cell."""

    def plant(planter: Planter) -> bool:
        year = planter.year()
        host = planter.host(lambda one: is_plain(one) and has(one, year, item))
        if host is None:
            return False
        statement_of(host, year).texts[item] = text
        planter.note("amount_unreadable", year, host, f"{item} 写作“{text}”")
        return True

    return plant


def forget_cost(planter: Planter) -> bool:
    """Gross for net: business income without cost."""
    year = planter.year()
    host = planter.host(lambda one: has(one, year, "business_income"))
    if host is None:
        return False
    items_of(host, year).pop("business_cost")
    planter.note("business_cost_missing", year, host, "有经营收入无经营支出")
    return True


def bend_cost(percent: int) -> Plant:
    """A planter of a cost share outside the norms."""

    def plant(planter: Planter) -> bool:
        year = planter.year()
        host = planter.host(lambda one: has(one, year, "business_income"))
        if host is None:
            return False
        items = items_of(host, year)
        items["business_cost"] = items["business_income"] * percent // 100
        planter.note("business_cost_outside_norm", year, host, f"经营支出占收入{percent}%")
        return True

    return plant


def negate(item: str, fen: int) -> Plant:
    """A planter of a negative amount."""

    def plant(planter: Planter) -> bool:
        year = planter.year()
        host = planter.host(lambda one: is_plain(one) and not has(one, year, item))
        if host is None:
            return False
        items_of(host, year)[item] = -fen
        planter.note("negative_amount", year, host, f"{item} 为负数")
        return True

    return plant


AMOUNTS = {
    "amount_unreadable": tuple(write_words(text, item) for text, item in UNREADABLE),
    "business_cost_missing": (forget_cost,),
    "business_cost_outside_norm": (bend_cost(4), bend_cost(83)),
    "negative_amount": (negate("other_transfer_income", 123_400), negate("property_income", 45_600)),
}
