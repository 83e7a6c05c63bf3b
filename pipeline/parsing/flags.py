"""Status texts to values: yes and no, labour capacity, school stage. An unknown text stays unknown."""

import re
from dataclasses import dataclass

from pipeline.parsing.amounts import BLANK_MARKS
from pipeline.parsing.status_years import since_year, without_dates
from pipeline.parsing.words import Words, plain_word

_ABSENT = ("graduated", "not_student")
_HEAD = re.compile("[(（,，;；、:：]")  # 是（2016年起）, 无劳动力（重残）
_COUNT = re.compile("[0-9]+人$")
_FURTHER = re.compile("(?<![未没不])(?:升|读|上|考|就|入|现在)(?!学校)")  # 初中毕业，现就读高中
_UNFINISHED = re.compile("(?:[未没]有?|尚未|预计.*|将于?.*|拟.*)$")  # 未毕业
_NOT_AT_SCHOOL = re.compile("[不未没无](?:能|再|有|法|愿|想|到|达|足|满)?(?:入学|上学|读书|就学|就读|到校)")
_SCHOOLING = re.compile("(?:文化|学历|程度)$")  # 小学文化 is an education, no school
_LAST_CLAUSE = re.compile("^.*[,，;；。、(（]")  # 2017年享受，2018年已退出: what is so in the end
_GRADE = re.compile("[一二三四五六七八九1-9]年级")


@dataclass(frozen=True, slots=True)
class LabourType:
    """`is_able` is None for a weak or half worker, who alone decides nothing; both None if unknown."""

    is_able: bool | None = None
    is_unable: bool | None = None


@dataclass(frozen=True, slots=True)
class StudentStage:
    """`stage`: preschool, compulsory, senior_secondary, secondary_vocational, junior_college, undergraduate, tertiary
    (which of the two is open); `absence` of who is not at school: dropout, graduated or not_student. None if unstated."""

    is_student: bool | None = None
    stage: str | None = None
    absence: str | None = None


def parse_flag(text: str, words: Words) -> bool | None:
    """Whether a yes-or-no cell says yes; None when unreadable. Only whole listed texts count, their dates aside."""
    entry = words.entry_of("flags", text)
    if entry is None and since_year(text) is not None:
        entry = words.entry_of("flags", _LAST_CLAUSE.sub("", without_dates(text).rstrip("()（）")))
    return None if entry is None else entry == "is_true"


def head_flag(text: str, words: Words) -> bool | None:
    """The answer that a text begins with: 是（井水）, 否，正在建设; None where its beginning is none."""
    return parse_flag(_HEAD.split(without_dates(text).lstrip("".join("(（")))[0], words)


def parse_safety(text: str, words: Words) -> bool | None:
    """Whether a cell that asks for safety (饮水) says that it is safe, a negated word the opposite; None when unreadable."""
    entry = words.entry_of("safety", text)
    if entry is None and (flag := head_flag(text, words)) is not None:
        return flag
    if entry is None and words.entries_in("safety_not_yet", text):
        return False
    entry = entry or words.last_longest("safety", text)
    return None if entry is None else (entry == "is_safe") is not _is_denied(plain_word(text), words)


def parse_signature(text: str, words: Words) -> bool:
    """Whether something stands in the place of a signature that is one: a name, a fingerprint, 代签; not 未签, 拒签 or a mark
    for nothing. The word that ends last decides (未签，后已补签)."""
    if plain_word(text) in BLANK_MARKS or words.entry_of("flags", text) == "is_false":
        return False
    return words.last_of("signatures", text) != "unsigned"


def _is_denied(plain: str, words: Words) -> bool:
    """无安全饮用水, 自来水未通: a negation next to the longest word of safety, that no listed word contains."""
    if plain in words.sections["safety"]:
        return False
    found = [word for word in words.sections["safety"] if word in plain]
    word = max(found, key=len)
    before, _, after = plain.partition(word)
    return (
        re.search("[不未没非无缺](?:有|能|通|完全|达到?|符合)?$", before) is not None
        or re.match("(?:还|尚|仍)?[不未没无]", after) is not None
    )


def parse_labour_type(text: str, words: Words) -> LabourType:
    """A person's or a household's labour capacity as listed; dates, brackets and a number of people aside."""
    entry = words.entry_of("labour_capacity", text)
    entry = entry or words.entry_of("labour_capacity", _COUNT.sub("", _HEAD.split(without_dates(text))[0]))
    if entry is None:
        return LabourType()
    return LabourType({"able": True, "unable": False}.get(entry), entry == "unable")


def parse_student_stage(text: str, words: Words) -> StudentStage:
    """School stage of a 在校生状况 cell, with or without grade (小学三年级). A mark for nothing says nothing; 辍学 says
    it wherever it stands, unless somebody is back after it (辍学后复学) or it is denied (未辍学)."""
    plain = without_dates(text).replace("毕业班", "")
    if plain_word(text) in BLANK_MARKS or _SCHOOLING.search(plain):
        return StudentStage()
    if _has_dropped_out(plain, words):
        return StudentStage(False, None, "dropout")
    is_back = "not_dropout" in words.entries_in("student_stages", plain)
    for word in words.words_of("student_stages", "not_dropout"):
        plain = plain.replace(word, "")
    plain = _after_graduation(re.sub("辍学|失学", "", plain))
    stage = _stage_of(plain, words)
    if stage in (None, "unspecified") and _NOT_AT_SCHOOL.search(plain):
        stage = "not_student"
    if stage is None:
        return StudentStage(True if is_back or not plain else None)
    if stage in _ABSENT:
        return StudentStage(False, None, stage)
    return StudentStage(True, None if stage == "unspecified" else stage)


def _has_dropped_out(plain: str, words: Words) -> bool:
    """By the last word of dropping out or coming back; of those that end together the longest (未辍学, 未复学)."""
    told = [
        (end, end - start, entry)
        for entry in ("dropout", "not_dropout")
        for start, end in words.places_of("student_stages", entry, plain)
    ]
    return bool(told) and max(told)[2] == "dropout"


def _after_graduation(plain: str) -> str:
    """What stands behind 毕业 where it tells of another school (初中毕业，现就读高中); the text without 毕业 where that is not so yet."""
    before, graduated, behind = plain.rpartition("毕业")
    if not graduated:
        return plain
    if (unfinished := _UNFINISHED.search(before)) is not None:
        return before[: unfinished.start()] + behind
    further = _FURTHER.search(behind) if not behind.startswith("于") else None
    return behind[further.start() :] if further else plain


def _stage_of(plain: str, words: Words) -> str | None:
    """The entry of the whole text, else of its longest word; one that leaves the stage open (在校, 是) only where no other does."""
    section = "student_stages"
    if entry := words.entry_of(section, plain):
        return entry
    for text in (_GRADE.sub("", plain), plain):
        found = [
            (len(word), text.rfind(word), name)
            for word, name in words.sections[section].items()
            if word in text and name not in ("unspecified", "dropout", "not_dropout")
        ]
        if found:
            return max(found)[2]
    return "unspecified" if "unspecified" in words.entries_in(section, plain) else None
