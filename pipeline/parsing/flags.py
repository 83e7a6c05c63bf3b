"""Status texts to values: yes and no, labour capacity, school stage. An unknown text stays unknown."""

import re
from dataclasses import dataclass

from pipeline.parsing.amounts import BLANK_MARKS
from pipeline.parsing.words import Words, plain_word

_GRADE = re.compile("[一二三四五六七八九1-9]年级")


@dataclass(frozen=True, slots=True)
class LabourType:
    """`is_able` is None for a weak or half worker, who alone decides nothing; both None if unknown."""

    is_able: bool | None = None
    is_unable: bool | None = None


@dataclass(frozen=True, slots=True)
class StudentStage:
    """`stage`: preschool, compulsory, senior_secondary, secondary_vocational, tertiary; None if unstated."""

    is_student: bool | None = None
    stage: str | None = None


def parse_flag(text: str, words: Words) -> bool | None:
    """Whether a yes-or-no cell says yes; None when unreadable. Only whole listed texts count."""
    entry = words.entry_of("flags", text)
    return None if entry is None else entry == "is_true"


def parse_labour_type(text: str, words: Words) -> LabourType:
    """A person's or a household's labour capacity as listed."""
    entry = words.entry_of("labour_capacity", text)
    if entry is None:
        return LabourType()
    return LabourType({"able": True, "unable": False}.get(entry), entry == "unable")


def parse_student_stage(text: str, words: Words) -> StudentStage:
    """School stage of a 在校生状况 cell, with or without grade (小学三年级); a blank mark is no student."""
    if plain_word(text) in BLANK_MARKS:
        return StudentStage(is_student=False)
    section = "student_stages"
    stage = words.entry_of(section, text) or words.last_longest(section, _GRADE.sub("", plain_word(text)))
    stage = stage or words.last_longest(section, text)
    if stage is None:
        return StudentStage()
    is_student = stage != "not_student"
    return StudentStage(is_student, stage if is_student and stage != "unspecified" else None)
