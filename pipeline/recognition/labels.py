"""Rows that are no data: totals, notes below a table, column numbers, units under the header."""

import re
from functools import lru_cache
from itertools import pairwise

from pipeline.recognition.wording import UNIT_YUAN, fold, is_number

_TOTAL = re.compile(r"^(.{0,12}?)(小计|合计|总计|共计|累计)(?:\(.{0,12}\)|\d+[户人])?[:：]?$")
_EXACT = re.compile(r"^(?:小计|合计|总计|共计|累计)[:：]?$")
_WHOLE = re.compile(r"^(?:计|[全本][县镇乡村]|共(?:\d+[户人名])+)[:：]?$")  # nothing else may be called so
_MEAN = re.compile(
    r"^(?:全[县镇乡村]|本[镇乡村])?(?:(?:每)?户均|人均|(?:每[户人])?平均(?:数|值)?|均值|最[高大低小]值?|占比|比例|比重|增[幅减长](?:额|率)?|同比)[:：]?$"
)
_TOTAL_MARKS = frozenset("计全本共")
LABEL_MARKS = frozenset("计全本共均占比增最:：")  # a label of totals, means or remarks has one
_MEAN_MARKS = frozenset("均占比增最")  # one of them is in each
_LEVEL = {"小计": 1, "合计": 2, "累计": 3, "总计": 3, "共计": 3}
_NOTE = re.compile(
    r"^(?:填表|填报|审核|审批|审定|制表|复核|编制|说明|填表说明|注[:：;1-9一二]|备注[:：]|附注|附[:：]|负责人|单位负责|单位领导|经办|联系人|联系电话"
    r"|续表|续上|接上|转下|\(续|村书记|村支书|驻村|户主签|签名|签字|签章|盖章|日期|统计人|统计员|打印|第\d+页|共\d+页|主管|分管|数据来源|报送|以上|本表|此表|\*|※)"
)
_ROLE = re.compile(
    r"^(?:(?:填表|填报|制表|审核|审批|审定|复核|编制|经办|统计|报送|负责|联系|分管|主管)(?:人员|人|员|单位|领导|日期|时间|电话)|制表|审核|审批|复核|经办|村书记|村支书|村主任|签字|签章|盖章)$"
)
_MARK = re.compile(r"[:：]")
_COLUMN_NUMBER = re.compile(r"^\(?第?(\d{1,3})[栏列项]?\)?(?:=.*)?$")
_COLUMN_LETTER = re.compile(r"^[甲乙丙丁戊己庚辛壬癸A-Z]$")
_NUMBERING_LABEL = re.compile(r"^(?:栏次|行次|列次|栏号|栏目|项次|列号)$")
_UNIT_CELL = re.compile(
    rf"^\(?(?:(?:计量|金额)?单位:?)?(?:{'|'.join(UNIT_YUAN)}|人|口|户|月|个月|年|亩|岁|%|-|—|/)?(?:/\w{{1,4}})*\)?$"
)
_MONEY_CELL = re.compile(rf"^\(?(?:(?:计量|金额)?单位:?)?(?:{'|'.join(UNIT_YUAN)})(?:/\w{{1,4}})*\)?$")
_OF_FIGURES = re.compile("元|单位|金额")  # no place, code or name has one of these
LONG_TEXT = 12
_EXAMPLE = re.compile(r"^\(?(?:填[表写报]?)?(?:[示样范举])?例(?:[:：]|(?:\d{1,2}[行户]?)?\)?$)")
_HAMLET = re.compile(
    r"^(?:\d{1,2}[、.])?[\u4e00-\u9fff\d]{1,8}(?:自然村|村民小组|小组|[组屯])[:：]?(?:\(\d{1,3}户?\))?$"
)
_SECTION = re.compile(r"^(?:\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}[、.,])")
_YEAR_SECTION = re.compile(
    r"^(?:[(（]?[一二三四五六七八九十]{1,2}[)）、.])?(?:(?:19|20)\d\d|二[〇零○Oo0][一二][〇零○一二三四五六七八九])年.{0,12}$"
)


