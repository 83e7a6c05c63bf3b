"""A remark cut into clauses, and a clause into words, negations and amounts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline.parsing.amounts import parse_amount
from pipeline.parsing.money_phrases import phrase_patterns
from pipeline.parsing.words import Words, plain_word

_CLAUSE = re.compile(r"(?:[;。!?()\[\]【】]|(?<![0-9]),|,(?![0-9]{3}(?![0-9])))+")
AMOUNTS = ("amount", "bare")
SEPARATOR = re.compile("[、和及与+/]")
_DIGITS = r"[0-9][0-9,]*(?:\.[0-9]+)?"
_RATES = ("每", "每月", "每人", "每次", "每户", "人均")
_SPELLED = "[一二两三四五六七八九十百千万零壹贰叁肆伍陆柒捌玖拾佰仟]+"
# An amount with a unit; behind it what would make it a rate or a product (元/月, 元×3).
_AMOUNT = (
    rf"(?<![0-9.])(?P<amount>(?:{_DIGITS}[万千]?|{_SPELLED})(?:元|块钱|块(?![地田]))"
    rf"|{_DIGITS}[万千](?=$|[^一-鿿]|[和及与的]))(?P<rate>[/×*X每]?)"
)
# A number without a unit, nothing behind it that counts something else, and no year.
_BARE = r"(?<![0-9.])(?P<bare>(?!20[12][0-9](?![0-9]))[0-9][0-9,]*(?:\.[0-9]+)?)(?=$|[、和及与+共])"
# Where sections list the same word, the first has it: 还贷款 is no loan, 慰问品 in a negation no gift.
_SECTIONS = ("remarks", "negations", "closing_negations", "not_income", "still_income", "unproved_income")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a clause. `kind`: a section's entry, amount or bare; `yuan`: None if no certain amount."""

    kind: str
    text: str
    start: int
    end: int
    yuan: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """Text between punctuation marks, and the mark before it."""

    text: str
    mark: str
    tokens: tuple[Token, ...]


def read_clauses(text: str, words: Words) -> Iterator[Clause]:
    """The clauses of a remark in order; commas inside 1,500 do not separate."""
    plain = plain_word(re.sub(r"[\r\n]+", ";", text))
    start, mark = 0, ""
    for cut in [*_CLAUSE.finditer(plain), None]:
        body = plain[start : cut.start() if cut else len(plain)]
        if body:
            yield Clause(body, mark, tuple(_read_tokens(body, words)))
        if cut:
            start, mark = cut.end(), cut.group()


def _read_tokens(body: str, words: Words) -> Iterator[Token]:
    for match in _token_pattern(words).finditer(body):
        text = match.group()
        if match["amount"] or match["bare"]:
            is_rate = bool(match["rate"]) or body[: match.start()].endswith(_RATES)
            yuan = None if is_rate else parse_amount(match["amount"] or match["bare"]).yuan
            yield Token("amount" if match["amount"] else "bare", text, match.start(), match.end(), yuan)
        else:
            yield Token(_entry(match, words), text, match.start(), match.end())


def _entry(match: re.Match[str], words: Words) -> str:
    """The entry that lists the text, else the class of the phrase."""
    for section in _SECTIONS:
        if entry := words.sections[section].get(match.group()):
            return entry
    return next(kind for kind in phrase_patterns(words) if match[kind])


@lru_cache(maxsize=4)
def _token_pattern(words: Words) -> re.Pattern[str]:
    """Every declared word, the longest first, so that 未还贷款 is met before 贷款; a phrase before its parts."""
    listed = sorted(
        {word for section in _SECTIONS for word in words.sections[section]}, key=lambda word: (-len(word), word)
    )
    pattern = "|".join(map(re.escape, listed))
    phrases = "|".join(f"(?P<{kind}>{phrase})" for kind, phrase in phrase_patterns(words).items())
    return re.compile(f"{_AMOUNT}|{_BARE}|{phrases}|(?P<word>{pattern})")
