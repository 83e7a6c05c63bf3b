"""Places that stand in rows of their own, or only in the first row of their block: which rows they speak for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.parsing.words import load_words
from pipeline.recognition.context_words import ContextWords
from pipeline.recognition.filling import Cells
from pipeline.recognition.grid import Grid
from pipeline.recognition.kinds import Mapping
from pipeline.recognition.labels import begins_note, is_role, is_year_section, total_label
from pipeline.recognition.title_places import Place, place_of_section
from pipeline.recognition.wording import is_number
from pipeline.recognition.years import years_in_title
from pipeline.workbooks.sheet import Note, Rejection

_MARKS = "村镇乡社居街"
_LONGEST = 40
_ORDINAL = re.compile(r"^\s*[(（]?(?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]?[、.．]?\s*$")  # 一 in a cell of its own
_PEOPLE = ("head_name", "member_name", "person_name", "remark", "project_name", "payer")
_COMMITTEE = ("村民委员会", "村委会", "村委", "居民委员会", "居委会")
_YEAR = re.compile(r"((?:19|20)\d\d)年")
_YEAR_COLUMN = {"ledger": "paid_year", "fund": "stated_year"}  # kinds whose rows may be of several years
_MATTERS = {"ledger": ("item_text", ("items", "not_income")), "register": ("register_type", ("registers",))}
_NUMBERED = re.compile(r"^\s*(?:[(（][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十\d]{1,3}[、.．])\s*")
_LONGEST_MATTER = 16
_LEVELS = {"county_name": 0, "town_name": 1, "village_name": 2}


@dataclass
class Sections:
    """`places`: body offset of a row that names a place → the place of the rows below it; `columns`: what sections
    supply for columns that the table lacks; `blocks`: how many villages stood only in their block's first row;
    `villages`: text of the village column that names the larger places too → the village alone; `matters`: body offsets of
    rows that name the item or type of the rows below."""

    places: dict[int, Place] = field(default_factory=dict)
    columns: dict[str, Cells] = field(default_factory=dict)
    blocks: int = 0
    villages: dict[str, str] = field(default_factory=dict)
    matters: set[int] = field(default_factory=set)


def find_sections(
    grid: Grid, mapping: Mapping, *, first: int, last: int, words: ContextWords, supplied: dict[str, str]
) -> Sections:
    """Rows first … last (0-based) that name a place and hold nothing else. `supplied`: what titles say, for the rows
    above the first section."""
    mapped = {one.index for one in mapping.columns if one.name}
    within = {row for top, left, bottom, _ in grid.merges if left in mapped for row in range(top + 1, bottom + 1)}
    people = {one.index for one in mapping.columns if one.name in _PEOPLE}
    sections = Sections()
    sums = sums_of_villages(grid, mapping, first, last)
    for row in range(first, last + 1):
        if row in within or not (row in sums or 1 <= grid.width - grid.rows[row].count(None) <= 2):
            continue  # a row within a merge is one of its rows, though nothing else is written in it
        filled = [
            column for column in grid.filled(row) if row not in sums or not is_number(grid.rows[row][column] or "")
        ]
        if filled[0] in people:
            continue
        texts = [grid.rows[row][column] or "" for column in filled]
        texts = texts[len(texts) > 1 and _ORDINAL.match(texts[0]) is not None :]
        text = "：".join(text.rstrip("：: ") for text in texts)
        if len(text) > _LONGEST or not any(mark in text for mark in _MARKS) or total_label(text) or begins_note(text):
            continue
        place = place_of_section(text, words)
        if place[1] or place[2]:
            sections.places[row - first] = place
    for name, level in _LEVELS.items():
        if _is_named(sections, level) and name in mapping.headers.columns and mapping.find(name) is None:
            sections.columns[name] = _spread(sections, level, supplied.get(name), max(last + 1 - first, 0))
    split_villages(grid, mapping, first=first, last=last, words=words, sections=sections)
    spread_years(grid, mapping, first=first, last=last, words=words, sections=sections)
    spread_matters(grid, mapping, first=first, last=last, sections=sections, before=supplied)
    return sections


def sums_of_villages(grid: Grid, mapping: Mapping, first: int, last: int) -> frozenset[int]:
    """Rows of one or two texts beside numbers, and no code, of a table without villages: each heads the rows that it sums, where
    one stands above all households. One below its rows would name the next village's."""
    code = mapping.find("household_code")
    if code is None or mapping.find("village_name") is not None:
        return frozenset()
    sums: set[int] = set()
    for row in range(first, last + 1):
        own = grid.rows[row][code.index]
        if own is not None and is_number(own):
            if not sums:
                break
            continue
        texts = [text for text in grid.rows[row] if text is not None and not is_number(text)]
        if grid.numbers(row) and 1 <= len(texts) <= 2 and any(mark in texts[-1] for mark in _MARKS):
            sums.add(row)
    return frozenset(sums)


def spread_matters(
    grid: Grid, mapping: Mapping, *, first: int, last: int, sections: Sections, before: dict[str, str]
) -> None:
    """Rows of nothing but an item (一、低保金) or a type of register (二、车辆) speak for the rows below them, where the table
    has no such column. `before`: what titles say, for the rows above the first."""
    name, sections_of = _MATTERS.get(mapping.kind, ("", ()))
    if not name or mapping.find(name) is not None:
        return
    people = {one.index for one in mapping.columns if one.name in _PEOPLE}
    cells: Cells = []
    for row in range(first, last + 1):
        matter = None if row - first in sections.places else _matter_of(grid, row, people, sections_of)
        if matter is not None:
            sections.matters.add(row - first)
        cells.append(matter or (cells[-1] if cells else before.get(name)))
    if sections.matters:
        sections.columns[name] = cells


