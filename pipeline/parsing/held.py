"""Whether what a column asks for is had (是否享受低保, 是否参加医保, 是否危房): by the words inside the cell, the last one deciding."""

import re

from pipeline.parsing.flags import head_flag, parse_flag
from pipeline.parsing.register_types import is_pending
from pipeline.parsing.status_years import has_ended, since_year, without_dates
from pipeline.parsing.statuses import is_negated
from pipeline.parsing.words import Words, plain_word

SECTION = "held"
_ONE_YEAR = re.compile("(?P<year>20[0-9]{2})(?:年度?|:)(?P<said>.+)")


def parse_held(text: str, words: Words) -> bool | None:
    """是, 否 and their like; what has ended is had no more (享受至2017年12月); else the words inside (否（已参加职工医保）), a negated
    one the opposite; else the answer that the text begins with. None where nothing of it says."""
    if has_ended(text):
        return False
    flag = parse_flag(text, words)
    if flag is not None or words.entry_of("flags", text):
        return flag
    plain = without_dates(text)
    entry = _last_word(plain, words)
    if entry is not None:
        return {"is_held": True, "is_not_held": False}.get(entry)
    return head_flag(text, words)


def held_since(text: str, words: Words) -> int | None:
    """Since when it is so; what is only asked for (拟于2019年纳入) was not so before either."""
    return None if is_pending(plain_word(text), words) else since_year(text)


def held_until(text: str, words: Words) -> int | None:
    """The only year that a text tells of (2017年享受, 2017年度参保); None where it goes on (2017年起享受) or ends otherwise."""
    told = _ONE_YEAR.fullmatch(plain_word(text).strip("()（）"))
    return int(told["year"]) if told and words.entry_of("held_once", told["said"]) else None


def _last_word(plain: str, words: Words) -> str | None:
    """The entry of the word that ends last, of those that end together the longest; what is negated is not held."""
    start, end, entry = words.place_of_last(SECTION, plain) or (0, 0, None)
    is_denied = entry == "is_held" and is_negated(plain, start, end, words)
    return "is_not_held" if is_denied else entry
