"""Dates and years as typed: 2018-03-05, 2018.3, 201803, 2018年3月, 三月, 43164 (a spreadsheet's day number)."""

import datetime as dt
import re
from dataclasses import dataclass

from pipeline.parsing.characters import narrow

_SPREADSHEET_EPOCH = dt.date(1899, 12, 30)  # day 0 of the 1900 system, its false leap day of 1900 counted
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 73_050  # 1927-05-18 to 2099-12-31
_YEAR = "(?P<year>19[0-9]{2}|20[0-9]{2})"
_MONTH = "(?P<month>0?[1-9]|1[0-2])"
_DAY = "(?P<day>0?[1-9]|[12][0-9]|3[01])"
_SHAPES = [
    re.compile(shape)
    for shape in (
        rf"{_YEAR}(?P<mark>[-/.]){_MONTH}(?P=mark){_DAY}(?:[ T][0-9:.]+)?",
        rf"{_YEAR} ?年 ?{_MONTH} ?月 ?{_DAY} ?[日号]",
        rf"{_YEAR}(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12][0-9]|3[01])",
        rf"{_YEAR} ?年 ?{_MONTH} ?月份?",
        rf"{_YEAR}[-/]{_MONTH}",
        rf"{_YEAR}\.(?P<month>0[1-9]|1[0-2]|[2-9])",  # 2018.1 may be 2018.10 typed as a number: no month
        rf"{_YEAR}(?P<month>0[1-9]|1[0-2])",
        rf"{_YEAR}(?:\.0|\.1)?(?: ?年)?度?",
        rf"{_MONTH} ?(?:月份?)?",
    )
]
_SERIAL = re.compile(r"(?P<day>[0-9]{5})(?:\.[0-9]+)?")
_CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_CHINESE_YEAR = re.compile(r"二[〇零○][〇零○一][〇零○一二三四五六七八九](?=年|$)")
_CHINESE_PART = re.compile(r"(?P<tens>[二三]?十)?(?P<ones>[一二三四五六七八九])?(?=[月日号])")
_NAMED_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2}) ?年")


@dataclass(frozen=True, slots=True)
class DateParts:
    """What a text says of a date; None where it says nothing, or nothing certain."""

    year: int | None = None
    month: int | None = None
    date: dt.date | None = None


def parse_date(text: str) -> DateParts:
    """Read one cell. Never raises; an impossible date (2018-02-30) gives no part at all."""
    plain = narrow(text)
    if len(plain) > 30:
        return DateParts()
    plain = _CHINESE_PART.sub(_arabic, _arabic_year(plain))
    serial = _SERIAL.fullmatch(plain)
    if serial and _FIRST_SERIAL <= int(serial["day"]) <= _LAST_SERIAL:
        return _of_date(_SPREADSHEET_EPOCH + dt.timedelta(days=int(serial["day"])))
    for shape in _SHAPES:
        if found := shape.fullmatch(plain):
            return _of_parts(found.groupdict())
    return DateParts()


def parse_year(text: str) -> int | None:
    """The one year that a text names: 2018, 2018年度, 二〇一八年, 2018年预脱贫, 2018年1-12月, any date; of two: None."""
    text = _arabic_year(text)
    year = parse_date(text).year
    if year is not None:
        return year
    named = set(_NAMED_YEAR.findall(narrow(text)))
    return int(named.pop()) if len(named) == 1 else None


def _arabic_year(text: str) -> str:
    return _CHINESE_YEAR.sub(lambda found: found.group().translate(_CHINESE_DIGITS), text)


def _arabic(part: re.Match[str]) -> str:
    """十二 as 12; nothing where nothing is written in Chinese."""
    tens, ones = part["tens"] or "", part["ones"] or ""
    if not tens:
        return ones.translate(_CHINESE_DIGITS)
    return f"{(tens[:-1] or '一').translate(_CHINESE_DIGITS)}{(ones or '〇').translate(_CHINESE_DIGITS)}"


def _of_parts(parts: dict[str, str | None]) -> DateParts:
    year, month, day = (int(value) if (value := parts.get(name)) else None for name in ("year", "month", "day"))
    if year is None or month is None or day is None:
        return DateParts(year, month)
    try:
        return _of_date(dt.date(year, month, day))
    except ValueError:
        return DateParts()


def _of_date(day: dt.date) -> DateParts:
    return DateParts(day.year, day.month, day)
