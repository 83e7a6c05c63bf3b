"""The same money booked twice, and a thirteenth month."""

from pipeline.demo.planter import Plant, drop_entries, fault, has, is_plain, items_of
from pipeline.demo.records import Household


def booked_twice(item: str, detail: str) -> Plant:
    """A planter of an item that stands in its line and again under 其他转移性收入."""

    @fault("benefit_counted_twice", detail, lambda one, year: has(one, year, item) and one.kind == "labour")
    def plant(host: Household, year: int) -> None:
        items = items_of(host, year)
        items["other_transfer_income"] = items[item]
        drop_entries(host.years[year], "condolence")

    return plant


@fault(
    "benefit_counted_twice",
    "分红重复列入经营性收入",
    lambda one, year: is_plain(one) and has(one, year, "asset_dividend") and not has(one, year, "business_income"),
)
def dividend_twice(host: Household, year: int) -> None:
    """A dividend in property income and again in business income."""
    items = items_of(host, year)
    items["business_income"] = items["asset_dividend"]
    items["business_cost"] = items["asset_dividend"] * 2 // 5


def thirteen_months(item: str, in_ledger: bool) -> Plant:
    """A planter of the export's window, a year plus last December: thirteen months are declared, and the
    ledger shows twelve or all thirteen."""

    @fault("thirteen_month_subsidy", f"{item} 按13个月申报", lambda one, year: has(one, year, item), 2017, 2018)
    def plant(host: Household, year: int) -> None:
        entry = next(one for one in host.years[year].entries if one.item == item)
        assert entry.monthly is not None
        items_of(host, year)[item] += entry.monthly
        if in_ledger:
            entry.months, entry.amount = 13, 13 * entry.monthly

    return plant


REPEATS: dict[str, tuple[Plant, ...]] = {
    "benefit_counted_twice": (
        booked_twice("subsistence_allowance", "低保金重复列入其他转移性收入"),
        booked_twice("public_welfare_wage", "公益性岗位收入重复列入其他转移性收入"),
        dividend_twice,
    ),
    "thirteen_month_subsidy": (
        thirteen_months("subsistence_allowance", False),
        thirteen_months("subsistence_allowance", True),
        thirteen_months("destitute_allowance", True),
    ),
}
