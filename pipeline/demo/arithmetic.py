"""The demo's own arithmetic, exact and in fen (docs/method.md#arithmetic, #forms); apart from the pipeline's, on purpose."""

from collections.abc import Mapping

RECEIVED = (
    "family_planning_allowance",
    "subsistence_allowance",
    "destitute_allowance",
    "pension",
    "ecological_compensation",
    "medical_reimbursement",
    "medical_assistance",
    "other_transfer_income",
    "reward_money",
)
PAID = ("income_tax", "social_security_contribution", "support_paid", "other_transfer_paid")
EARNED = ("wage_income", "business_income", "property_income")
ITEMS = (*EARNED, *RECEIVED, "business_cost", *PAID)
PARTS = ("public_welfare_wage", "asset_dividend")
MEMO = ("outstanding_loan",)
TOTALS = (
    "stated_total_income",
    "stated_transfer_income",
    "stated_total_expense",
    "stated_transfer_paid",
    "stated_disposable_income",
    "stated_per_capita",
)
EXIT_LINE_YUAN = {2016: 6433, 2017: 6883, 2018: 7365}  # docs/method.md#exit-line


def total(items: Mapping[str, int], names: tuple[str, ...]) -> int:
    """Sum in fen of the named items; a missing one is 0."""
    return sum(items.get(name, 0) for name in names)


def disposable(items: Mapping[str, int]) -> int:
    """Disposable income in fen: received less business cost and transfers paid (docs/method.md#disposable-income)."""
    return total(items, EARNED) + total(items, RECEIVED) - items.get("business_cost", 0) - total(items, PAID)


def per_capita(fen: int, divisor: int) -> int:
    """Fen per person, rounded half away from zero; the divisor is positive."""
    whole = (2 * abs(fen) + divisor) // (2 * divisor)
    return whole if fen >= 0 else -whole


def is_met(fen: int, divisor: int, year: int) -> bool:
    """Whether income reaches the year's line, on unrounded fen (docs/method.md#verdict)."""
    return fen >= EXIT_LINE_YUAN[year] * 100 * divisor


def right_totals(items: Mapping[str, int], divisor: int | None) -> dict[str, int]:
    """The totals a careful team writes, in fen; without a divisor there is no 人均."""
    received, paid = total(items, RECEIVED), total(items, PAID)
    income = total(items, EARNED) + received
    expense = items.get("business_cost", 0) + paid
    figures = {
        "stated_total_income": income,
        "stated_transfer_income": received,
        "stated_total_expense": expense,
        "stated_transfer_paid": paid,
        "stated_disposable_income": income - expense,
    }
    if divisor:
        figures["stated_per_capita"] = per_capita(income - expense, divisor)
    return figures
