"""Survey years in titles, sheet names and 年度 cells. Ranges, dates, document numbers and cohorts are none."""

import re
from functools import lru_cache

from pipeline.recognition.wording import fold

_DIGITS = str.maketrans("〇零○◯oO一二三四五六七八九壹贰叁肆伍陆柒捌玖", "000000123456789123456789")
_CHINESE_YEAR = re.compile(r"[二贰][〇零○◯oO0][一二壹贰]?[〇零○◯oO一二三四五六七八九壹贰叁肆伍陆柒捌玖](?=年|$)")
_RANGE = re.compile(r"(?:19|20)\d\d年?度?(?:[-—–―~～至到、和及]+(?:(?:19|20)\d\d|\d\d)年?度?)+")
_DATE = re.compile(r"(?:19|20)\d\d(?:年\d{1,2}月(?:\d{1,2}日)?|[-./]\d{1,2}(?:[-./]\d{1,2})?)(?![-—~至到\d])")
_MONTHS = re.compile(r"((?:19|20)\d\d年)\d{1,2}[-—~至到]\d{1,2}月")
_COHORT = re.compile(r"(?:19|20)\d\d年?度?(?:拟|计划|预计?|当年)*(?:脱贫|退出)")
_STAMP = re.compile(r"(?:日期|时间|截至|截止|制表|填报于|打印)[^，。;；|]*")
_WITHIN = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[年.]\d{1,2}月?[-—–―~～至到]+(?:\1[年.])?\d{1,2}月?(?!\d)|((?:19|20)\d\d)年12月31日止年度?"
)
_LABELLED = re.compile(r"(?:年度|年份)[:：]?((?:19|20)\d\d)(?![\d年])")
_YEAR = re.compile(r"(?<!\d)[(〔\[]?((?:19|20)\d\d)[)〕\]]?(?:年|度(?!假))")
_BARE = re.compile(r"^(?:19|20)\d\d(?:年度?)?$")
_WHOLE_YEAR = re.compile(r"^(?:\d{4}年)?(?:全年|年度|整年|合计|0?1月?[-—–~～至到]12月(?:份|底)?|12个月)$")
_CELL = re.compile(r"^((?:19|20)\d\d)(?:年度?|\.0+|-\d\d?-\d\d?.*|-\d\d?|年\d\d?月.*)?$")


def years_in_title(text: str) -> list[int]:
    """Years that a title line states as its survey year, in order, each once."""
    line = _CHINESE_YEAR.sub(lambda found: found.group().translate(_DIGITS), fold(text))
    line = _MONTHS.sub(r"\1", line)
    line = _WITHIN.sub(lambda found: f"{found.group(1) or found.group(2)}年", line)
    line = _LABELLED.sub(r"\1年", line)
    for pattern in (_RANGE, _STAMP, _DATE, _COHORT):
        line = pattern.sub(" ", line)
    return list(dict.fromkeys(int(year) for year in _YEAR.findall(line)))


def years_in_sheet_name(name: str) -> list[int]:
    """A sheet name states a year as a title does, or by being one (2018)."""
    bare = _BARE.match(fold(name))
    return [int(bare.group()[:4])] if bare else years_in_title(name)


@lru_cache(maxsize=10_000)
def year_of_cell(text: str) -> int | None:
    """The year of a 年度 cell: 2018, 2018年, 2018年度, 二〇一八年, a date; None when it is none of these."""
    folded = fold(text)
    found = _CELL.match(_CHINESE_YEAR.sub(lambda one: one.group().translate(_DIGITS), folded))
    return int(found.group(1)) if found else None


@lru_cache(maxsize=10_000)
def is_whole_year(text: str) -> bool:
    """Whether a 月份 cell says that its row holds the whole year: 全年, 1-12月."""
    return _WHOLE_YEAR.match(fold(text)) is not None
