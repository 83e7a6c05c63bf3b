"""Totals that do not add up, as a tired team writes them. The items stay right."""

from pipeline.demo.arithmetic import disposable, right_totals
from pipeline.demo.planter import Planter, has, items_of, size, statement_of
from pipeline.demo.records import Household, Statement


def figures(statement: Statement) -> dict[str, int]:
    """The right totals of the statement."""
    return right_totals(statement.items, statement.registered)


def forget_property(planter: Planter) -> bool:
    """总收入 without the property income."""
    year = planter.year()
    host = planter.host(lambda one: has(one, year, "property_income"))
    if host is None:
        return False
    statement = statement_of(host, year)
    statement.stated["stated_total_income"] = (
        figures(statement)["stated_total_income"] - statement.items["property_income"]
    )
    planter.note("total_income_mismatch", year, host, "总收入漏计财产性收入")
    return True


def mistype_total(planter: Planter) -> bool:
    """总收入 with one digit wrong."""
    year = planter.year()
    host = planter.host(lambda one: one.kind == "labour")
    if host is None:
        return False
    statement = statement_of(host, year)
    statement.stated["stated_total_income"] = figures(statement)["stated_total_income"] + 300_000
    planter.note("total_income_mismatch", year, host, "总收入录入差3000元")
    return True


def forget_pension(planter: Planter) -> bool:
    """转移性收入 without the pension, and everything summed from it (a known bug of the teams' scripts)."""
    year = planter.year()
    host = planter.host(lambda one: has(one, year, "pension") and one.kind == "labour")
    if host is None:
        return False
    restate(host, year, -items_of(host, year)["pension"])
    planter.note("transfer_items_mismatch", year, host, "转移性收入漏计养老金")
    return True


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


def add_transfer(planter: Planter) -> bool:
    """转移性收入 more than its items."""
    year = planter.year()
    host = planter.host(lambda one: one.kind == "labour")
    if host is None:
        return False
    restate(host, year, 64_000)
    planter.note("transfer_items_mismatch", year, host, "转移性收入比分项多640元")
    return True


def forget_paid(planter: Planter) -> bool:
    """总支出 shows the business cost alone."""
    year = planter.year()
    host = planter.host(lambda one: has(one, year, "business_cost") and has(one, year, "social_security_contribution"))
    if host is None:
        return False
    statement = statement_of(host, year)
    statement.stated["stated_total_expense"] = statement.items["business_cost"]
    planter.note("total_expense_mismatch", year, host, "总支出漏计转移性支出")
    return True


def keep_gross(planter: Planter) -> bool:
    """家庭可支配收入 equals 总收入: nothing deducted."""
    year = planter.year()
    host = planter.host(lambda one: has(one, year, "business_cost"))
    if host is None:
        return False
    statement = statement_of(host, year)
    state_disposable(statement, figures(statement)["stated_total_income"])
    planter.note("disposable_income_mismatch", year, host, "可支配收入未扣除支出")
    return True


def divide_by_one(planter: Planter) -> bool:
    """人均 equals the household's whole income."""
    year = planter.year()
    host = planter.host(lambda one: size(one) >= 3)
    if host is None:
        return False
    statement = statement_of(host, year)
    statement.stated["stated_per_capita"] = disposable(statement.items)
    planter.note("per_capita_mismatch", year, host, "人均按1人计算")
    return True


def divide_by_fewer(planter: Planter) -> bool:
    """人均 with one person fewer than 年末人口."""
    year = planter.year()
    host = planter.host(lambda one: size(one) >= 3)
    if host is None:
        return False
    statement = statement_of(host, year)
    fewer = (statement.registered or 2) - 1
    statement.stated["stated_per_capita"] = (2 * disposable(statement.items) + fewer) // (2 * fewer)
    planter.note("per_capita_mismatch", year, host, "人均少算1人")
    return True


TOTALS = {
    "total_income_mismatch": (forget_property, mistype_total),
    "transfer_items_mismatch": (forget_pension, add_transfer),
    "total_expense_mismatch": (forget_paid,),
    "disposable_income_mismatch": (keep_gross,),
    "per_capita_mismatch": (divide_by_one, divide_by_fewer),
}
