"""What a remark says of money that is no income, or none yet: by declared words, their role in the sentence heeded.

Each booking names its class, the line of the form that the remark puts it in, and the amount; docs/method.md says
why a class is no income.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.parsing.remark_amounts import amount_of, continue_amount
from pipeline.parsing.remark_bookings import book, line_of, settled_tokens
from pipeline.parsing.remark_tokens import AMOUNTS, Clause, Mention, Token, read_clauses
from pipeline.parsing.words import Words, plain_word

KINDS = frozenset({
    "one_off", "asset_sale", "loan", "savings", "earmarked", "crop_insurance", "regular", "support", "forecast", "next_year",
})  # fmt: skip
_DENIED = re.compile("[不未没非无][^,，。;；、]{0,4}$")
_NOT = re.compile("(?:[未没无非]|没有)$")
_MAKES_UP = re.compile("已?(?:补发|重发|补付|重新发放)(?:[(（].*|[^,;，；]*[款金分])$")
_PAID_TOO_MUCH = re.compile("多发|误发|错发|重复发放")  # 抵扣上月多发: this payment arrived
_REACH = {"before": 8, "directly_before": 2}  # characters that a negation looks ahead


@dataclass(frozen=True, slots=True)
class Booking:
    """Money of a class that a remark puts into the income, yuan; None where no, or no certain amount is stated.

    `line`: the item of the form it is said to be in, None if not said; `is_said` is False where only an amount stands
    there, without a word that the income contains it.
    """

    kind: str
    line: str | None
    yuan: Decimal | None
    is_said: bool = True


@dataclass(frozen=True, slots=True)
class Remark:
    """The bookings, one per class, line and certainty; `is_awaited`: an expected payment is named at all."""

    bookings: tuple[Booking, ...] = ()
    is_awaited: bool = False


def parse_remark(text: str, words: Words) -> Remark:
    """Read one remark (or a ledger entry's). Never raises."""
    found: list[Mention] = []
    previous: list[Mention] = []
    spoken = ""  # the sentence so far
    for clause in read_clauses(text, words):
        spoken = "" if clause.mark[-1:] in (";", "。") else spoken
        mentions = _read_clause(clause, spoken, words)
        if not mentions:
            continue_amount(clause, previous, words)
        found += mentions
        previous = mentions or previous
        spoken += clause.text
    if words.entries_in("proofs", text):
        found = [mention for mention in found if mention.kind != "support"]
    is_awaited = any(mention.kind == "forecast" and not mention.is_negated for mention in found)
    return Remark(tuple(_booked(found, words)), is_awaited)


def is_void(text: str, words: Words) -> bool:
    """Whether a ledger entry's remark says that the money did not arrive or was taken back (退汇, 已追回), and not after that
    that it was paid (退回后重发), that it makes up for an earlier one (补发上月退回款) or that this is denied (未退回)."""
    plain = plain_word(text)
    if _MAKES_UP.match(plain):
        return False
    if "adjusted" in words.entries_in("payment_outcomes", plain):
        plain = _PAID_TOO_MUCH.sub("", plain)
    start, _, outcome = words.place_of_last("payment_outcomes", plain) or (0, 0, None)
    return outcome == "void" and _NOT.search(plain[:start]) is None


def _booked(found: Sequence[Mention], words: Words) -> Iterator[Booking]:
    """One booking per class, line and certainty; amounts shared by several words count once."""
    groups: dict[tuple[str, str, bool], list[Mention]] = {}
    for mention in found:
        if (is_said := book(mention, words)) is not None:
            groups.setdefault((mention.kind, line_of(mention, words) or "", is_said), []).append(mention)
    for (kind, line, is_said), mentions in sorted(groups.items()):
        yield Booking(kind, line or None, _sum(mentions), is_said)


def _sum(mentions: Sequence[Mention]) -> Decimal | None:
    """The sum of the mentions, None if a word stands nowhere beside an amount."""
    amounts = {id(mention.amount): mention.amount.yuan for mention in mentions if mention.amount}
    priced = {mention.token.text for mention in mentions if mention.amount}
    if not amounts or any(mention.token.text not in priced for mention in mentions):
        return None
    known = [yuan for yuan in amounts.values() if yuan is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _read_clause(clause: Clause, spoken: str, words: Words) -> list[Mention]:
    mentions: list[Mention] = []
    reach = -1
    priced: dict[int, Token] = {}
    settled = settled_tokens(clause, words)
    for index, token in enumerate(clause.tokens):
        if token.kind in _REACH:
            reach = token.end + _REACH[token.kind]
        elif token.kind == "ended_by":
            reach = -1
        elif token.kind in KINDS and index not in settled:
            kind = "forecast" if token.kind == "next_year" else token.kind
            mention = Mention(kind, token, clause, spoken, words, amount_of(clause, index, words, priced))
            mention.is_negated = token.start <= reach
            if token.start <= reach:
                reach = token.end + 1  # 不含慰问金、礼金: a negation holds through a list
            if mention.kind != "forecast" or mention.is_income_forecast():
                mentions.append(mention)
    if mentions and _closes_negated(clause, words):
        for mention in mentions:
            mention.is_negated = True
    return mentions


def _closes_negated(clause: Clause, words: Words) -> bool:
    """慰问金1500元未计入: the last word of the clause is a negation, none of money follows."""
    spoken = [token for token in clause.tokens if token.kind not in AMOUNTS]
    return spoken[-1].text in words.sections["closing_negations"]


def are_premiums_paid(text: str, words: Words) -> bool:
    """Whether a remark says that the state or others pay the premiums (由县财政代缴); 未由财政代缴 does not."""
    plain = plain_word(text)
    return any(_DENIED.search(plain[:start]) is None for start, _ in words.places_of("remark_premiums", "paid", plain))


def read_header_classes(text: str, words: Words) -> list[str]:
    """The classes that a header names (其他转移性收入（含危房改造补助）), negations heeded, in order of their names."""
    mentions = [mention for clause in read_clauses(text, words) for mention in _read_clause(clause, "", words)]
    kinds = {mention.kind for mention in mentions if not mention.is_negated}
    return sorted(kinds - {"forecast", "fixed_forecast", "regular", "support"})
