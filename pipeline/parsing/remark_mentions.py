"""A declared word in a remark, with what stands around it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.parsing.remark_tokens import SEPARATOR, Clause, Token
from pipeline.parsing.words import Words

_NOT_NEGATED = "(?<![不未没非无])(?<![不未没非无].)"  # 不再计入, 没有计入
_CALLED_INCOME = ("收入", "所得", "款收入", "款所得")  # 变卖收入
_PART_OF_INCOME = ("其中", "其中有")
_RECENT = 20  # characters before a clause in which the line must be named
_IS = re.compile("^(?:为|系|是|属|均为|全为|都是|即|全是|来自|来源于)")  # 其他转移性收入40000元，为危房改造补助


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
