"""What a table is about, by its titles or its sheet's name: the item of a ledger, the type of a register."""

import re
from collections.abc import Sequence

from pipeline.recognition.wording import fold

_GENERIC_SHEET = re.compile(r"^(?:sheet|工作表|表|页|table)?[\d一二三四五六七八九十]*$", re.IGNORECASE)
_SUBJECT = re.compile(r"表|台账|名单|名册|清单|明细|登记|花名|汇总|册|信息")
_BRACKETED = re.compile(r"\([^()]*\)")  # （单位：万元） behind a title
_REGISTER_TYPES = (
    ("死亡", ("死亡", "去世", "注销户口", "火化")),
    ("车辆", ("车辆", "机动车", "购车", "号牌", "车牌")),
    ("房产", ("房产", "不动产", "购房", "商品房", "房屋")),
    ("市场主体", ("市场主体", "工商", "个体", "企业", "法人", "营业执照")),
    ("财政供养", ("财政供养", "公职", "在编", "供养人员")),
    ("残疾", ("残疾",)),
)
_PAYMENT = re.compile(  # 1月, 第二批; not 12月5日, 第一批报送: that is when it was handed in
    r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?(?![\d报上更修])|第?[一二三四1-4]季度?|[上下]半年|第[\d一二三四五六七八九十]+[次批期](?![报上更修])"
)
_PLANNED = re.compile(r"(?<![-—–~～至到和及、\d年度])(20\d\d)年度?(?:底|末)?(?:[预拟]|计划|预计)(?:脱贫|退出)")
_AID = re.compile(
    r"补[助贴]|救助|资助|改造|保险|公积金|抚恤"
)  # 危旧房屋改造 registers no house, 企业养老保险 no business

_BENEFIT = re.compile("低保|最低生活保障|五保|特困|(?:分散|集中)供养")  # 特困供养人员 are on no payroll


def subject_of(lines: Sequence[str], sheet_name: str) -> str | None:
    """The first line that calls itself a table or list, else the first line without a label, else the sheet's name."""
    free = [line for line in lines if ":" not in _BRACKETED.sub("", fold(line))]
    named = [line for line in free if _SUBJECT.search(line)]
    own = [sheet_name] if sheet_name and not _GENERIC_SHEET.match(fold(sheet_name)) else []
    return next(iter(named or free or own), None)


def payments_in(*texts: str | None) -> frozenset[str]:
    """The months, quarters and batches that titles and names speak of: 1月, 第二批."""
    return frozenset(found.group() for text in texts if text for found in _PAYMENT.finditer(text))


def planned_year(subject: str | None) -> str | None:
    """The one year whose planned exits a list calls itself a list of (2018年预脱贫户名册)."""
    found = _PLANNED.findall(fold(subject or ""))
    return found[0] if len(found) == 1 else None


def register_type(subject: str | None, headers: str) -> str | None:
    """What a register without a type column registers, by its title or sheet name, else by its headers.

    The name of an aid stays whole: the longest word of `registers` in words.yml decides what it is.
    """
    if subject and (_AID.search(subject) or _BENEFIT.search(subject)):
        return subject
    for text in (subject or "", headers):
        for kind, words in _REGISTER_TYPES:
            if any(word in text for word in words):
                return kind
    return subject
