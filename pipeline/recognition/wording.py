"""Header and label texts as they are compared: width, spaces, numbering and unit notes do not count."""

import re
import unicodedata
from functools import lru_cache

from pipeline.parsing.characters import visible
from pipeline.parsing.masking import mask_id_numbers

UNIT_YUAN = {"元": 1, "人民币元": 1, "百元": 100, "千元": 1_000, "万元": 10_000, "万": 10_000}
MONEY_UNIT = r"[十百千万亿]*元|万|角"
_SPACE = re.compile(r"\s+")
_UNIT = rf"(?:人民币)?(?:{MONEY_UNIT}|人民币|RMB|CNY|¥|w|W|人|月|个月|年|户|亩|天|次|%)"
_UNIT_NOTE = re.compile(
    rf"\((?:(?:单位|金额)[:：]?)?{_UNIT}(?:[/、,·每:]{_UNIT})*(?:[,;、][^()]*)?\)|[,/:]?单位[:：]?{_UNIT}$"
)
_UNIT_TAIL = re.compile(r"(?<=[\u4e00-\u9fff])(?:[,/:]元|[,/:]?[百千万]元)$|(?<=[收支]入)元$|(?<=[出金费款资额])元$")
BRACKETS = str.maketrans("[]{}【】〖〗〔〕〈〉《》<>", "()()()()()()()()")
_FORMULA = re.compile(r"\((?=[^)]*\d)[\dA-Za-z=+\-*/÷×、.]+\)$|\d*=[\d+\-*/÷×()]+$")
_NUMBERING = re.compile(
    r"^(?:\(\d{1,2}\)|\d{1,2}[.、)](?!\d)|\d{1,2}(?=[\u4e00-\u9fff])(?!\d*[月年个人户日])"
    r"|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\))"
)
_YEAR = re.compile(
    r"^((?:19|20)\d\d|1[4-9](?=年(?:工资|生产|家庭|财产|转移)))"
    r"(?:年度?(?=[\u4e00-\u9fff]{2})(?![末底初春秋上下第预拟计脱退前以])|(?=年[末底]))"
)
_YEAR_BEHIND = re.compile(r"(?<=[\u4e00-\u9fff])\(((?:19|20)\d\d)(?:年度?)?\)$")
_COMMENT = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})\((?![^()]*(?:[其含括均标比占率增减去往除扣预计人户月季每每日年次元角百千万亿净纯利]))"
    r"[\u4e00-\u9fff、,，;]{1,15}\)$|\([必选可][填录]项?\)$"
)
# What a money column says it holds besides, unless that has a column of its own (docs/method.md#what-is-not-income).
_OWN_COLUMNS = "低保|五保|特困|养老|计生|计划生育|生态|报销|医疗救助|奖代补|奖补"
_HOLDS = re.compile(
    rf"(?:(?<=[收支][入出])\((?:(?:其中)?(?:含|包括|包含)|不含|不包括|不包含|未含)(?![^()]*(?:{_OWN_COLUMNS}|公益|分红))"
    rf"|(?<=财产性收入)\((?:其中)?(?:含|包括|包含)(?![^()]*(?:{_OWN_COLUMNS}|公益))"
    rf"|(?<=工资性收入)\((?:其中)?(?:含|包括|包含)(?![^()]*(?:{_OWN_COLUMNS}|分红)))"
    r"[\u4e00-\u9fff、,，;]{1,24}\)$"
)
_LEAD = re.compile(
    r"^(?:其中[:、,]?(?=.)|收入[-—:](?=.*收入)|支出[-—:](?=.*支出)|(?:[减加]|扣除|减去)[:]|\(备忘\)|[#*★※:、]+)"
)
_TAIL = re.compile(r"[:*★※。,、]+$")
_DETAIL_TAIL = re.compile(r"(?:明细|情况|构成|部分|项目|其中|类)+$")
_NUMBER = re.compile(r"^[-+(¥￥]*[\d０-９][\d０-９,，.．]*[)）]?(?:万?元|万|人|%)?$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_TO_NORMALISE = re.compile(r"[^\u4e00-\u9fff]|^其中|单位|元$|^[一二三四五六七八九十]")

# Bottom cells that stand for their group's own amount, and nothing by themselves.
TOTAL_WORDS = frozenset({"小计", "合计", "金额", "总额", "总计", "数额", "计", "收入", "支出", "小计金额", "金额小计"})


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """NFKC without white space and unseen characters: how texts are compared at all. Marks join what a space held
    them from."""
    normal = visible(unicodedata.normalize("NFKC", text))
    joined = _SPACE.sub("", normal)
    return joined if joined == normal else unicodedata.normalize("NFKC", joined)


def fold_header(text: str) -> str:
    """Folded, and with one kind of brackets."""
    return fold(text).translate(BRACKETS)


@lru_cache(maxsize=100_000)
def normalise_header(text: str) -> str:
    """A header without width, spaces, numbering, notes of unit and formula (1=2+3), 其中, its year, a remark in
    brackets that changes nothing, and marks; maybe ''."""
    folded = fold_header(text)
    while True:
        shorter = _YEAR_BEHIND.sub("", _UNIT_TAIL.sub("", _UNIT_NOTE.sub("", folded)))
        shorter = _FORMULA.sub("", shorter)
        shorter = _TAIL.sub("", _YEAR.sub("", _NUMBERING.sub("", _LEAD.sub("", shorter))))
        shorter = _HOLDS.sub("", _COMMENT.sub("", shorter))
        if shorter == folded:
            return folded
        folded = shorter


@lru_cache(maxsize=100_000)
def year_in_header(text: str) -> int | None:
    """The year that a header begins with, or that stands behind it: 2018年工资性收入, 18年工资性收入, 工资性收入（2018年）."""
    folded = fold_header(text)
    found = _YEAR.match(_NUMBERING.sub("", _LEAD.sub("", folded))) or _YEAR_BEHIND.search(folded)
    return int(f"20{found.group(1)}"[-4:]) if found else None


def bare_group(text: str) -> str:
    """A group's header without what only says that it is a group: 其中：转移性收入明细 → 转移性收入."""
    name = normalise_header(text)
    return _DETAIL_TAIL.sub("", name) or name


def could_be_header(text: str) -> bool:
    """A cheap test before normalising: some Chinese, and something to normalise away."""
    if text.isascii() or len(text) > 60:
        return False
    return _HAN.search(text) is not None and _TO_NORMALISE.search(text) is not None


def is_number(text: str) -> bool:
    """Whether a cell holds an amount or count, full width, separators and 元 allowed."""
    return _NUMBER.match(text) is not None


@lru_cache(maxsize=20_000)
def one_line(text: str) -> str:
    """A text for messages: ID numbers masked, line breaks and runs of spaces one space, at most 60 characters."""
    line = _SPACE.sub(" ", mask_id_numbers(text)).strip()
    return line if len(line) <= 60 else line[:59] + "…"
