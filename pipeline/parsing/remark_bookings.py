"""Whether a remark that names one-off, borrowed, earmarked or expected money says that the income contains it.

An amount beside the word says so, and so do 含, 计入 and the like; earmarked aid needs such a word or the line it is
in, its amount alone only tells that it was received. A gift of goods, a debt repaid or owed, an intent and a hope for
next year book nothing, unless the remark says that they do.
"""

import re
from functools import lru_cache

from pipeline.parsing.remark_givings import is_given_away
from pipeline.parsing.remark_tokens import SEPARATOR, Clause, Mention
from pipeline.parsing.words import Words

ROLES, LINES = "remark_roles", "remark_lines"
_NEAR = 6  # characters within which two words make one phrase: 一次性发放的临时救助
_PRINCIPAL = ("loan", "savings", "one_off")  # what may be put out, and bear an income
_PAID_SO = re.compile(
    "(?:领取?|发放?|支?付|收取?|给付)?(?:[0-9][0-9.]*元?)?(?:[,;。]|$)"
)  # each of them, and nothing else
_USED_GAP = 12  # 贷款发展养鸡收入
_DEBT_LEAD = re.compile("[,(]?[0-9现目至均都全已尚未由分无需须每该此]")  # 借款治病，已还; not …，学费由政府承担
_SOLD = re.compile("(?:卖|售|出栏|销售)(?:了|掉|出)?$")  # 卖鸡苗 is business
_SPENT = re.compile("支出|花费|开支|购买|购置|自购|成本")
HOLDERS = "remark_holders"  # 低保金 alone may be money beside money; a line only where 含 stands behind it
_HOLDS = r"(?:一?栏)?(?:[0-9,.]+万?元)?(?:其中)?[中里内]?(?:含|包括|包含)"
_INTO = "(?:计入|算入|记入|列入|列在|并入|纳入|归入|填入|填在|放在|在)"


def settled_tokens(clause: Clause, words: Words) -> set[int]:
    """Places of words that tell nothing of their own: 一次性 beside 临时救助, 赔款 beside 水稻保险."""
    deciding = [
        place for place, token in enumerate(clause.tokens) if token.kind in ("earmarked", "crop_insurance", "regular")
    ]
    return {
        place
        for place, token in enumerate(clause.tokens)
        if token.kind == "one_off"
        and words.sections[ROLES].get(token.text) == "weak"
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
    return re.compile(words.any_of(ROLES, entry))


def book(mention: Mention, words: Words) -> bool | None:
    """True: the income is said to contain it; False: received, not said where; None: no money of the income."""
    if mention.is_negated or is_given_away(mention, words) or is_other_income(mention, words):
        return None
    if mention.kind in _NEED_A_WORD:
        return _books_earmarked(mention)
    if mention.is_said():
        return True
    books = _BOOKS[mention.kind](mention) and not mention.has(mention.lead, "remark_plans", "expense")
    return True if books else None


def _books_earmarked(mention: Mention) -> bool | None:
    """A word that it is in the income, or the line it is in; of goods only where money is spoken of."""
    if _SPENT.search(mention.beside) or _SOLD.search(mention.clause.text[: mention.token.start]):
        return None
    is_money = mention.amount is not None or not mention.has(mention.token.text, "remark_goods", "goods")
    if not is_money and not mention.has(mention.token.text + mention.given, "remark_goods", "cash"):
        return None
    if mention.is_said() or mention.has(mention.clause.text[: mention.token.start], "remark_lines", *_LINES):
        return True
    if mention.amount is None:
        return None
    return mention.kind == "support"  # 子女赡养费3000元 tells an income; 危房改造补助40000元 only a receipt


_LINES = (
    "wage_income", "business_income", "property_income", "transfer_income", "other_transfer_income", "reward_money",
)  # fmt: skip


def _books_one_off(mention: Mention) -> bool:
    """Money by its name (慰问金, 赔偿款), or an act (慰问, 卖房) with an amount that is not the worth of goods."""
    if mention.has(mention.clause.text[: mention.token.end], "remark_plans", "intent"):
        return False
    is_act = mention.token.text in mention.words.sections["remark_acts"]
    return not is_act or (mention.amount is not None and not _is_of_goods(mention))


def _books_sale(mention: Mention) -> bool:
    """An amount, or what is called money: 卖车款."""
    if mention.has(mention.clause.text[: mention.token.end], "remark_plans", "intent"):
        return False
    return mention.amount is not None or mention.clause.text.startswith("款", mention.token.end)


def _is_of_goods(mention: Mention) -> bool:
    """捐赠衣物价值300元 is, 慰问大米折款200元 is not."""
    has_goods = mention.has(mention.given, "remark_goods", "goods")
    return has_goods and not mention.has(mention.given, "remark_goods", "cash")


def _books_loan(mention: Mention) -> bool:
    """An amount, unless it is asked for, repaid, owed, or borne by others."""
    if mention.amount is None or mention.has(mention.clause.text[: mention.token.end], "remark_plans", "intent"):
        return False
    told = mention.clause.text + (mention.trailing if _DEBT_LEAD.match(mention.trailing) else "")
    return not mention.has(told, "remark_debts", "settled")


def _books_forecast(mention: Mention) -> bool:
    """An amount, or what is called income; of next year only an amount that is no hope."""
    text = mention.clause.text
    is_next_year = mention.has(text, "remarks", "next_year")
    if (mention.amount is None or is_next_year) and mention.has(text, "remark_plans", "hope", "intent"):
        return False
    return mention.amount is not None or (not is_next_year and "收入" in mention.beside)


def _books_fixed_forecast(mention: Mention) -> bool:
    """低保金12月待发放300元; not 低保金预计每月300元 nor 明年低保金3600元, that tell what is paid anyhow."""
    text = mention.clause.text
    if mention.has(text, "remarks", "next_year") or mention.has(text, "remark_plans", "hope"):
        return False
    return mention.amount is not None and mention.amount.yuan is not None


_NEED_A_WORD = ("earmarked", "regular", "crop_insurance", "savings", "support")
_BOOKS = {
    "one_off": _books_one_off,
    "asset_sale": _books_sale,
    "loan": _books_loan,
    "forecast": _books_forecast,
    "fixed_forecast": _books_fixed_forecast,
}


def line_of(mention: Mention, words: Words) -> str | None:
    """The item of the line of the form that the remark puts the money in (其他转移性收入含…, …计入经营收入): the one the money is booked into, else the last one named before the word in its sentence."""
    into = _pattern(words, LINES, _INTO, "").search(mention.clause.text[mention.token.end :] + mention.trailing)
    if into:
        return words.sections[LINES][into["line"]]
    told = mention.spoken + mention.clause.text[: mention.token.start]
    before = [(one.end(), LINES, one["line"]) for one in _pattern(words, LINES, "", "").finditer(told)]
    before += [(one.end(), HOLDERS, one["line"]) for one in _pattern(words, HOLDERS, "", _HOLDS).finditer(told)]
    if not before:
        return None
    _, section, word = max(before)
    return words.sections[section][word]


@lru_cache(maxsize=8)
def _pattern(words: Words, section: str, lead: str, trail: str) -> re.Pattern[str]:
    return re.compile(f"{lead}(?P<line>{words.any_of(section)}){trail}")
