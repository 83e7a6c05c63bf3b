"""What a remark says of one-off, borrowed and expected money, by declared words, negations heeded."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.parsing.remark_bookings import Mention, books_money
from pipeline.parsing.remark_tokens import Clause, Token, read_clauses
from pipeline.parsing.words import Words

KINDS = {"one_off": "one_off", "loan": "loan", "forecast": "forecast", "next_year": "forecast"}
_AMOUNTS = ("amount", "bare")
_REACH = {"before": 8, "directly_before": 2}  # characters that a negation looks ahead
_LONGEST_GAP = {"forecast": 20, "next_year": 20}  # 预计2019年1月出栏生猪收入6000元
_USUAL_GAP = 12
_SEPARATOR = re.compile("[、和及与+/]")
_BARE_GAP = re.compile("[:¥为共计合总约达得了收到领取款的]*")
_OWN_GAP = re.compile("(?:收入|所得)[:¥为共计合总约达得了款的]*")  # 出售旧房收入12000元
_BACKWARD_GAPS = ("", "的", "为", "是", "系", "属")  # 1500元慰问金, 工资2800元为预计
_NEXT_AMOUNT = re.compile(
    "[、和及与+](?:春节|元旦|元宵|清明|五一|端午|七一|八一|中秋|重阳|国庆|年底|[0-9]{1,2}月份?)?(?:前|期间)?"
)
_ONLY_AMOUNT = re.compile("[共合总计金额为约均分别]*")
_CLOSING_LEAD = re.compile("(?:以上|上述|该款项?|此款|但|且|并|均|都|已)*")


@dataclass(frozen=True, slots=True)
class Remark:
    """Flags, and amounts in yuan; None where none, or no certain one, is stated.

    `fixed_forecast` is expected 低保, pension or contracted wage; `is_awaited`: an expected payment is named at all,
    be it said to be in an income or not.
    """

    one_off_yuan: Decimal | None = None
    has_one_off: bool = False
    loan_yuan: Decimal | None = None
    has_loan: bool = False
    forecast_yuan: Decimal | None = None
    has_forecast: bool = False
    fixed_forecast_yuan: Decimal | None = None
    has_fixed_forecast: bool = False
    is_awaited: bool = False


def parse_remark(text: str, words: Words) -> Remark:
    """Read one remark (or a ledger entry's). Never raises."""
    found: list[Mention] = []
    previous: list[Mention] = []
    for clause in read_clauses(text, words):
        mentions = _read_clause(clause, words)
        if not mentions:
            _continue(clause, previous, words)
        found += mentions
        previous = mentions or previous
    booked = [mention for mention in found if books_money(mention, words)]
    one_off, loan, forecast, fixed = (_sum(booked, kind) for kind in ("one_off", "loan", "forecast", "fixed_forecast"))
    is_awaited = any(mention.kind == "forecast" and not mention.is_negated for mention in found)
    return Remark(*one_off, *loan, *forecast, *fixed, is_awaited)


def _sum(booked: Sequence[Mention], kind: str) -> tuple[Decimal | None, bool]:
    """The sum of the kind, None if a word stands nowhere beside an amount; and whether it is mentioned."""
    mentions = [mention for mention in booked if mention.kind == kind]
    amounts = {id(mention.amount): mention.amount.yuan for mention in mentions if mention.amount}
    priced = {mention.token.text for mention in mentions if mention.amount}
    if not amounts or any(mention.token.text not in priced for mention in mentions):
        return None, bool(mentions)
    known = [yuan for yuan in amounts.values() if yuan is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None, True


def _read_clause(clause: Clause, words: Words) -> list[Mention]:
    mentions: list[Mention] = []
    reach = -1
    priced: dict[int, Token] = {}
    for index, token in enumerate(clause.tokens):
        if token.kind in _REACH:
            reach = token.end + _REACH[token.kind]
        elif token.kind == "ended_by":
            reach = -1
        elif token.kind in KINDS:
            amount = _amount_of(clause, index, words, priced)
            mention = Mention(
                KINDS[token.kind], token, clause.text, _beside(clause, token), token.start <= reach, amount
            )  # fmt: skip
            if token.start <= reach:
                reach = token.end + 1  # 不含慰问金、礼金: a negation holds through a list
            if mention.kind != "forecast" or _is_income_forecast(mention, words):
                mentions.append(mention)
    if mentions and _closes_negated(clause, words):
        for mention in mentions:
            mention.is_negated = True
    return mentions


def _closes_negated(clause: Clause, words: Words) -> bool:
    """慰问金1500元未计入: the last word of the clause is a negation, none of money follows."""
    spoken = [token for token in clause.tokens if token.kind not in _AMOUNTS]
    return spoken[-1].text in words.sections["closing_negations"]


def _amount_of(clause: Clause, index: int, words: Words, priced: dict[int, Token]) -> Token | None:
    """The amount that belongs to the word at `index`: behind it, or else directly before it."""
    tokens, token = clause.tokens, clause.tokens[index]
    last = index
    while last + 1 < len(tokens) and _is_joined(clause, tokens[last], tokens[last + 1]):
        last += 1
    behind = next((i for i in range(last + 1, len(tokens)) if tokens[i].kind in _AMOUNTS), None)
    is_next = behind is not None and (behind == last + 1 or token.kind in ("forecast", "next_year"))
    if behind is not None and is_next and _is_gap(clause, tokens[last].end, tokens[behind], token.kind, words):
        return priced.setdefault(behind, _chain(clause, behind))
    before = tokens[index - 1] if index else None
    if before and before.kind == "amount" and clause.text[before.end : token.start] in _BACKWARD_GAPS:
        return priced.setdefault(index - 1, before)
    return None


def _is_joined(clause: Clause, left: Token, right: Token) -> bool:
    """慰问金、礼金共1500元 and 一次性慰问金1500元 share an amount."""
    gap = clause.text[left.end : right.start]
    return right.kind in KINDS and (not gap or (left.kind == right.kind and _SEPARATOR.fullmatch(gap) is not None))


def _is_gap(clause: Clause, start: int, amount: Token, kind: str, words: Words) -> bool:
    """Whether what stands between word and amount leaves no doubt that they belong together."""
    gap = clause.text[start : amount.start]
    if amount.kind == "bare":
        return _BARE_GAP.fullmatch(gap) is not None
    if len(gap) > _LONGEST_GAP.get(kind, _USUAL_GAP) or _SEPARATOR.search(gap):
        return False
    if _OWN_GAP.fullmatch(gap):
        return True
    return kind in ("forecast", "next_year") or not any(word in gap for word in words.sections["remark_income"])


def _chain(clause: Clause, index: int) -> Token:
    """慰问金春节1500元、中秋500元: the amounts that only an occasion separates, as one sum."""
    first = clause.tokens[index]
    yuan, end = first.yuan, first.end
    for token in clause.tokens[index + 1 :]:
        if token.kind not in _AMOUNTS or not _NEXT_AMOUNT.fullmatch(clause.text[end : token.start]):
            break
        yuan = None if yuan is None or token.yuan is None else yuan + token.yuan
        end = token.end
    return Token(first.kind, clause.text[first.start : end], first.start, end, yuan)


def _beside(clause: Clause, token: Token) -> str:
    """The part of the clause between separators in which the word stands."""
    starts = [0, *(m.end() for m in _SEPARATOR.finditer(clause.text) if m.end() <= token.start)]
    ends = [m.start() for m in _SEPARATOR.finditer(clause.text) if m.start() >= token.end]
    return clause.text[starts[-1] : (ends or [len(clause.text)])[0]]


def _is_income_forecast(mention: Mention, words: Words) -> bool:
    """An expected income, not an expected exit; 低保 and the like, paid as a matter of course, are a kind of their own."""
    if any(word in mention.beside for word in words.sections["remark_fixed_income"]):
        mention.kind = "fixed_forecast"
    is_named = any(word in mention.beside for word in words.sections["remark_income"])
    return mention.amount is not None or (mention.token.kind == "forecast" and is_named)


def _continue(clause: Clause, previous: Sequence[Mention], words: Words) -> None:
    """A clause without a word of its own: 慰问金3笔，共1500元; 贷款（信用社2万元）; 慰问金1500元，未计入."""
    for mention in previous:
        mention.trailing += f",{clause.text}"
    if not previous or not clause.tokens:
        return
    first = clause.tokens[0]
    lead = clause.text[: first.start]
    if first.text in words.sections["closing_negations"] and _CLOSING_LEAD.fullmatch(lead):
        for mention in previous:
            mention.is_negated = True
    is_bracketed = bool(clause.mark) and clause.mark[-1] in "([【"
    is_amount = first.kind == "amount" and (is_bracketed or _ONLY_AMOUNT.fullmatch(lead))
    if is_amount and not previous[-1].amount and _is_gap(clause, 0, first, previous[-1].kind, words):
        previous[-1].amount = _chain(clause, 0)
