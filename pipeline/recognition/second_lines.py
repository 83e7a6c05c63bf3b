"""Households of a statement that take several lines: income on one, expenses on the next."""

from pipeline.recognition.codes import is_code, is_count
from pipeline.recognition.filling import Cells
from pipeline.recognition.kinds import Mapping
from pipeline.recognition.labels import is_note_label, total_label

_KEYS = ("household_code", "village_name", "head_name")


def second_lines(mapping: Mapping, delivered: list[Cells]) -> dict[int, int]:
    """Body offset of each row that goes on with the household above → that household's row: it names the household again
    or nobody, and states amounts only where the lines above are blank."""
    code = mapping.find("household_code")
    if mapping.kind != "income_statement" or code is None:
        return {}
    codes = delivered[code.index]
    if None not in codes and len(set(codes)) == len(codes):
        return {}
    keys = [one.index for name in _KEYS if (one := mapping.find(name)) is not None]
    money = [one.index for one in mapping.money]
    found: dict[int, int] = {}
    anchor, taken = 0, set[int]()
    for offset in range(len(codes)):
        stated = {index for index in money if delivered[index][offset] is not None}
        is_same = all(delivered[index][offset] in (None, delivered[index][anchor]) for index in keys)
        if taken and stated and taken.isdisjoint(stated) and is_same and not is_labelled(delivered, offset):
            found[offset] = anchor
            taken |= stated
        else:
            text = codes[offset]
            anchor, taken = offset, stated if text is not None and is_code(text) and not is_count(text) else set()
    return found


def is_labelled(delivered: list[Cells], offset: int) -> bool:
    """Whether a row has a label of totals or remarks."""
    return any(text and (total_label(text) or is_note_label(text)) for text in (cells[offset] for cells in delivered))
