"""Places that stand in rows of their own, or only in the first row of their block: which rows they speak for."""

from collections.abc import Sequence

from pipeline.recognition.body import Body
from pipeline.recognition.context_words import ContextWords
from pipeline.recognition.filling import Cells
from pipeline.recognition.grid import Grid
from pipeline.recognition.kinds import Mapping
from pipeline.recognition.labels import begins_note, total_label
from pipeline.recognition.title_places import Place, place_of_section
from pipeline.workbooks.sheet import Note, Rejection

_MARKS = "村镇乡社居街"
_LONGEST = 40
_PEOPLE = ("head_name", "member_name", "person_name", "remark", "project_name", "payer")
COMMITTEE = ("村民委员会", "村委会", "村委", "居民委员会", "居委会")
_LEVELS = {"county_name": 0, "town_name": 1, "village_name": 2}


def find_sections(grid: Grid, mapping: Mapping, first: int, last: int, words: ContextWords) -> dict[int, Place]:
    """Body offsets of rows that name a place and hold nothing else, with the place."""
    people = {one.index for one in mapping.columns if one.meaning and one.meaning.name in _PEOPLE}
    found: dict[int, Place] = {}
    for row in range(first, last + 1):
        filled = grid.filled(row)
        if not 1 <= len(filled) <= 2 or filled[0] in people:
            continue
        texts = [grid.rows[row][column] or "" for column in filled]
        text = "：".join(text.rstrip("：: ") for text in texts) if len(texts) == 2 else texts[0]
        if len(text) > _LONGEST or not any(mark in text for mark in _MARKS) or total_label(text) or begins_note(text):
            continue
        place = place_of_section(text, words)
        if place[1] or place[2]:
            found[row - first] = place
    return found


def sectioned_columns(mapping: Mapping, sections: dict[int, Place], supplied: dict[str, str], size: int) -> dict[str, Cells]:
    """Town and village of each row by the section above it, else as titles say, for columns that the table lacks."""
    columns: dict[str, Cells] = {}
    for name, level in _LEVELS.items():
        if name not in mapping.headers.columns or not any(place[level] for place in sections.values()):
            continue
        if mapping.find(name) is None:
            columns[name] = _spread(sections, level, supplied.get(name), size)
    return columns


def _spread(sections: dict[int, Place], level: int, before: str | None, size: int) -> Cells:
    cells: Cells = []
    current = before
    for offset in range(size):
        current = (sections[offset][level] or current) if offset in sections else current
        cells.append(current)
    return cells


def fill_places(mapping: Mapping, filled: list[Cells], sections: dict[int, Place], first: int) -> tuple[list[Cells], list[Note]]:
    """Blank cells of place columns: by the section above; else, where each place stands only in the first row of its
    block, by that row. What was filled from a block is noted."""
    result, notes = list(filled), list[Note]()
    for name, level in _LEVELS.items():
        column = mapping.find(name)
        if column is None:
            continue
        cells = result[column.index]
        if any(place[level] for place in sections.values()):
            spread = _spread(sections, level, None, len(cells))
            result[column.index] = [text if text or row in sections else spread[row] for row, text in enumerate(cells)]
        elif name == "village_name" and stands_first_in_blocks(cells, _data_rows(mapping, filled)):
            result[column.index] = _from_first(cells)
            places = sum(bool(text) for text in cells)
            message = f"村名只写在每段首行（共{places}段），其下各行按该村计"
            notes.append(Note(first + 1, column.letter, "village_of_block", message))
    return result, notes


def _data_rows(mapping: Mapping, filled: list[Cells]) -> list[bool]:
    """Which rows name a household: only these can lack a village."""
    column = mapping.find("household_code")
    return [bool(text) for text in filled[column.index]] if column else []


def stands_first_in_blocks(cells: Cells, is_data: Sequence[bool]) -> bool:
    """Some data row has no village, the first has one, and no village stands twice: each begins a block."""
    named = [text for text, is_row in zip(cells, is_data, strict=False) if is_row]
    villages = [text for text in named if text]
    return bool(villages) and named[0] is not None and None in named and len(villages) == len(set(villages))


def _from_first(cells: Cells) -> Cells:
    result: Cells = []
    for text in cells:
        result.append(text or (result[-1] if result else None))
    return result


def section_problem(body: Body, village: str | None) -> Rejection | None:
    """Sections of mere 村 below the title of a committee: hamlets of one village, or villages? Codes that repeat tell."""
    named = {offset: place[2] for offset, place in body.sections.items() if place[2]}
    if not named or village is None or not village.endswith(COMMITTEE):
        return None
    if any(name.endswith(COMMITTEE) for name in named.values()) or codes_repeat(body):
        return None
    offset, name = next(iter(named.items()))
    reason = (
        f"标题为{village}，第{body.first + offset + 1}行又以“{name}”分段，不知是另一个行政村还是其自然村。"
        "请增加“村”一列（自然村另设“自然村”一列）后重新报送"
    )
    return Rejection("section_unclear", reason)


def codes_repeat(body: Body) -> bool:
    """Whether household codes come again in another section."""
    codes = [code for code in body.named("household_code") or () if code]
    return len(codes) != len(set(codes))
