"""Ledger item texts to item codes."""

from pipeline.parsing.money_phrases import find_phrase
from pipeline.parsing.words import Words, plain_word

NOT_COUNTED = "not_counted"
_MODIFIER = "一次性"


def classify_item(text: str, words: Words) -> str | None:
    """The item code of a ledger item's text, by its longest word; None if unknown or no income of anybody.

    Money that is no income has its class (one_off, asset_sale, loan, savings, earmarked, crop_insurance) for a code.
    A leading word (预计) decides wherever it stands: an expected wage is no evidence of a wage. 一次性 before relief or
    a subsidy does not make it less income.
    """
    plain = plain_word(text)
    leading = words.last_longest("leading_items", plain)
    if leading is None and (kind := find_phrase(plain, words)):
        return kind
    if words.last_longest("still_income", plain):
        plain = plain.replace(_MODIFIER, "")
    code = leading or words.last_longest("items", plain, "not_income")
    return None if code == NOT_COUNTED else code
