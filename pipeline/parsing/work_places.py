"""Whether somebody works within his county: by the words of the forms, else by the county's name."""

import re

from pipeline.parsing.words import Words, plain_word

_STEM = re.compile(r"(.{2,}?)(?:[^族]{1,4}族)*自治[县旗]|(.+)[县市区旗]")
_KINDS = "县市区旗"
# A name of one character and its kind (沙县, 城区) is part of others (长沙县, 廉江城区): it must begin a name.
_BEGINS = r"(?:^|(?<=[省市州盟区县在到去])|(?<=[^一-鿿]))"


def is_local_work(text: str, words: Words) -> bool:
    """Read 'county|work place', the county normalised and '' where unknown. What is not known to be local is not."""
    county, _, work_place = text.partition("|")
    place = plain_word(work_place)
    named = words.entries_in("work_places", place)
    if "away" in named:
        return False
    return "local" in named or (bool(county) and ("本" + county[-1] in place or _names(county, place)))


def _names(county: str, place: str) -> bool:
    """遂溪 and 遂溪县城 name 遂溪县, 长沙市 does not name 长沙县: a kind that is written is believed."""
    found = _STEM.fullmatch(county)
    stem = (found[1] or found[2]) if found else county
    if len(stem) < 2:
        return re.search(_BEGINS + re.escape(county), place) is not None
    others = _KINDS.replace(county[-1], "")
    return re.search(f"{re.escape(stem)}(?![{others}])", place) is not None
