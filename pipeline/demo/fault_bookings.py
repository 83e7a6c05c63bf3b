"""Money booked that is no income, or booked twice: forecasts, visits' money, loans, thirteenth months."""

from pipeline.demo.planter import Plant, Planter, drop_entries, has, is_plain, items_of, statement_of
from pipeline.demo.records import Entry, Household, RegisterLine, World

# remark, item it was booked under, fen
FORECASTS = (
    ("含预计12月工资2000元", "wage_income", 200_000),
    ("其中预计年底工资3600元", "wage_income", 360_000),
)


def remarked(household: Household) -> bool:
    """A plain household of a village whose form has a 备注 column."""
    return is_plain(household) and household.village.has_remark


def expect(remark: str, item: str, fen: int) -> Plant:
    """A planter of forecast money, named in the remark (审计署 2017-6)."""

    def plant(planter: Planter) -> bool:
        host = planter.host(lambda one: remarked(one) and has(one, 2018, item))
        if host is None:
            return False
        book(host, 2018, item, fen, remark)
        planter.note("forecast_income", 2018, host, remark)
        return True

    return plant


def book(host: Household, year: int, item: str, fen: int, remark: str = "") -> None:
    """Add money to an item, and say so in the remark."""
    items = items_of(host, year)
    items[item] = items.get(item, 0) + fen
    statement_of(host, year).remark = remark


def gift_by_remark(planter: Planter) -> bool:
    """A visit's money, named in the remark."""
    year = planter.year()
    host = planter.host(remarked)
    if host is None:
        return False
    book(host, year, "other_transfer_income", 150_000, "含慰问金1500元")
    planter.note("one_off_income", year, host, "含慰问金1500元")
    return True


def gift_by_ledger(planter: Planter) -> bool:
    """A visit's money, known from the ledger and booked under 其他转移性收入 to the yuan."""
    year = planter.year()
    host = planter.host(lambda one: is_plain(one) and not has(one, year, "other_transfer_income"))
    if host is None:
        return False
    record = host.years[year]
    drop_entries(record, "condolence")
    record.entries.append(Entry("condolence", 120_000, paid_on=f"{year}-02-08"))
    book(host, year, "other_transfer_income", 120_000)
    planter.note("one_off_income", year, host, "春节慰问金1200元列入其他转移性收入")
    return True


def loan_by_remark(planter: Planter) -> bool:
    """A loan booked as business income, named in the remark."""
    year = planter.year()
    host = planter.host(lambda one: remarked(one) and has(one, year, "business_income"))
    if host is None:
        return False
    book(host, year, "business_income", 2_000_000, "含小额贷款20000元")
    items_of(host, year)["outstanding_loan"] = 2_000_000
    planter.note("loan_in_income", year, host, "含小额贷款20000元")
    return True


def loan_by_ledger(planter: Planter) -> bool:
    """A loan on the bank's ledger, booked under 其他转移性收入 to the yuan."""
    year = planter.year()
    host = planter.host(lambda one: is_plain(one) and not has(one, year, "other_transfer_income"))
    if host is None:
        return False
    host.years[year].entries.append(Entry("loan", 1_500_000, paid_on=f"{year}-04-18"))
    drop_entries(host.years[year], "condolence")
    book(host, year, "other_transfer_income", 1_500_000)
    items_of(host, year)["outstanding_loan"] = 1_500_000
    planter.note("loan_in_income", year, host, "小额信贷15000元列入其他转移性收入")
    return True


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
        lambda one: (
            is_plain(one) and has(one, year, "asset_dividend") and not has(one, year, "business_income")
        )
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


def fill_registers(world: World, strangers: list[RegisterLine]) -> None:
    """Registers hold other people too; they stand before and after the ones that matter."""
    world.registers[:0] = strangers[::2]
    world.registers += strangers[1::2]


BOOKINGS = {
    "forecast_income": tuple(expect(*one) for one in FORECASTS),
    "one_off_income": (gift_by_remark, gift_by_ledger),
    "loan_in_income": (loan_by_remark, loan_by_ledger),
    "benefit_counted_twice": (allowance_twice, post_twice, dividend_twice),
    "thirteen_month_subsidy": (
        thirteen_months("subsistence_allowance", False),
        thirteen_months("subsistence_allowance", True),
        thirteen_months("destitute_allowance", True),
    ),
}
