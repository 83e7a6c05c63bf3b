"""Survey years in titles, sheet names and 年度 cells. Ranges, dates, document numbers and cohorts are none."""

import re
from functools import lru_cache

from pipeline.recognition.context_words import ContextWords
from pipeline.recognition.periods import with_plain_dates
from pipeline.recognition.wording import fold

_DIGITS = str.maketrans("〇零○◯oO一二三四五六七八九壹贰叁肆伍陆柒捌玖", "000000123456789123456789")
_ZERO = "〇零○◯oO0"
_ONES = f"{_ZERO}一二三四五六七八九壹贰叁肆伍陆柒捌玖"
_CHINESE_YEAR = re.compile(
    rf"[二贰][{_ZERO}][一二壹贰][{_ONES}](?=[\u4e00-\u9fff]|$)|(?<![{_ONES}十百千万第])[一二][{_ONES}](?=年)"
)
_TO = "[-—–―~～至到、和及]+"
_RANGE = re.compile(rf"((?:19|20)\d\d)年?度?(?:{_TO}(?:(?:19|20)\d\d|\d\d)年?度?)*{_TO}((?:19|20)\d\d|\d\d)年?度?")
_DATE = re.compile(r"((?:19|20)\d\d)(?:年\d{1,2}月(?:\d{1,2}日)?|[-./]\d{1,2}(?:[-./]\d{1,2})?)(?![-—~至到\d])")
_END_OF_YEAR = re.compile(r"((?:19|20)\d\d)年(?:底|末|终)")
_MONTHS = re.compile(r"((?:19|20)?\d\d年)\d{1,2}月?份?[-—~至到]\d{1,2}月")
_MONTH_OF_INCOME = re.compile(r"((?:19|20)?\d\d年)\d{1,2}月份?(?=家庭|农户|户均|人均|可支配|收入|收支)")
_WITHIN = re.compile(
    r"(?<!\d)((?:19|20)\d\d)[年.]\d{1,2}月?[-—–―~～至到]+(?:\1[年.])?\d{1,2}月?(?!\d)|((?:19|20)\d\d)年12月31日止年度?"
)
_YEAR = re.compile(r"(?<!\d)[(〔\[]?((?:19|20)\d\d)[)〕\]]?(?:年|度(?!假))")
_BARE = re.compile(
    r"(?<![\d〔.第])((?:19|20)\d\d)(?=[\u4e00-\u9fff)]|$)(?![年度户人元亩号版个项万千式型件家次名公平米斤头只\]〕])"
)
_BRACKETED_NUMBER = re.compile(
    r"[字发办文函组规政](?:\[|\()(?:19|20)\d\d(?:\]|\))|(?:\[|\()(?:19|20)\d\d(?:\]|\))\d+号"
)
_TWO_DIGITS = re.compile(r"(?<![\d.约近满第超逾达])([12]\d)年(?!以|来|内|间|期|限|龄|级|多|后|前|的|\d)")
_ALONE = re.compile(r"^(?:19|20)?([12]\d)(?:年度?)?$")
_WHOLE_YEAR = re.compile(r"^(?:\d{4}年)?(?:全年|年度|整年|合计|0?1月?[-—–~～至到]12月(?:份|底)?|12个月)$")
_CELL = re.compile(r"^['’]?((?:19|20)?[012]\d)(?:年度?|\.0+|-\d\d?-\d\d?.*|-\d\d?|年\d\d?月.*)?$")
_LABELLED = r"<year_label>[:：]?((?:19|20)\d\d)(?![\d年])"
_COHORT_RANGE = f"{_RANGE.pattern}(?:拟|计划|预计?|当年)*<cohort>"
_OTHERS = (  # years in a line that are not the table's
    _BRACKETED_NUMBER.pattern,
    "<reference>[^，。;；|()]*?<referred>",
    r"(?:(?:19|20)\d\d年(?:\d{1,2}月)?(?:\d{1,2}日)?)?<stamp>[^，。;；|()]*",
    _RANGE.pattern,
    _DATE.pattern,
    r"(?:19|20)?\d\d年?度?(?:拟|计划|预计?|当年)*(?:贫困户)?<cohort>",
    r"(?:19|20)\d\d年度?的?<beside>",
)
_OF_TABLE = r"(?:本表|表内|表中|以上|以下|本页|所列|所填|数据)(?:[^，。;较比与同自于从前上]{0,8})"
_IN_NOTE = rf"{_OF_TABLE}?<year_label>[:：为是](?:19|20)?([12]\d)|{_OF_TABLE}(?:19|20)?([12]\d)年(?:度|全年|数据|收入|收支|实际)"


