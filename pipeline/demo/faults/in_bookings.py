"""Money booked that is no income, or not booked: forecasts, visits' money, loans, paid back principal, project dividends."""

from pipeline.demo.planter import Plant, Planter, drop_entries, fault, has, is_plain, items_of, statement_of
from pipeline.demo.records import YEARS, Entry, Household


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


PRINCIPAL = 2_000_000  # fen


@fault(
    "dividend_repays_principal",
    "两年分红合计等于小额信贷本金20000元",
    lambda one, _: is_plain(one) and not any(has(one, year, "property_income") for year in YEARS),
    2018,
)
def pay_back(host: Household, _: int) -> None:
    """Two years' dividends add up to the loan that was placed for the household."""
    host.years[2016].entries.append(Entry("loan", PRINCIPAL, paid_on="2016-03-15"))
    for year in (2017, 2018):
        items = items_of(host, year)
        items["property_income"] = items["asset_dividend"] = PRINCIPAL // 2
        host.years[year].entries.append(Entry("asset_dividend", PRINCIPAL // 2, paid_on=f"{year}-11-20"))


def keep_silent(planter: Planter) -> None:
    """A project's dividend, larger than all that the village declares, stands on no statement."""
    year = planter.year()
    host = planter.host(lambda one: is_plain(one) and not has(one, year, "property_income"))
    neighbours = [one for one in planter.world.of(host.village) if year in one.years and one.years[year].statement]
    declared = sum(items_of(one, year).get("property_income", 0) for one in neighbours)
    host.years[year].entries.append(Entry("asset_dividend", declared + 4_061_300, paid_on=f"{year}-11-20"))
    planter.note("project_dividends_undeclared", year, host, "项目分红未申报")


DIVIDENDS = {
    "dividend_repays_principal": (pay_back,),
    "project_dividends_undeclared": (keep_silent,),
}


def remarked(household: Household) -> bool:
    """A plain household of a village whose form has a 备注 column."""
    return is_plain(household) and household.village.has_remark


def book(host: Household, year: int, item: str, fen: int, remark: str = "") -> None:
    """Add money to an item, and say so in the remark."""
    items = items_of(host, year)
    items[item] = items.get(item, 0) + fen
    statement_of(host, year).remark = remark


@fault("one_off_income", "含慰问金1500元", lambda one, _: remarked(one))
def gift_by_remark(host: Household, year: int) -> None:
    """A visit's money, named in the remark."""
    book(host, year, "other_transfer_income", 150_000, "含慰问金1500元")


@fault(
    "one_off_income",
    "春节慰问金1200元列入其他转移性收入",
    lambda one, year: is_plain(one) and not has(one, year, "other_transfer_income"),
)
def gift_by_ledger(host: Household, year: int) -> None:
    """A visit's money, known from the ledger and booked under 其他转移性收入 to the yuan."""
    record = host.years[year]
    drop_entries(record, "condolence")
    record.entries.append(Entry("condolence", 120_000, paid_on=f"{year}-02-08"))
    book(host, year, "other_transfer_income", 120_000)


@fault("loan_in_income", "含小额贷款20000元", lambda one, year: remarked(one) and has(one, year, "business_income"))
def loan_by_remark(host: Household, year: int) -> None:
    """A loan booked as business income, named in the remark."""
    book(host, year, "business_income", 2_000_000, "含小额贷款20000元")
    items_of(host, year)["outstanding_loan"] = 2_000_000


@fault(
    "loan_in_income",
    "小额信贷15000元列入其他转移性收入",
    lambda one, year: is_plain(one) and not has(one, year, "other_transfer_income"),
)
def loan_by_ledger(host: Household, year: int) -> None:
    """A loan on the bank's ledger, booked under 其他转移性收入 to the yuan."""
    host.years[year].entries.append(Entry("loan", 1_500_000, paid_on=f"{year}-04-18"))
    drop_entries(host.years[year], "condolence")
    book(host, year, "other_transfer_income", 1_500_000)
    items_of(host, year)["outstanding_loan"] = 1_500_000


def told(rule_id: str, item: str, fen: int, remark: str, *years: int) -> Plant:
    """A planter of money that is no income, added to an item and named in the remark with its line."""

    @fault(rule_id, remark, lambda one, year: remarked(one) and has(one, year, item), *years)
    def plant(host: Household, year: int) -> None:
        book(host, year, item, fen, remark)

    return plant


@fault(
    "earmarked_aid_in_income",
    "危房改造补助18000元列入其他转移性收入",
    lambda one, year: is_plain(one) and not has(one, year, "other_transfer_income"),
)
def grant_by_ledger(host: Household, year: int) -> None:
    """A grant for a house, known from the ledger and booked under 其他转移性收入."""
    drop_entries(host.years[year], "condolence")
    host.years[year].entries.append(Entry("housing_grant", 1_800_000, paid_on=f"{year}-09-12"))
    book(host, year, "other_transfer_income", 1_800_000)


BOOKINGS = {
    "forecast_income": (  # 审计署 2017-6
        told("forecast_income", "wage_income", 200_000, "含预计12月工资2000元", 2018),
        told("forecast_income", "wage_income", 360_000, "其中预计年底工资3600元", 2018),
    ),
    "one_off_income": (
        gift_by_remark,
        gift_by_ledger,
        told("one_off_income", "wage_income", 420_000, "工资性收入含变卖旧摩托车款4200元"),
    ),
    "earmarked_aid_in_income": (
        grant_by_ledger,
        told("earmarked_aid_in_income", "business_income", 96_000, "经营收入含猪苗折款960元"),
    ),
    "support_income_unproved": (
        told("support_income_unproved", "wage_income", 300_000, "工资性收入含赡养费3000元"),
        told("support_income_unproved", "business_income", 240_000, "经营收入含子女赡养费2400元"),
    ),
    "loan_in_income": (loan_by_remark, loan_by_ledger),
}