def total_label(text: str, exact: bool = False) -> str | None:
    """小计, 合计, 总计 … when the text is such a label (示例村小计), or nothing but it when `exact`."""
    if _TOTAL_MARKS.isdisjoint(text) or len(text) > 30:
        return None
    folded = fold(text)
    if _WHOLE.match(folded):
        return "合计"
    found = (_EXACT if exact else _TOTAL).match(folded)
    if found is None:
        return None
    return next(word for word in _LEVEL if folded.rstrip(":：").rstrip("户人0123456789").split("(")[0].endswith(word))


def is_mean_label(text: str) -> bool:
    """户均, 平均, 占比: the row is made of the rows above, and sums nothing."""
    return len(text) <= 10 and not _MEAN_MARKS.isdisjoint(text) and _MEAN.match(fold(text)) is not None


def level_of(label: str) -> int:
    """小计 1, 合计 2, 总计 3: a total sums everything since the last one of its level or above."""
    return _LEVEL[label]


@lru_cache(maxsize=20_000)
def begins_note(text: str) -> bool:
    """Whether a text begins as remarks below a table do: 填表人, 审核, 说明, 注：…"""
    return _NOTE.match(fold(text)) is not None


def is_note(texts: list[str]) -> bool:
    """Whether a row without keys is a remark below the table: it begins like one, or is one text, long, labelled, a year
    (2017年度) or of figures."""
    first = fold(texts[0])
    numbers = sum(map(is_number, texts))
    if _NOTE.match(first):
        return numbers == 0 or (numbers == 1 and len(texts) <= 8 and _MARK.search(first) is not None)
    if numbers > is_number(first):
        return False
    is_sentence = len(first) >= LONG_TEXT or any(one.search(first) for one in (_MARK, _OF_FIGURES, _YEAR_SECTION))
    return len(texts) == 1 and not is_number(first) and is_sentence


def is_example(text: str) -> bool:
    """例, 示例：, 填表样例, 例0001: the row only shows how the table is filled in."""
    return "例" in text and _EXAMPLE.match(fold(text)) is not None


def is_note_label(text: str) -> bool:
    """Whether a text in a key column is a label such as 审核人：, not a code or name."""
    return (":" in text or "：" in text) and _NOTE.match(fold(text)) is not None


def is_hamlet(text: str) -> bool:
    """上屋自然村, 第三村民小组: a part of a village, whose rows stay the village's."""
    return len(text) <= LONG_TEXT and _HAMLET.match(fold(text)) is not None


def begins_section(text: str) -> bool:
    """一、车辆; （二）死亡: a row that parts the rows below it from those above."""
    return _SECTION.match(fold(text)) is not None


def is_year_section(text: str) -> bool:
    """2017年项目, 二、2018年: a row that says of which year the rows below it are."""
    return "年" in text and _YEAR_SECTION.match(fold(text)) is not None


def is_role(text: str) -> bool:
    """制表人, 审核, 联系电话: the label of who signs, with his name in the next cell."""
    return _ROLE.match(fold(text)) is not None


def is_unit_row(texts: list[str]) -> bool:
    """A row without numbers in which some cell is a unit of money and nothing else: （万元）."""
    return not any(map(is_number, texts)) and any(_MONEY_CELL.match(fold(text)) for text in texts)


def is_numbering_row(texts: list[str]) -> bool:
    """甲 乙 1 2 3 … or 栏次 1 2 3 … under a header, or a row of units."""
    folded = [fold(text) for text in texts]
    if all(_UNIT_CELL.match(text) for text in folded) and (len(folded) >= 2 or "元" in folded[0]):
        return True
    is_labelled = bool(folded) and _NUMBERING_LABEL.match(folded[0]) is not None
    folded = folded[is_labelled:]
    found = [_COLUMN_NUMBER.match(text) for text in folded if not _COLUMN_LETTER.match(text)]
    if len(folded) < 4 - is_labelled or len(found) < 2 or any(one is None for one in found):
        return False
    numbers = [int(one.group(1)) for one in found if one is not None]
    if is_labelled:
        return all(one < following for one, following in pairwise(numbers))
    return numbers[0] <= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
