"""What a word is doing in its sentence: 小额信贷入股分红 is a dividend, 征地款逐年分红 is regular income."""

import re
from functools import lru_cache

from pipeline.parsing.remark_mentions import Mention
from pipeline.parsing.remark_tokens import SEPARATOR, Clause
from pipeline.parsing.words import Words

SECTION = "remark_roles"
_NEAR = 6  # characters within which two words make one phrase: 一次性发放的临时救助
_PRINCIPAL = ("loan", "savings", "one_off")  # what may be put out, and bear an income
_PAID_SO = re.compile(
    "(?:领取?|发放?|支?付|收取?|给付)?(?:[0-9][0-9.]*元?)?(?:[,;。]|$)"
)  # each of them, and nothing else
_USED_GAP = 12  # 贷款发展养鸡收入


def settled_tokens(clause: Clause, words: Words) -> set[int]:
    """Places of words that tell nothing of their own: 一次性 beside 临时救助, 赔款 beside 水稻保险."""
    deciding = [
        place for place, token in enumerate(clause.tokens) if token.kind in ("earmarked", "crop_insurance", "regular")
    ]
    return {
        place
        for place, token in enumerate(clause.tokens)
        if token.kind == "one_off"
        and words.sections[SECTION].get(token.text) == "weak"
        and any(_are_near(clause, place, other) for other in deciding)
    }


def _are_near(clause: Clause, place: int, other: int) -> bool:
    """Two words of a phrase: next to each other, no amount and no separator between."""
    if abs(place - other) != 1:
        return False
    first, second = (clause.tokens[one] for one in sorted((place, other)))
    gap = clause.text[first.end : second.start]
    return len(gap) <= _NEAR and SEPARATOR.search(gap) is None


def is_other_income(mention: Mention, words: Words) -> bool:
    """The word is the source of an income, not the income: a dividend, interest, rent, or what a loan was used for."""
    phrase = _phrase_behind(mention)
    if mention.kind in _PRINCIPAL:
        yields = _find(words, "yields")
        if yields.search(phrase):
            return True
        # 小额信贷5万元入股企业，年分红4000元; and money placed that nobody says to be in the income.
        if _find(words, "placed").search(phrase) and (yields.search(mention.trailing) or not mention.is_said()):
            return True
    if mention.kind == "one_off" and _is_periodic(mention, words):
        return _find(words, "visits").search(mention.token.text) is None
    return mention.kind == "loan" and mention.amount is None and _is_put_to_use(phrase, words)


def _is_periodic(mention: Mention, words: Words) -> bool:
    """赔偿款按月领取; or the next clause says nothing else: 赔偿款，每月领取300元."""
    periodic = _find(words, "periodic")
    begin = periodic.match(mention.trailing.lstrip(","))
    goes_on = begin is not None and _PAID_SO.match(mention.trailing.lstrip(",")[begin.end() :]) is not None
    return goes_on or periodic.search(mention.clause.text) is not None


def _phrase_behind(mention: Mention) -> str:
    """The clause behind the word, up to the next item of a list."""
    behind = mention.clause.text[mention.token.end :]
    cut = SEPARATOR.search(behind)
    return behind[: cut.start()] if cut else behind


def _is_put_to_use(phrase: str, words: Words) -> bool:
    """贷款养鸡收入9000元: the income is the hens'."""
    used = _find(words, "put_to_use").search(phrase[:_USED_GAP])
    return used is not None and re.search("收入|所得|利润|卖", phrase[used.end() :]) is not None


@lru_cache(maxsize=16)
def _find(words: Words, entry: str) -> re.Pattern[str]:
    return re.compile(words.any_of(SECTION, entry))
