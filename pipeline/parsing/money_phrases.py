"""Ledger item texts to item codes, and money that is no income, named by what is done to what (旱厕改造补贴, 有机肥折价,
取出定期存款, 迁坟补偿): a word of each of a class's parts, in order, by declared words; so that no list has to name every
house, seed and grave.
"""

import re
from functools import lru_cache

from pipeline.parsing.words import Words, plain_word

SECTION, SALES = "money_phrases", "asset_sales"
_NO_TRADER = "(?<![买倒贩叫])"  # 买卖, 倒卖, 贩卖 is a trade
_GAP = "[一-鿿]"
_NEGATION = "不未没非无"
# class of money → its phrases: entries of the section in order (a b: of either), with at most so many characters between
PHRASES: dict[str, tuple[tuple[tuple[str, ...], int], ...]] = {
    "earmarked": (
        (("things homely_things", "works", "funds aided"), 4), (("homely_things", "funds aided"), 2), (("goods", "worths"), 3),
    ),
    "savings": (
        (("withdrawals", "deposits"), 4), (("deposits", "withdrawals"), 1), (("recoveries", "principals"), 4),
        (("deposits", "matured"), 4), (("premiums", "refunds recoveries"), 4),
    ),
    "loan": ((("people", "lent"), 2), (("askings", "lenders people", "borrowed"), 2), (("online_loans",), 0)),
    "crop_insurance": ((("crops", "cover", "payouts"), 2),),
    "one_off": (
        (("taken_things things", "compensations"), 4), (("givings", "given"), 3), (("settlements",), 0), (("people benefactors", "aided"), 2),
        (("games", "won"), 3), (("insured", "payouts"), 2),
    ),
}  # fmt: skip
NOT_COUNTED = "not_counted"
_MODIFIER = "一次性"


@lru_cache(maxsize=4)
def phrase_patterns(words: Words) -> dict[str, str]:
    """Class of money → regular expression of its phrases; sales of assets are one of them."""
    composed = {
        kind: "|".join(_phrase(words, entries, gap) for entries, gap in phrases) for kind, phrases in PHRASES.items()
    }
    return {"asset_sale": _sale(words), **composed}


def find_phrase(text: str, words: Words) -> str | None:
    """The class of the first phrase in a plain text (plain_word)."""
    found = [
        (match.start(), kind) for kind, pattern in phrase_patterns(words).items() if (match := re.search(pattern, text))
    ]
    return min(found)[1] if found else None


def _phrase(words: Words, entries: tuple[str, ...], gap: int) -> str:
    """The entries' words in order; no negation stands between them."""
    between = f"(?:(?![{_NEGATION}]){_GAP}){{0,{gap}}}?"
    return "(?<!收)" + between.join(words.any_of(SECTION, *entry.split()) for entry in entries)


def _sale(words: Words) -> str:
    """Verb and asset, or asset and verb, few declared words between (变卖摩托车, 拖拉机卖了, 处置耕牛). What a household
    produces to sell is business: 卖猪, 卖地瓜 and 卖树苗 are no sales of assets."""
    verbs, sell_outs = words.any_of(SALES, "verbs", "sell_outs"), words.any_of(SALES, "sell_outs")
    assets, long_assets = words.any_of(SALES, "assets"), words.any_of(SALES, "assets", shortest=2)
    livestock, products, fillers = (words.any_of(SALES, entry) for entry in ("livestock", "products", "fillers"))
    return (
        f"{_NO_TRADER}(?:{verbs}{fillers}{{0,5}}(?!{products}){assets}"
        f"|{sell_outs}{fillers}{{0,5}}(?!{products}){livestock}"
        f"|(?!{products}){long_assets}{fillers}{{0,3}}{verbs}(?!{products}))"
    )


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
