"""Money booked that is no income, or booked twice: forecasts, visits' money, loans, thirteenth months."""

from pipeline.demo.planter import Plant, drop_entries, fault, has, is_plain, items_of, statement_of
from pipeline.demo.records import Entry, Household


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
