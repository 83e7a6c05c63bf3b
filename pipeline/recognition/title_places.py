"""County, town and village that lines of a sheet name, as delivered, for tables without such columns."""

import re
from collections.abc import Iterable

from pipeline.recognition.context_words import ContextWords
from pipeline.recognition.wording import fold

Place = tuple[str | None, str | None, str | None]
LEVELS = ("county", "town", "village")

_YEAR = re.compile(
    r"^(?:(?:19|20)?\d\d年度?|(?:19|20)\d\d)|^(?:\(?[\d一二三四五六七八九十]{1,3}\)?[、.]|\([\d一二三四五六七八九十]{1,3}\))"
)
_PROVINCE_CITY = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,8}?(?:省(?!定|级|重点)|自治区))?(?:[\u4e00-\u9fff]{2,6}?市(?=[\u4e00-\u9fff]{1,8}?(?:县|区|市)))?"
)
_ATTACHED = re.compile(r"^(?:关于|附件\d*[:：、.]?|附表\d*[:：、.]?)")
_BETWEEN = re.compile("^[-—–·•.、,，/]+")
_POOR = re.compile(r"^(?:省定|省级|市定|市级)?(?:相对|重点)?贫困村(?=[\u4e00-\u9fff]{1,8}?(?:村|社区))")
_HELPER = re.compile(r"^(?:[\u4e00-\u9fff]{2,12}?(?:对口|帮扶|扶贫办|驻(?!村))+|驻(?!村))")
_COUNTY = re.compile(r"^([\u4e00-\u9fff]{1,8}?(?:自治县|县|(?<!社)区|市(?=[\u4e00-\u9fff]{1,8}?(?:镇|乡|街道))))")
# 示例村城乡居民养老保险, 城镇职工: town and country, no town; but 遂城镇, 古城乡
_BOTH = r"居民(?!委)|居保|低保|最低|医保|医疗|养老|基本|社会|社保|特困|困难|救助|职工|就业|户籍|建设|一体|环卫"
_TOWN = re.compile(
    rf"^([\u4e00-\u9fff]{{1,8}}?(?<!村)(?:街道办事处|街道办|街道|(?:镇|乡)(?!(?<=城.)(?:{_BOTH}))))(?!村民|村(?:委|$)|银行)"
)
_COMMITTEE = re.compile(r"^([\u4e00-\u9fff\d]{1,10}?(?:村民委员会|村委会|村委|居民委员会|居委会|社区(?!村|居)))(?!会)")
_NO_VILLAGE = r"(?!民|级|集体|别|庄|小组|镇银行|[^\u4e00-\u9fff]*银行)"
_VILLAGES = re.compile(rf"村{_NO_VILLAGE}")
_BEHIND = re.compile(r"(?:\(|[-—–]+)([\u4e00-\u9fff]{2,24}(?:村|村委会|村民委员会|社区))\)?$")  # 统计表（示例村）
_LABELLED = r"^(?:所在)?(<place_label>)(?:名称?)?(?:\(.*?\))?[:：]([\u4e00-\u9fff\d]{1,14})(?:[(,，;；].*)?$"
_FOREIGN = r"<place_foreign>(?:\(.*?\))?[:：]"  # the label of an office that is not the village's own: 帮扶单位：
_PREFIX = r"^.*<place_prefix>(?:\(.*?\))?[:：]"
_STOP = r"<place_stop>|\d|[^\u4e00-\u9fff\w]"
# What is no name of a place: 全村, 贫困村, 上屋自然村.
_GENERIC = "^(?:各|全|本|该|我|每|所|按|分)|^<place_generic>$|(?:贫困|自然|驻|农|帮扶|重点)村$|^.?行政村$|(?:贫困|镇|县|区)行政村$"
_LONGEST = 12
_IN_A_NAME = re.compile("(?!城[乡镇]$)[^村第\\d一二三四五六七八九十上下]{1,2}$")  # 李村生
_COUNT = re.compile(r"^(?:\(.{0,14}\)|共?\d+户?(?:\d+人)?|[:：、,，.。]|片区?)*$")


def place_in_titles(texts: Iterable[str], words: ContextWords) -> Place:
    """The first county, town and village that the title lines name; None where none does."""
    county = town = village = None
    for text in (part for line in texts for part in line.split()):
        found = place_in_line(text, words)
        county, town, village = county or found[0], town or found[1], village or found[2]
    return county, town, village


def place_in_line(text: str, words: ContextWords) -> Place:
    """County, town and village of one line such as 单位：示例县示例镇示例村, a title that begins or ends with them, or one
    of them after its label (村：示例)."""
    place = _place_and_rest(text, words)[0]
    behind = None if any(place) else _BEHIND.search(fold(text))
    return place if behind is None else _place_and_rest(behind.group(1), words)[0]


def place_of_section(text: str, words: ContextWords) -> Place:
    """The place that a line is and nothing else: 示例东村, 一、示例镇示例东村委会（12户）, 行政村：示例东."""
    place, rest = _place_and_rest(text, words)
    return place if any(place) and _COUNT.match(rest) else (None, None, None)


def _place_and_rest(text: str, words: ContextWords) -> tuple[Place, str]:
    line = fold(text)
    if words.pattern(_FOREIGN).search(line):
        return (None, None, None), ""
    labelled = words.pattern(_LABELLED).match(line)
    if labelled is not None:
        level = words.value_of("place_label", labelled.group(1))
        named = tuple(labelled.group(2) if one == level else None for one in LEVELS)
        return named, ""  # type: ignore[return-value]
    line = _ATTACHED.sub("", words.pattern(_PREFIX).sub("", line))
    line = _HELPER.sub("", _YEAR.sub("", _YEAR.sub("", line)))
    line = line[_PROVINCE_CITY.match(line).end() :]  # type: ignore[union-attr]
    county, line = _take(_COUNTY, line, words)
    town, line = _take(_TOWN, line, words)
    line = _POOR.sub("", line)
    village, line = _take_village(_BETWEEN.sub("", _YEAR.sub("", line)) if county or town else line, words)
    return (county, town, village), line


def _take(pattern: re.Pattern[str], line: str, words: ContextWords) -> tuple[str | None, str]:
    found = pattern.match(line)
    if found is None or words.pattern(_GENERIC).search(found.group(1)):
        return None, line
    return found.group(1), line[found.end() :]


def _take_village(line: str, words: ContextWords) -> tuple[str | None, str]:
    """A committee or community by its first such ending, else up to the last 村 of the name: 大村坡村, not 大村."""
    stop = words.pattern(_STOP).search(line, 1)
    head = line[: stop.start() if stop else len(line)]
    committee = _COMMITTEE.match(line)
    if committee is not None and (stop is None or committee.end() <= stop.start() or "村" not in head):
        return _take(_COMMITTEE, line, words)
    for end in reversed([found.end() for found in _VILLAGES.finditer(line) if 1 < found.end() <= _LONGEST]):
        is_name = end <= len(head) and line[:end].isalnum() and not words.pattern(_GENERIC).search(line[:end])
        if is_name and not _IN_A_NAME.match(head[end:]):
            return line[:end], line[end:]
    return None, line
