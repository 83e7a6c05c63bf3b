"""What a row must name to be kept: household, person or project, by kind."""

from pipeline.parsing.masking import mask_id_numbers
from pipeline.recognition.body import Body
from pipeline.recognition.codes import CODES, is_code, is_count, is_id_number, is_village
from pipeline.recognition.kind_book import kinds
from pipeline.recognition.labels import begins_note, begins_section, is_note_label
from pipeline.recognition.wording import is_number

MATTERS = ("item_text", "issue_text")  # what a row is about; it may begin as a remark does (签字承诺书)
ANYONE = ("household_code", "head_name", "person_name", "id_number")


def keyed_rows(body: Body) -> list[bool]:
    """Whether each row has its keys, from columns or from the title."""
    result = [True] * body.size
    for names, _ in kinds()[body.mapping.kind].keys:
        if body.from_title.intersection(names):
            continue
        columns = [cells for name in names if (cells := body.named(name)) is not None]
        present = [any(cells) for cells in zip(*columns, strict=True)] if columns else [False] * body.size
        result = [one and other for one, other in zip(result, present, strict=True)]
    return result


def missing_keys(body: Body, offset: int) -> list[str]:
    """What of the keys the row lacks, in Chinese; a code without any digit and a label are no keys."""
    missing = []
    for names, zh in kinds()[body.mapping.kind].keys:
        if body.from_title.intersection(names):
            continue
        cells = {name: cells[offset] for name in names if (cells := body.named(name)) is not None}
        if not any(
            text and _is_key(name, text) and not _is_bare_count(body, offset, name, text)
            for name, text in cells.items()
        ):
            missing.append(zh + _what_it_is(cells, zh))
    return missing


def _what_it_is(cells: dict[str, str | None], zh: str) -> str:
    """What stands in the place of a key that is none; empty where nothing does."""
    if any(map(is_id_number, filter(None, _codes(cells)))):
        return "（所填为证件号码）"
    village = cells.get("village_name")
    return f"（所填“{mask_id_numbers(village)[:10]}”不是村名）" if village and zh == "村" else ""


def _is_bare_count(body: Body, offset: int, name: str, text: str) -> bool:
    """35户 without anyone's name beside it: a row of sums, not a household of that code."""
    if name not in CODES or not is_count(text):
        return False
    named = (body.named(other) for other in ("head_name", "member_name", "person_name"))
    return not any(cells is not None and cells[offset] for cells in named)


def _codes(cells: dict[str, str | None]) -> list[str | None]:
    return [text for name, text in cells.items() if name in CODES]


def _is_key(name: str, text: str) -> bool:
    """Whether a text can be the key it stands for: no label, no remark; a code has a digit and few words."""
    if name in CODES:
        return is_code(text)
    if name == "village_name":
        return is_village(text) and not is_note_label(text)
    if name in ("head_name", "person_name") and (is_number(text) or begins_section(text)):
        return False  # how many, in a row of sums; 一、车辆
    return not is_note_label(text) and (name in MATTERS or not begins_note(text))
