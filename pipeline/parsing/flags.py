"""Status texts to values: yes and no, labour capacity, school stage. An unknown text stays unknown."""

import re
from dataclasses import dataclass

from pipeline.parsing.amounts import BLANK_MARKS
from pipeline.parsing.status_years import since_year, without_dates
from pipeline.parsing.words import Words, plain_word

_ABSENT = ("graduated", "not_student")
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


def parse_safety(text: str, words: Words) -> bool | None:
    """Whether a cell that asks for safety (饮水) says that it is safe, a negated word the opposite; None when unreadable."""
    entry = words.entry_of("safety", text)
    if entry is None and (flag := parse_flag(text, words)) is not None:
        return flag
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
        re.search("[不未没非无缺](?:有|能|通|完全)?$", before) is not None
        or re.match("(?:还|尚|仍)?[不未没无]", after) is not None
    )


def parse_labour_type(text: str, words: Words) -> LabourType:
    """A person's or a household's labour capacity as listed."""
    entry = words.entry_of("labour_capacity", text)
    if entry is None:
        return LabourType()
    return LabourType({"able": True, "unable": False}.get(entry), entry == "unable")


def parse_student_stage(text: str, words: Words) -> StudentStage:
    """School stage of a 在校生状况 cell, with or without grade (小学三年级). A mark for nothing says nothing; 辍学 says
    it wherever it stands, 未辍学 does not."""
    if plain_word(text) in BLANK_MARKS:
        return StudentStage()
    section = "student_stages"
    found = words.entries_in(section, text)
    if "dropout" in found and "not_dropout" not in found:
        return StudentStage(False, None, "dropout")
    for word in words.words_of(section, "not_dropout") if "not_dropout" in found else ():
        text = plain_word(text).replace(word, "") or "在校"
    stage = words.entry_of(section, text) or words.last_longest(section, _GRADE.sub("", plain_word(text)))
    stage = stage or words.last_longest(section, text)
    if stage is None:
        return StudentStage()
    if stage in _ABSENT:
        return StudentStage(False, None, stage)
    return StudentStage(True, None if stage == "unspecified" else stage)