def _matter_of(grid: Grid, row: int, people: set[int], sections_of: Sequence[str]) -> str | None:
    """The matter that a row names and holds nothing else: by declared words."""
    filled = grid.filled(row)
    texts = [grid.rows[row][column] or "" for column in filled]
    if not 1 <= len(texts) <= 2 or filled[-1] in people or (len(texts) == 2 and not _ORDINAL.match(texts[0])):
        return None
    text = _NUMBERED.sub("", texts[-1]).strip("：: ")
    if not text or len(text) > _LONGEST_MATTER or total_label(text) or begins_note(text) or is_role(text):
        return None
    return text if load_words().last_longest(sections_of[0], text, *sections_of[1:]) else None


def spread_years(
    grid: Grid, mapping: Mapping, *, first: int, last: int, words: ContextWords, sections: Sections
) -> None:
    """Rows of nothing but a year (2017年项目) speak for the rows below them, where the table has no column of years."""
    name = _YEAR_COLUMN.get(mapping.kind)
    if name is None or mapping.find(name) is not None:
        return
    cells: Cells = []
    for row in range(first, last + 1):
        filled = grid.filled(row)
        text = (grid.rows[row][filled[0]] or "") if len(filled) == 1 else ""
        years = set(_YEAR.findall(text) or years_in_title(text, words)) if is_year_section(text) else set()
        cells.append(f"{years.pop()}年" if len(years) == 1 else cells[-1] if cells else None)
    if any(cells):
        sections.columns[name] = cells


def split_villages(
    grid: Grid, mapping: Mapping, *, first: int, last: int, words: ContextWords, sections: Sections
) -> None:
    """Where a table has no column of towns and every cell of its village column names one (示例镇东村): the towns."""
    column = mapping.find("village_name")
    if column is None or mapping.find("town_name") is not None or "town_name" not in mapping.headers.columns:
        return
    cells = [grid.rows[row][column.index] for row in range(first, last + 1)]
    places = {text: place_of_section(text, words) for text in set(cells) if text is not None and "村" in text}
    if not places or not all(place[1] and place[2] for place in places.values()):
        return
    sections.villages = {text: place[2] or text for text, place in places.items()}
    for name, level in _LEVELS.items():
        if name in mapping.headers.columns and mapping.find(name) is None and name not in sections.columns:
            sections.columns[name] = [places[text][level] if text in places else None for text in cells]


def _is_named(sections: Sections, level: int) -> bool:
    return any(place[level] for place in sections.places.values())


def _spread(sections: Sections, level: int, before: str | None, size: int) -> Cells:
    named = [sections.places[offset][level] if offset in sections.places else None for offset in range(size)]
    return _carried_down([before, *named])[1:]


def fill_places(mapping: Mapping, filled: list[Cells], sections: Sections) -> list[Cells]:
    """Blank cells of place columns: by the section above; else, where each village stands only in the first row of its
    block, by that row."""
    result = list(filled)
    village, code = mapping.find("village_name"), mapping.find("household_code")
    is_data = [bool(text) for text in filled[code.index]] if code else []  # only a household's row can lack a village
    if village is not None and sections.villages:
        result[village.index] = [sections.villages.get(text or "", text) for text in filled[village.index]]
    for name, level in _LEVELS.items():
        column = mapping.find(name)
        if column is None:
            continue
        cells = result[column.index]
        if _is_named(sections, level):
            spread = _spread(sections, level, None, len(cells))
            result[column.index] = [
                text or (None if row in sections.places else spread[row]) for row, text in enumerate(cells)
            ]
        elif name == "village_name" and stands_first_in_blocks(cells, is_data):
            sections.blocks = sum(bool(text) for text in cells)
            result[column.index] = _carried_down(cells)
    return result


def place_notes(mapping: Mapping, sections: Sections, first: int) -> Iterator[Note]:
    """What was taken from sections and blocks (`first`: 0-based first row of the body)."""
    column = mapping.find("village_name")
    if sections.blocks and column is not None:
        message = f"村名只写在每段首行（共{sections.blocks}段），其下各行按该村计"
        yield Note(first + 1, column.letter, "village_of_block", message)
    named = [place for place in sections.places.values() if place[2]]
    if named:
        message = f"表内以单独一行写明村名（共{len(named)}段），其下各行按该村计"
        yield Note(first + min(sections.places) + 1, None, "village_of_section", message)


def stands_first_in_blocks(cells: Cells, is_data: Sequence[bool]) -> bool:
    """Some data row has no village, the first has one, and no village stands twice: each begins a block."""
    named = [text for text, is_row in zip(cells, is_data, strict=False) if is_row]
    villages = [text for text in named if text]
    return bool(villages) and named[0] is not None and None in named and len(villages) == len(set(villages))


def _carried_down(cells: Cells) -> Cells:
    """Each blank cell with what stands above it."""
    result = list(cells)
    for row in range(1, len(result)):
        result[row] = result[row] or result[row - 1]
    return result


def section_problem(sections: Sections, codes: Cells, first: int, village: str | None) -> Rejection | None:
    """Sections of mere 村 below the title of a committee: hamlets of one village, or villages? Codes that repeat tell."""
    named = {offset: place[2] for offset, place in sections.places.items() if place[2]}
    if not named or village is None or not village.endswith(_COMMITTEE):
        return None
    given = [code for code in codes if code]
    if any(name.endswith(_COMMITTEE) for name in named.values()) or len(given) != len(set(given)):
        return None
    offset, name = next(iter(named.items()))
    reason = (
        f"标题为{village}，第{first + offset + 1}行又以“{name}”分段，不知是另一个行政村还是其自然村。"
        "请增加“村”一列（自然村另设“自然村”一列）后重新报送"
    )
    return Rejection("section_unclear", reason)
