"""The same money booked twice, and a thirteenth month."""

from pipeline.demo.planter import Plant, Planter, drop_entries, has, is_plain, items_of


def allowance_twice(planter: Planter) -> bool:
    """低保金 in its line and again under 其他转移性收入."""
    year = planter.year()
    host = planter.host(lambda one: has(one, year, "subsistence_allowance") and one.kind == "labour")
    if host is None:
        return False
    items = items_of(host, year)
    items["other_transfer_income"] = items["subsistence_allowance"]
    drop_entries(host.years[year], "condolence")
    planter.note("benefit_counted_twice", year, host, "低保金重复列入其他转移性收入")
    return True


def post_twice(planter: Planter) -> bool:
    """公益岗位 in wages and again under 其他转移性收入."""
    year = planter.year()
    host = planter.host(lambda one: has(one, year, "public_welfare_wage"))
    if host is None:
        return False
    items = items_of(host, year)
    items["other_transfer_income"] = items["public_welfare_wage"]
    drop_entries(host.years[year], "condolence")
    planter.note("benefit_counted_twice", year, host, "公益性岗位收入重复列入其他转移性收入")
    return True


def dividend_twice(planter: Planter) -> bool:
    """A dividend in property income and again in business income."""
    year = planter.year()
    host = planter.host(
        lambda one: is_plain(one) and has(one, year, "asset_dividend") and not has(one, year, "business_income")
    )
    if host is None:
        return False
    items = items_of(host, year)
    items["business_income"] = items["asset_dividend"]
    items["business_cost"] = items["asset_dividend"] * 2 // 5
    planter.note("benefit_counted_twice", year, host, "分红重复列入经营性收入")
    return True


def thirteen_months(item: str, in_ledger: bool) -> Plant:
    """A planter of the export's window, a year plus last December: thirteen months are declared, and the
    ledger shows twelve or all thirteen."""

    def plant(planter: Planter) -> bool:
        year = planter.year(2017, 2018)
        host = planter.host(lambda one: has(one, year, item))
        if host is None:
            return False
        entry = next(one for one in host.years[year].entries if one.item == item)
        assert entry.monthly is not None
        items_of(host, year)[item] += entry.monthly
        if in_ledger:
            entry.months, entry.amount = 13, 13 * entry.monthly
        planter.note("thirteen_month_subsidy", year, host, f"{item} 按13个月申报")
        return True

    return plant


REPEATS: dict[str, tuple[Plant, ...]] = {
    "benefit_counted_twice": (allowance_twice, post_twice, dividend_twice),
    "thirteen_month_subsidy": (
        thirteen_months("subsistence_allowance", False),
        thirteen_months("subsistence_allowance", True),
        thirteen_months("destitute_allowance", True),
    ),
}
