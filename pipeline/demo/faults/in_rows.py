"""Totals that do not add up, as a tired team writes them (the items stay right); rows that repeat a neighbour or last year."""

from dataclasses import replace

from pipeline.demo.arithmetic import disposable, right_totals
from pipeline.demo.faults.in_amounts import set_wage
from pipeline.demo.planter import Plant, Planter, drop_entries, fault, has, is_plain, items_of, size, statement_of
from pipeline.demo.records import Entry, Household, Statement


def copy_neighbour(planter: Planter) -> None:
    """Two households of a village with the same row."""
    year = planter.year()
    host = planter.host(lambda one: is_plain(one) and any(fits(one, other) for other in planter.free))
    other = planter.host(lambda one: fits(host, one))
    model = statement_of(host, year)
    other.years[year].statement = replace(model, items=dict(model.items), stated={}, texts={}, repeats=[])
    planter.note("identical_rows", year, host, f"与户码{other.code}逐项相同")
    planter.note("identical_rows", year, other, f"与户码{host.code}逐项相同")


def fits(one: Household, other: Household) -> bool:
    """Whether the two can be taken for each other: neighbours of the same kind and size."""
    return (
        one is not other
        and one.village is other.village
        and is_plain(other)
        and len(one.years[2018].members) == len(other.years[2018].members)
    )


@fault("unchanged_from_last_year", "与上年逐项相同", lambda one, _: is_plain(one), 2017, 2018)
def repeat_year(host: Household, year: int) -> None:
    """Last year's figures once more, ledgers and roster included."""
    last, record = host.years[year - 1], host.years[year]
    record.statement = Statement(
        dict(items_of(host, year - 1)), len(record.members), statement_of(host, year - 1).resident
    )
    for member, before in zip(record.members, last.members, strict=True):
        member.work_months, member.monthly_wage = before.work_months, before.monthly_wage
        member.is_public_post, member.is_resident = before.is_public_post, before.is_resident
    record.entries = [replace(one, paid_on=one.paid_on.replace(str(year - 1), str(year))) for one in last.entries]


@fault(
    "large_change_from_last_year",
    "经营收入使人均较上年增加八成以上",
    lambda one, year: is_plain(one) and has(one, year, "business_income"),
    2018,
)
def jump(host: Household, year: int) -> None:
    """Business income that nearly doubles per capita income."""
    items = items_of(host, year)
    lift = 9 * disposable(items_of(host, year - 1)) // 10
    items["business_income"] += (lift // 60_00 + 1) * 100_00 + 700
    items["business_cost"] += (lift // 60_00 + 1) * 40_00


@fault("round_amounts", "各项均为整千元", lambda one, year: is_plain(one) and not has(one, year, "pension"), 2017, 2018)
def guess(host: Household, year: int) -> None:
    """Every amount in whole thousands: guessed, not counted."""
    set_wage(host, year, 200_000, 12)
    drop_entries(host.years[year], "asset_dividend", "ecological_compensation", "family_planning_allowance")
    drop_entries(host.years[year], "medical_reimbursement", "medical_assistance")
    statement_of(host, year).items = {
        "wage_income": 2_400_000,
        "business_income": 1_000_000,
        "business_cost": 400_000,
        "property_income": 100_000,
        "asset_dividend": 100_000,
        "other_transfer_income": 200_000,
        "social_security_contribution": 100_000,
    }
    host.years[year].entries.append(Entry("asset_dividend", 100_000, paid_on=f"{year}-10-15"))


PATTERNS: dict[str, tuple[Plant, ...]] = {
    "identical_rows": (copy_neighbour,),
    "unchanged_from_last_year": (repeat_year,),
    "large_change_from_last_year": (jump,),
    "round_amounts": (guess,),
}


def figures(statement: Statement) -> dict[str, int]:
    """The right totals of the statement."""
    return right_totals(statement.items, statement.registered)


@fault("total_income_mismatch", "总收入漏计财产性收入", lambda one, year: has(one, year, "property_income"))
def forget_property(host: Household, year: int) -> None:
    """总收入 without the property income."""
    statement = statement_of(host, year)
    statement.stated["stated_total_income"] = (
        figures(statement)["stated_total_income"] - statement.items["property_income"]
    )


@fault("total_income_mismatch", "总收入录入差3000元", lambda one, _: one.kind == "labour")
def mistype_total(host: Household, year: int) -> None:
    """总收入 with one digit wrong."""
    statement = statement_of(host, year)
    statement.stated["stated_total_income"] = figures(statement)["stated_total_income"] + 300_000


@fault(
    "transfer_items_mismatch",
    "转移性收入漏计养老金",
    lambda one, year: has(one, year, "pension") and one.kind == "labour",
)
def forget_pension(host: Household, year: int) -> None:
    """转移性收入 without the pension, and everything summed from it (a known bug of the teams' scripts)."""
    restate(host, year, -items_of(host, year)["pension"])


def restate(host: Household, year: int, change: int) -> None:
    """Carry a wrong 转移性收入 through to 总收入 and both disposable figures."""
    statement = statement_of(host, year)
    right = figures(statement)
    statement.stated["stated_transfer_income"] = right["stated_transfer_income"] + change
    statement.stated["stated_total_income"] = right["stated_total_income"] + change
    state_disposable(statement, right["stated_disposable_income"] + change)


def state_disposable(statement: Statement, fen: int) -> None:
    """A wrong disposable income, and the per capita that follows from it."""
    count = statement.registered or 1
    statement.stated["stated_disposable_income"] = fen
    statement.stated["stated_per_capita"] = (2 * fen + count) // (2 * count)


@fault("transfer_items_mismatch", "转移性收入比分项多640元", lambda one, _: one.kind == "labour")
def add_transfer(host: Household, year: int) -> None:
    """转移性收入 more than its items."""
    restate(host, year, 64_000)


@fault(
    "total_expense_mismatch",
    "总支出漏计转移性支出",
    lambda one, year: has(one, year, "business_cost") and has(one, year, "social_security_contribution"),
)
def forget_paid(host: Household, year: int) -> None:
    """总支出 shows the business cost alone."""
    statement = statement_of(host, year)
    statement.stated["stated_total_expense"] = statement.items["business_cost"]


@fault("disposable_income_mismatch", "可支配收入未扣除支出", lambda one, year: has(one, year, "business_cost"))
def keep_gross(host: Household, year: int) -> None:
    """家庭可支配收入 equals 总收入: nothing deducted."""
    statement = statement_of(host, year)
    state_disposable(statement, figures(statement)["stated_total_income"])


@fault("per_capita_mismatch", "人均按1人计算", lambda one, _: size(one) >= 3)
def divide_by_one(host: Household, year: int) -> None:
    """人均 equals the household's whole income."""
    statement = statement_of(host, year)
    statement.stated["stated_per_capita"] = disposable(statement.items)


@fault("per_capita_mismatch", "人均少算1人", lambda one, _: size(one) >= 3)
def divide_by_fewer(host: Household, year: int) -> None:
    """人均 with one person fewer than 年末人口."""
    statement = statement_of(host, year)
    fewer = (statement.registered or 2) - 1
    statement.stated["stated_per_capita"] = (2 * disposable(statement.items) + fewer) // (2 * fewer)


TOTALS = {
    "total_income_mismatch": (forget_property, mistype_total),
    "transfer_items_mismatch": (forget_pension, add_transfer),
    "total_expense_mismatch": (forget_paid,),
    "disposable_income_mismatch": (keep_gross,),
    "per_capita_mismatch": (divide_by_one, divide_by_fewer),
}
