"""Months worked in a year: 10个月, 十个月, 3-11月, 全年; an unknown text (季节性, 约8个月) stays unknown. Whether somebody
works within his county: by the words of the forms, else by the county's name."""

import re
from decimal import ROUND_HALF_UP, Decimal

from pipeline.parsing.numerals import plain_numeral, read_numeral
from pipeline.parsing.words import Words, plain_word

WHOLE_YEAR = Decimal(12)
_WHOLE = re.compile("(?:全年|常年|整年|一年|1年|一整年)(?:务工|在外|在外务工|外出务工)?")
_HALF = re.compile("半年(?:务工|在外|外出务工)?")
_COUNT = re.compile("(-?[0-9]{1,4}(?:[.][0-9]+)?)(?:个?月)?")  # 20180315 is a date, no number of months
_HALF_MONTH = re.compile("([0-9]{1,4})个半月")
_CENTS, _MOST = Decimal("0.01"), 10_000  # decimal(6,2)
_MONTH = "(?:20[0-9]{2}[年./])?([0-9]{1,2})"
_SPAN = re.compile(f"{_MONTH}月?(?:份)?(?:-|—|–|~|至|到){{1,2}}{_MONTH}(月?)(?:份|底|末)?")
_STEM = re.compile(r"(.{2,}?)(?:[^族]{1,4}族)*自治[县旗]|(.+)[县市区旗]")
_KINDS = "县市区旗"
# A name of one character and its kind (沙县, 城区) is part of others (长沙县, 廉江城区): it must begin a name.
_BEGINS = r"(?:^|(?<=[省市州盟区县在到去])|(?<=[^一-鿿]))"


def parse_work_months(text: str) -> Decimal | None:
    """How many months a cell states. A span counts both its ends (3-11月 is 9) and must name months and lie within one year."""
    plain = plain_word(text).replace("～", "~").replace("−", "-").strip("()（）。")
    if _WHOLE.fullmatch(plain):
        return WHOLE_YEAR
    if _HALF.fullmatch(plain):
        return WHOLE_YEAR / 2
    if found := _COUNT.fullmatch(plain):
        months = Decimal(found[1]).quantize(_CENTS, ROUND_HALF_UP)
        return months if abs(months) < _MOST else None
    if found := _HALF_MONTH.fullmatch(plain):
        return Decimal(found[1]) + Decimal("0.5")
    if (found := _SPAN.fullmatch(plain)) and "月" in plain:
        return _span(found[1], found[2], plain)
    number = read_numeral(plain_numeral(plain.removesuffix("个月"))) if plain.endswith("个月") else None
    return None if number is None or number >= _MOST else Decimal(number)


def _span(start: str, end: str, plain: str) -> Decimal | None:
    """Both ends counted; None for no months of a year, for 11月-次年2月 and for 3-5个月, which states no number."""
    first, last = int(start), int(end)
    years = set(re.findall("20[0-9]{2}", plain))
    if len(years) > 1 or not 1 <= first <= last <= int(WHOLE_YEAR):
        return None
    return Decimal(last - first + 1)


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
