"""Totals that do not add up, as a tired team writes them. The items stay right."""

from pipeline.demo.arithmetic import disposable, right_totals
from pipeline.demo.planter import fault, has, items_of, size, statement_of
from pipeline.demo.records import Household, Statement


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
