"""Whether a text says that figures are of a part of a year, or not of the past at all."""

import re

from pipeline.recognition.context_words import ContextWords
from pipeline.recognition.wording import fold

_DIGITS = {"十二": "12", "十一": "11", "十": "10"} | {
    one: str(number) for number, one in enumerate("一二三四五六七八九", 1)
}
_CHINESE_MONTH = re.compile(
    "(十[一二]?|[一二三四五六七八九])(?=个?月|[-—–―~～至到](?:十[一二]?|[一二三四五六七八九])月)"
)
_TO = "[-—–―~～至到]+"
_YEAR = r"(?:((?:19|20)?\d\d)[年.]\(?)?"
_MONTHS = re.compile(rf"(?<![\d./-]){_YEAR}(\d{{1,2}})月?份?(?:\d{{1,2}}日)?{_TO}{_YEAR}(\d{{1,2}})(月|(?=[)\]]|$))")
_DOTTED = re.compile(rf"(?<!\d)((?:19|20)\d\d)\.(\d{{1,2}}){_TO}((?:19|20)\d\d)\.(\d{{1,2}})(?!\d)")
_UNTIL = re.compile(
    r"(?<!填报)(?<!报送)(?<!上报)(?:截[至止]|(?:统计|累计|核算|计算|数据|收入|收支)[至到止])(?:到)?"
    r"((?:19|20)?\d\d[年.])?(\d{1,2})月(?:底|末|份|\d\d?日|(?=[)\],。;]|$|[^年]{0,12}收[入支]))(?!建档|在册|存量|未脱贫|前)"
)
_DAY = r"((?:19|20)\d\d)(?:[-./年](1[0-2]|0?[1-9])(?:[-./月](3[01]|[12]\d|0?[1-9])日?|月)?|(1[0-2]|0[1-9])(3[01]|[12]\d|0[1-9])?)"
_SPAN = re.compile(rf"(?<!\d){_DAY}{_TO}{_DAY}(?![-./\d月])")
_UP_TO = re.compile(r"((?:19|20)?\d\d[年.])?(?<!\d)(\d{1,2})月(?:份|底|末)?(?:为)?止(?!损|付)")
# When a form was filled in or is due, and when teams called: no months of figures.
_HANDLING = re.compile(
    r"(?:填[报表写]|[报上]送|上报|入户|核查|调查|走访|公示)(?:的)?(?:时间|日期|期限)[:为]?[^，。,;；|()]*"
)
_FIRST_MONTH = re.compile(r"(?<![\d万千百/])元月")
_ONE_MONTH = re.compile(r"(?:19|20)?\d\d年(\d{1,2})月份?(?=家庭|农户|户均|人均|可支配|收入|收支)")
LAST = 12


def with_plain_dates(line: str) -> str:
    """From one date to another in one writing: 20180101-20180930 and 2018/1/1—2018/9/30 as 2018年1月1日至2018年9月30日."""
    return _SPAN.sub(lambda found: f"{_plain_date(*found.groups()[:5])}至{_plain_date(*found.groups()[5:])}", line)


def _plain_date(year: str, month: str | None, day: str | None, two_digits: str | None, day_behind: str | None) -> str:
    of_month = day or day_behind
    return f"{year}年{int(month or two_digits or 0)}月" + (f"{int(of_month)}日" if of_month else "")


def period_in(text: str, words: ContextWords) -> str:
    """The part of a year that a line says its figures are of (1-9月, 上半年, 第三季度); '' for none or the whole year."""
    line = _FIRST_MONTH.sub("1月", _HANDLING.sub(" ", with_plain_dates(fold(text))))
    line = _CHINESE_MONTH.sub(lambda one: _DIGITS[one.group()], line)
    months = _DOTTED.search(line) or _MONTHS.search(line)
    if months is not None and (months.lastindex != 5 or months.group(5) or months.group(1)):  # 附表1-2 are no months
        return _unless_whole(*months.groups()[:4])
    until = _UNTIL.search(line) or _UP_TO.search(line)
    if until is not None and 1 <= int(until.group(2)) < LAST:
        year = f"20{until.group(1)[-3:-1]}年" if until.group(1) else ""
        return f"截至{year}{int(until.group(2))}月"
    month = _ONE_MONTH.search(line)
    if month is not None and 1 <= int(month.group(1)) < LAST:
        return f"{int(month.group(1))}月"
    return words.first("period", words.pattern("<period_innocent>").sub(" ", line))


def _unless_whole(first_year: str | None, first: str, last_year: str | None, last: str) -> str:
    if not (1 <= int(first) <= LAST and 1 <= int(last) <= LAST):
        return ""
    is_one_year = last_year is None or first_year is None or first_year[-2:] == last_year[-2:]
    if is_one_year:
        return "" if (int(first), int(last)) == (1, LAST) or int(first) >= int(last) else f"{int(first)}-{int(last)}月"
    return f"{first_year}年{int(first)}月至{last_year}年{int(last)}月"


def is_after(period: str, year: int | None) -> bool:
    """Whether a period only says that it was counted after the year was over: 截至2019年1月 of 2018."""
    stated = re.match(r"截至(\d{4})年", period)
    return stated is not None and year is not None and int(stated.group(1)) > year


def last_month(period: str) -> int | None:
    """The month up to which a period reaches, where it is plain: 9 for 1-9月 and 前三季度, 6 for 上半年."""
    months = re.findall(r"(\d{1,2})个?月", period)
    if months:
        return int(months[-1])
    if "半年" in period or "年中" in period:
        return 6 if "下" not in period else LAST
    quarter = re.search("([一二三四1-4两])个?季|Q([1-4])", period)
    if quarter is None:
        return None
    number = (quarter.group(1) or quarter.group(2)).replace("两", "二")
    return 3 * ("一二三四".find(number) + 1 or int(number))


def is_forecast(text: str, words: ContextWords) -> str:
    """The word by which a line says that its figures are expected or planned; '' for none."""
    return words.first("forecast", words.pattern("<forecast_innocent>").sub(" ", fold(text)))
