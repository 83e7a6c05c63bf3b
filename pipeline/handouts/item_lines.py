"""Lines of the statement in handouts: items, totals with what compares them, and which of them a correction may replace."""

from functools import cache

from pipeline.item_book import codes_of, groups, items, parts, whole_of

COUNTS = codes_of("count")


@cache
def correctable() -> dict[str, str]:
    """Item code → its word, in the order of the form: items, stated totals, sizes.

    A part of wages or of property is corrected through the item it belongs to.
    """
    return {code: item.zh for code, item in items().items() if item.is_correctable}


def items_of(item_code: str | None) -> list[str]:
    """Codes of the items that a finding asks to correct, each once; none where it names no cell of the statement."""
    named = [whole_of(code) for code in (item_code or "").split("、") if code in items()]
    return [code for code in dict.fromkeys(named) if code in correctable()]


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
