"""What a correction may replace, and which item a finding asks to look at."""

from functools import cache

from pipeline.item_book import codes_of, items, whole_of

COUNTS = codes_of("count")
# Findings whose `item` names no column of the statement: the cell they are about.
ITEM_OF_RULE = {
    "total_income_mismatch": "stated_total_income",
    "transfer_items_mismatch": "stated_transfer_income",
    "total_expense_mismatch": "stated_total_expense",
    "disposable_income_mismatch": "stated_disposable_income",
    "per_capita_mismatch": "stated_per_capita",
    "household_size_missing_or_zero": "registered_count",
    "household_size_differs_from_roster": "registered_count",
    "household_size_changed": "registered_count",
    "business_cost_missing": "business_cost",
    "business_cost_outside_norm": "business_cost",
    "contribution_not_deducted": "social_security_contribution",
    "pension_not_received": "pension",
    "wage_without_work_months": "wage_income",
    "wage_without_able_worker": "wage_income",
}


@cache
def correctable() -> dict[str, str]:
    """Item code → its word, in the order of the form: items, stated totals, sizes.

    A part of wages or of property is corrected through the item it belongs to.
    """
    return {code: item.zh for code, item in items().items() if item.is_correctable}


@cache
def codes_of_words() -> dict[str, str]:
    """The word of an item → the code to correct: its own, or for a part that of the item it belongs to."""
    return {item.zh: whole_of(code) for code, item in items().items() if whole_of(code) in correctable()}


def items_of(rule_id: str, words: str | None) -> list[str]:
    """Codes of the items a finding is about, each once; none where it names no cell of the statement."""
    codes = codes_of_words()
    found = list(dict.fromkeys(codes[word] for word in (words or "").split("、") if word in codes))
    return found or ([ITEM_OF_RULE[rule_id]] if rule_id in ITEM_OF_RULE else [])
