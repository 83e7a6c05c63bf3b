"""Items and totals of the statement that a check goes through, and the rule that compares each total."""

from pipeline.item_book import groups, parts

# Stated total → recomputed figure and the rule that compares them (docs/method.md#forms, identities of forms A and B).
TOTALS = {
    "stated_transfer_income": ("transfer_income", "transfer_items_mismatch"),
    "stated_total_income": ("total_income", "total_income_mismatch"),
    "stated_transfer_paid": ("transfer_paid", "transfer_paid_mismatch"),
    "stated_total_expense": ("total_expense", "total_expense_mismatch"),
    "stated_disposable_income": ("disposable_income", "disposable_income_mismatch"),
    "stated_per_capita": ("disposable_income_per_capita", "per_capita_mismatch"),
    "stated_net_income": ("net_income", ""),
    "stated_net_income_per_capita": ("net_income_per_capita", ""),
}
NO_RULE = "申报的合计与按分项复算不符"


def item_names() -> list[str]:
    """Items of the forms that stand in a sum of their own; parts of another item are left out."""
    return [name for name in groups()["items"] if name not in parts()]
