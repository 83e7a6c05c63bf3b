"""Whether a remark that names one-off, borrowed or expected money says that the income contains it.

An amount beside the word says so, and so do 含, 计入 and the like. A gift of goods, a debt repaid or owed, an intent
and a hope for next year book nothing, unless the remark says that they do.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.parsing.remark_tokens import Token
from pipeline.parsing.words import Words

_NOT_NEGATED = "(?<![不未没非无])(?<![不未没非无].)"  # 不再计入, 没有计入
_CALLED_INCOME = ("收入", "所得", "款收入")  # 变卖收入
_PART_OF_INCOME = ("其中", "其中有")
_DEBT_LEAD = re.compile("[,(]?[0-9现目至均都全已尚未由分无需须每该此]")  # 借款治病，已还; not …，学费由政府承担


@dataclass(slots=True)
class Mention:
    """A declared word in a clause; `beside` is the part of the clause it stands in, `trailing` what continues it."""

    kind: str
    token: Token
    clause: str
    beside: str
    is_negated: bool
    amount: Token | None = None
    trailing: str = ""

    @property
    def given(self) -> str:
        """What stands between the word and the amount behind it, or the rest of the clause; nothing if it stands before."""
        if self.amount is None or self.clause[self.amount.start : self.amount.end] != self.amount.text:
            return self.clause[self.token.end :]
        return self.clause[self.token.end : self.amount.start]

    @property
    def lead(self) -> str:
        """The clause up to the word, and on to the amount behind it."""
        return self.clause[: self.token.end] + (self.given if self.amount else "")


def books_money(mention: Mention, words: Words) -> bool:
    """Whether the mention tells of money in the income."""
    if mention.is_negated:
        return False
    if _is_said(mention, words):
        return True
    return _BOOKS[mention.kind](mention, words) and not _has(mention.lead, words, "remark_plans", "expense")


def _is_said(mention: Mention, words: Words) -> bool:
    """含, 计入 in its clause; 计入 behind it; 其中 before it; 收入 as its last word."""
    return (
        _has(mention.clause, words, "remark_bookings", "beside")
        or _has(mention.clause + mention.trailing, words, "remark_bookings", "behind")
        or mention.clause[: mention.token.start].endswith(_PART_OF_INCOME)
        or (mention.kind in ("one_off", "loan") and mention.clause.startswith(_CALLED_INCOME, mention.token.end))
    )


def _books_one_off(mention: Mention, words: Words) -> bool:
    """Money by its name (慰问金, 赔偿款), or an act (慰问, 卖房) with an amount that is not the worth of goods."""
    if _has(mention.clause[: mention.token.end], words, "remark_plans", "intent"):
        return False
    is_act = mention.token.text in words.sections["remark_acts"]
    return not is_act or (mention.amount is not None and not _is_of_goods(mention, words))


def _is_of_goods(mention: Mention, words: Words) -> bool:
    """捐赠衣物价值300元 is, 慰问大米折款200元 is not."""
    has_goods = _has(mention.given, words, "remark_goods", "goods")
    return has_goods and not _has(mention.given, words, "remark_goods", "cash")


def _books_loan(mention: Mention, words: Words) -> bool:
    """An amount, unless it is asked for, repaid, owed, or borne by others."""
    if mention.amount is None or _has(mention.clause[: mention.token.end], words, "remark_plans", "intent"):
        return False
    told = mention.clause + (mention.trailing if _DEBT_LEAD.match(mention.trailing) else "")
    return not _has(told, words, "remark_debts", "settled")


def _books_forecast(mention: Mention, words: Words) -> bool:
    """An amount, or what is called income; of next year only an amount that is no hope."""
    is_next_year = _is_of_next_year(mention, words)
    if (mention.amount is None or is_next_year) and _has(mention.clause, words, "remark_plans", "hope", "intent"):
        return False
    return mention.amount is not None or (not is_next_year and "收入" in mention.beside)


def _books_fixed_forecast(mention: Mention, words: Words) -> bool:
    """低保金12月待发放300元; not 低保金预计每月300元 nor 明年低保金3600元, that tell what is paid anyhow."""
    if _is_of_next_year(mention, words) or _has(mention.clause, words, "remark_plans", "hope"):
        return False
    return mention.amount is not None and mention.amount.yuan is not None


_BOOKS = {
    "one_off": _books_one_off,
    "loan": _books_loan,
    "forecast": _books_forecast,
    "fixed_forecast": _books_fixed_forecast,
}


def _is_of_next_year(mention: Mention, words: Words) -> bool:
    return _has(mention.clause, words, "remarks", "next_year")


def _has(text: str, words: Words, section: str, *entries: str) -> bool:
    """Whether the text has a word of the entries; of bookings, one that no 不, 未 … stands before."""
    return _pattern(words, section, entries).search(text) is not None


@lru_cache(maxsize=32)
def _pattern(words: Words, section: str, entries: tuple[str, ...]) -> re.Pattern[str]:
    listed = "|".join(re.escape(word) for word, name in words.sections[section].items() if name in entries)
    return re.compile((_NOT_NEGATED if section == "remark_bookings" else "") + f"(?:{listed})")
