"""The line of the form that a remark puts money in: 其他转移性收入含…, …计入经营收入."""

import re
from functools import lru_cache

from pipeline.parsing.remark_mentions import Mention
from pipeline.parsing.words import Words

SECTION = "remark_lines"
HOLDERS = "remark_holders"  # 低保金 alone may be money beside money; a line only where 含 stands behind it
_HOLDS = r"(?:一?栏)?(?:[0-9,.]+万?元)?(?:其中)?[中里内]?(?:含|包括|包含)"
_INTO = "(?:计入|算入|记入|列入|列在|并入|纳入|归入|填入|填在|放在|在)"


def line_of(mention: Mention, words: Words) -> str | None:
    """The item: the one the money is booked into, else the last one named before the word in its sentence."""
    into = _pattern(words, SECTION, _INTO, "").search(mention.clause.text[mention.token.end :] + mention.trailing)
    if into:
        return words.sections[SECTION][into["line"]]
    told = mention.spoken + mention.clause.text[: mention.token.start]
    before = [(one.end(), SECTION, one["line"]) for one in _pattern(words, SECTION, "", "").finditer(told)]
    before += [(one.end(), HOLDERS, one["line"]) for one in _pattern(words, HOLDERS, "", _HOLDS).finditer(told)]
    if not before:
        return None
    _, section, word = max(before)
    return words.sections[section][word]


@lru_cache(maxsize=8)
def _pattern(words: Words, section: str, lead: str, trail: str) -> re.Pattern[str]:
    listed = sorted(words.sections[section], key=lambda word: (-len(word), word))
    return re.compile(f"{lead}(?P<line>{'|'.join(re.escape(word) for word in listed)}){trail}")
