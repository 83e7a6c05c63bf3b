"""Ledger item texts to item codes."""

from pipeline.parsing.words import Words

NOT_COUNTED = "not_counted"


def classify_item(text: str, words: Words) -> str | None:
    """The item code of a ledger item's text, by its longest word; None if unknown or no income of anybody.

    A leading word (预计) decides wherever it stands: an expected wage is no evidence of a wage.
    """
    code = words.last_longest("leading_items", text) or words.last_longest("items", text)
    return None if code == NOT_COUNTED else code
