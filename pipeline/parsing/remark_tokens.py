"""A remark cut into clauses, a clause into words, negations and amounts; a declared word with what stands around it."""

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
_NOT_NEGATED = "(?<![不未没非无])(?<![不未没非无].)"  # 不再计入, 没有计入
_CALLED_INCOME = ("收入", "所得", "款收入", "款所得")  # 变卖收入
_PART_OF_INCOME = ("其中", "其中有")
_RECENT = 20  # characters before a clause in which the line must be named
_IS = re.compile("^(?:为|系|是|属|均为|全为|都是|即|全是|来自|来源于)")  # 其他转移性收入40000元，为危房改造补助


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


@dataclass(slots=True)
class Mention:
    """A declared word in a clause; `spoken` is the sentence before the clause, `trailing` what continues it."""

    kind: str
    token: Token
    clause: Clause
    spoken: str
    words: Words
    amount: Token | None = None
    is_negated: bool = False
    trailing: str = ""

    @property
    def given(self) -> str:
        """What stands between the word and the amount behind it, or the rest of the clause; nothing if it stands before."""
        text, amount = self.clause.text, self.amount
        if amount is None or text[amount.start : amount.end] != amount.text:
            return text[self.token.end :]
        return text[self.token.end : amount.start]

    @property
    def lead(self) -> str:
        """The clause up to the word, and on to the amount behind it."""
        return self.clause.text[: self.token.end] + (self.given if self.amount else "")

    @property
    def beside(self) -> str:
        """The part of the clause between separators in which the word stands."""
        cuts = list(SEPARATOR.finditer(self.clause.text))
        starts = [0, *(cut.end() for cut in cuts if cut.end() <= self.token.start)]
        ends = [cut.start() for cut in cuts if cut.start() >= self.token.end]
        return self.clause.text[starts[-1] : (ends or [len(self.clause.text)])[0]]

    def has(self, text: str, section: str, *entries: str) -> bool:
        """Whether the text has a word of the entries; of bookings, one that no 不, 未 … stands before."""
        return _pattern(self.words, section, entries).search(text) is not None

    def is_said(self) -> bool:
        """含, 计入 in its clause; 计入 behind it; 其中 before it; 收入 as its last word."""
        text = self.clause.text
        return (
            self.has(text, "remark_bookings", "beside")
            or self.has(text + self.trailing, "remark_bookings", "behind")
            or text[: self.token.start].endswith(_PART_OF_INCOME)
            or self._explains_a_line()
            or (self.kind in ("one_off", "loan", "asset_sale") and text.startswith(_CALLED_INCOME, self.token.end))
        )

    def _explains_a_line(self) -> bool:
        """其他转移性收入40000元，为危房改造补助; 其他转移性收入（危房改造补助）."""
        is_told = _IS.match(self.clause.text) or self.clause.mark[-1:] in ("(", "[", "【")
        lines = tuple(sorted(set(self.words.sections["remark_lines"].values())))
        return bool(is_told) and self.has(self.spoken[-_RECENT:], "remark_lines", *lines)

    def is_income_forecast(self) -> bool:
        """An expected income, not an expected exit; 低保 and the like, paid as a matter of course, become a kind of their own."""
        if any(word in self.beside for word in self.words.sections["remark_fixed_income"]):
            self.kind = "fixed_forecast"
        is_named = any(word in self.beside for word in self.words.sections["remark_income"])
        return self.amount is not None or (self.token.kind == "forecast" and is_named)


@lru_cache(maxsize=64)
def _pattern(words: Words, section: str, entries: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile((_NOT_NEGATED if section == "remark_bookings" else "") + words.any_of(section, *entries))