def years_in_title(text: str, words: ContextWords) -> list[int]:
    """Years that a title line states as its survey year, in order, each once."""
    line = words.pattern(_LABELLED).sub(r"\1年", _without_other_years(_folded(text), words))
    named = [int(year) for year in _YEAR.findall(line)]
    return list(dict.fromkeys(named or [*map(int, _BARE.findall(line)), *map(_full, _TWO_DIGITS.findall(line))]))


def years_in_sheet_name(name: str, words: ContextWords) -> list[int]:
    """A sheet name states a year as a title does, or by being one (2018, 17年)."""
    bare = _ALONE.match(_folded(name))
    is_year = bare is not None and (len(bare.group()) > 2)
    return [_full(bare.group(1))] if bare and is_year else years_in_title(name, words)


def years_in_note(text: str, words: ContextWords) -> list[int]:
    """Years that a note gives as those of its table: 数据年度：2017, 本表为2017年全年数据; none that it only mentions."""
    line = _without_other_years(_folded(text), words)
    return list(dict.fromkeys(_full(first or second) for first, second in words.pattern(_IN_NOTE).findall(line)))


def ranges_in_title(text: str, words: ContextWords) -> list[tuple[int, int]]:
    """First and last year of ranges of figures (2016-2018年收入); a cohort's (2016-2018年预脱贫户) are none."""
    line = words.pattern(_COHORT_RANGE).sub(" ", _folded(text))
    found = ((int(first), _full(last[-2:])) for first, last in _RANGE.findall(line))
    return [(first, last) for first, last in found if first < last]


def years_of_dates(text: str) -> list[int]:
    """Years of dates (2018年12月10日, 2018-12-10, 2018年12月, 2018年底)."""
    line = _MONTHS.sub(" ", _folded(text))
    return [int(year) for pattern in (_DATE, _END_OF_YEAR) for year in pattern.findall(line)]


def _folded(text: str) -> str:
    return with_plain_dates(_CHINESE_YEAR.sub(lambda found: found.group().translate(_DIGITS), fold(text)))


def _without_other_years(line: str, words: ContextWords) -> str:
    line = _MONTH_OF_INCOME.sub(r"\1", _MONTHS.sub(r"\1", line))
    line = _WITHIN.sub(lambda found: f"{found.group(1) or found.group(2)}年", line)
    for other in _OTHERS:
        line = words.pattern(other).sub(" ", line)
    return line


def _full(digits: str) -> int:
    return 2000 + int(digits[-2:]) if len(digits) == 2 else int(digits)


@lru_cache(maxsize=10_000)
def year_of_cell(text: str) -> int | None:
    """The year of a 年度 cell: 2018, 18年, 2018年度, 二〇一八年, a date; None when it is none of these."""
    found = _CELL.match(_folded(text))
    return _full(found.group(1)) if found and (len(found.group(1)) == 4 or found.group(1) >= "10") else None


@lru_cache(maxsize=10_000)
def is_whole_year(text: str) -> bool:
    """Whether a 月份 cell says that its row holds the whole year: 全年, 1-12月."""
    return _WHOLE_YEAR.match(fold(text)) is not None
