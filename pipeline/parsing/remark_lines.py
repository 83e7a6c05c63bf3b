"""The line of the form that a remark puts money in: 其他转移性收入含…, …计入经营收入."""

import re
from functools import lru_cache

from pipeline.parsing.remark_mentions import Mention
from pipeline.parsing.words import Words

SECTION = "remark_lines"
_INTO = "(?:计入|算入|记入|列入|列在|并入|纳入|归入|填入|填在|放在|在)"


def line_of(mention: Mention, words: Words) -> str | None:
    """The item: the one the money is booked into, else the last one named before the word in its sentence."""
    into = _pattern(words, _INTO).search(mention.clause.text[mention.token.end :] + mention.trailing)
    if into:
        return words.sections[SECTION][into["line"]]
    before = list(_pattern(words, "").finditer(mention.spoken + mention.clause.text[: mention.token.start]))
    return words.sections[SECTION][before[-1]["line"]] if before else None


@lru_cache(maxsize=8)
def _pattern(words: Words, lead: str) -> re.Pattern[str]:
    listed = sorted(words.sections[SECTION], key=lambda word: (-len(word), word))
    return re.compile(f"{lead}(?P<line>{'|'.join(re.escape(word) for word in listed)})")
