"""What the lines above a table and the sheet's name say of it: years, units, place, and what it is about."""

import re
from dataclasses import dataclass, field

from pipeline.recognition.bands import Block
from pipeline.recognition.grid import Grid
from pipeline.recognition.readings import Where
from pipeline.recognition.title_places import Place, place_in_titles
from pipeline.recognition.units import UnitNote, units_in_title
from pipeline.recognition.wording import fold, one_line
from pipeline.recognition.years import years_in_sheet_name, years_in_title
from pipeline.workbooks.cells import column_letter

_GENERIC_SHEET = re.compile(r"^(?:sheet|工作表|表|页|table)?[\d一二三四五六七八九十]*$", re.IGNORECASE)
_YEAR_LABEL = re.compile(r"^.{0,4}年[度份][:：]?$")
_SUBJECT = re.compile(r"表|台账|名单|名册|清单|明细|登记|花名|汇总|册|信息")
_REGISTER_TYPES = (
    ("死亡", ("死亡", "去世", "注销户口", "火化")),
    ("车辆", ("车辆", "机动车", "购车", "号牌", "车牌")),
    ("房产", ("房产", "不动产", "购房", "商品房", "房屋")),
    ("市场主体", ("市场主体", "工商", "个体", "企业", "法人", "营业执照")),
    ("财政供养", ("财政供养", "公职", "在编", "供养人员")),
    ("残疾", ("残疾",)),
)
_AID = re.compile(
    r"补[助贴]|救助|资助|改造|保险|公积金|抚恤"
)  # 危旧房屋改造 registers no house, 企业养老保险 no business


@dataclass
class Titles:
    """Statements of the lines above a table; `subject`: what it is about (first line that names a table)."""

    years: list[Where] = field(default_factory=list)
    units: list[UnitNote] = field(default_factory=list)
    place: Place = (None, None, None)
    subject: str | None = None


def read_titles(grid: Grid, block: Block, before: Titles | None) -> Titles:
    """Titles of a block. A table without a line of its own keeps what the one before it stated; a unit or year
    stated once holds for the sheet."""
    lines = [
        (f"第{row + 1}行{column_letter(column)}列", text)
        for row in block.titles
        for column, text in enumerate(grid.rows[row])
        if text is not None
    ]
    if not lines and before is not None:
        return before
    titles = Titles(
        years=[Where(year, place) for place, text in labelled_years(lines) for year in years_in_title(text)],
        units=[UnitNote(place, unit) for place, text in lines for unit in units_in_title(text)],
        place=place_in_titles(text for _, text in lines),
        subject=subject_of([text for _, text in lines]),
    )
    if before is not None:
        titles.years = titles.years or before.years
        titles.units = titles.units or before.units
    return with_sheet_name(titles, grid.sheet.name)


def labelled_years(lines: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Lines with 年度 in one cell and 2018 in the next read as one."""
    before = ["", *(text for _, text in lines)]
    return [
        (place, f"年度{text}" if _YEAR_LABEL.match(fold(label)) else text)
        for label, (place, text) in zip(before, lines, strict=False)
    ]


def with_sheet_name(titles: Titles, name: str) -> Titles:
    """Years, place and subject that the sheet's name adds."""
    place = f"工作表名“{one_line(name)}”"
    stated = {one.value for one in titles.years}
    titles.years += [Where(year, place) for year in years_in_sheet_name(name) if year not in stated]
    if titles.subject is None and name and not _GENERIC_SHEET.match(fold(name)):
        titles.subject = name
    return titles


def subject_of(lines: list[str]) -> str | None:
    """The first line that calls itself a table or list, else the first line without a label."""
    named = [line for line in lines if _SUBJECT.search(line) and ":" not in fold(line)]
    free = [line for line in lines if ":" not in fold(line)]
    return next(iter(named or free), None)


def register_type(subject: str | None, headers: str) -> str | None:
    """What a register without a type column registers, by its title or sheet name, else by its headers.

    The name of an aid stays whole: the longest word of `registers` in words.yml decides what it is.
    """
    if subject and _AID.search(subject):
        return subject
    for text in (subject or "", headers):
        for kind, words in _REGISTER_TYPES:
            if any(word in text for word in words):
                return kind
    return subject
