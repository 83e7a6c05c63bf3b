"""The year that a status text names: since when what it says is so, and the text without its dates."""

import re

from pipeline.parsing.words import plain_word

_PART = r"上半年|下半年|全年|[春秋]季(?:学期)?|第?[一二三四]季度|(?:\d{1,2}(?:月份?)?[-~至到])?\d{1,2}月份?"
_DAY = rf"(?<!\d)(?:20\d\d)(?:年度?(?:{_PART})?(?:\d{{1,2}}[日号])?|[.\-/]\d{{1,2}}(?:[.\-/]\d{{1,2}})?(?!\d))"
_UNTIL = r"[至到~]|截止|截至|(?<=[\d年月日号])[-—–]+"  # 2016-2017年
_DATE = re.compile(rf"(?P<until>{_UNTIL})?(?P<day>{_DAY})(?P<over>[底末]?止|[底末]?期满|到期|[底末]?结束)?")
_DATED_DAY = rf"(?:20\d\d(?=[-~至到—]20\d\d年))?(?:从|自|于|{_UNTIL})?{_DAY}(?:开始|以来|起|后|底|末|初|前)?"
_DATED = re.compile(rf"[(（]{_DATED_DAY}[)）]|{_DATED_DAY}")


def since_year(text: str) -> int | None:
    """The last year in the text; the one after it where it is an end (享受至2018年12月). None without a year."""
    date = _last_date(text)
    return int(date["day"][:4]) + _is_end(date) if date else None


def has_ended(text: str) -> bool:
    """Whether the last date in the text is the end of what it tells (2017年6月至2017年12月享受)."""
    date = _last_date(text)
    return date is not None and _is_end(date)


def without_dates(text: str) -> str:
    """The plain text without its dates: 是（2015年起） → 是, 计划2019年出嫁 → 计划出嫁."""
    return _DATED.sub("", plain_word(text))


def dated_parts(text: str) -> list[str]:
    """The plain text cut before each date: 2016年入伍2018年退伍 → 2016年入伍, 2018年退伍; one date alone cuts nothing."""
    plain = plain_word(text)
    starts = [date.start() for date in _DATE.finditer(plain)][1:]
    return [plain[start:end] for start, end in zip([0, *starts], [*starts, len(plain)], strict=True)]


def _last_date(text: str) -> re.Match[str] | None:
    return next(reversed(list(_DATE.finditer(plain_word(text)))), None)


def _is_end(date: re.Match[str]) -> bool:
    """An end, unless the text begins with it: 截至2018年底未脱贫 is as of then."""
    return bool(date["over"] or (date["until"] and date.start() > 0))
