"""What each row of a table is: accepted, quarantined with a reason, total, blank, heading or hidden."""

import re

from pipeline.recognition.block_totals import mark_unnamed_sums
from pipeline.recognition.body import Body, Verdicts
from pipeline.recognition.codes import CODES, is_code, is_count, is_village
from pipeline.recognition.filling import Cells
from pipeline.recognition.keys import ANYONE, MATTERS, keyed_rows, missing_keys
from pipeline.recognition.kinds import SheetColumn
from pipeline.recognition.labels import (
    LABEL_MARKS,
    begins_note,
    begins_section,
    is_example,
    is_hamlet,
    is_mean_label,
    is_note,
    is_note_label,
    is_numbering_row,
    is_role,
    is_unit_row,
    total_label,
)
from pipeline.recognition.wording import fold, is_number

VOID = "备注写明“{}”，未计入；如仍有效，请改正备注后重新报送"
EXAMPLE = "像是填表示例，未计入；如是真实农户，请改正户码（序号）后重新报送"
SEVERAL = "一格写有多个（{}），无法逐个读取，请改为一个一行后重新报送"
SHARED = "金额与其他村（户、人）合并在一格，不知各为多少，未计入；请拆分填写后重新报送"
UNJOINED = "是上方某户的成员行，而该户首行未能归户，请更正首行后重新报送"
_LONGEST_VOID = 20
_NAMES = re.compile(r"[\u4e00-\u9fff·]{2,6}(?:[、,，;；/\n]+[\u4e00-\u9fff·]{2,6})+")
_CODE_LIST = re.compile(r"\w+(?:[、,，;；/\n]\w+)+")
_ONE_EACH = {  # columns that hold one name or code a row, and the kinds where several in a cell would be lost
    "member_name": ("roster",),
    "person_name": ("register",),
    "village_name": ("team", "fund"),
    "old_household_code": ("household_link",),
    "new_household_code": ("household_link",),
}
_OWNERS = {
    "fund": ("village_name", "project_name"),
    "ledger": ("village_name", "household_code", "head_name"),
}  # whose an amount is
_SERIAL = re.compile(r"^(?:序号?|编号|NO|no|No|项次|行次)\.?$")


def classify(body: Body, breaks: frozenset[int]) -> Verdicts:
    """Judge each row; `breaks`: offsets of header rows that were not recognised."""
    verdicts = Verdicts(["accepted"] * body.size)
    suspects = _suspects(body)
    serials = [one.index for one in body.mapping.columns if is_serial(one)]
    keyed = keyed_rows(body)
    hidden = body.grid.sheet.hidden_rows
    broken = ""
    for offset in range(body.size):
        row = body.row(offset)
        if body.first + offset in hidden:
            verdicts.kinds[offset] = "hidden"
        elif not any(row) or (serials and not _beyond_serial(row, serials)):
            verdicts.kinds[offset] = "blank"
        elif offset in body.sections.places or offset in body.sections.matters:
            verdicts.kinds[offset] = "heading"
        elif offset in body.joined.anchors or (offset in body.continued and is_continuation(body, offset)):
            verdicts.kinds[offset] = "joined"
        elif not keyed[offset] or offset in breaks or broken or not suspects.isdisjoint(row) or offset < 2:
            broken = _judge(body, offset, offset in breaks, broken, verdicts)
    mark_unnamed_sums(body, verdicts)
    mark_shared(body, verdicts)
    for offset, anchor in body.joined.anchors.items():
        if verdicts.kinds[offset] == "joined" and verdicts.kinds[anchor] != "accepted":
            verdicts.kinds[offset], verdicts.reasons[offset] = "quarantined", UNJOINED
    return verdicts


def mark_shared(body: Body, verdicts: Verdicts) -> None:
    """Rows of payments or projects of several households or villages that share one merged amount are set aside."""
    owners = [cells for name in _OWNERS.get(body.mapping.kind, ()) if (cells := body.named(name)) is not None]
    money = {one.index for one in body.mapping.money}
    for top, left, bottom, _ in body.grid.merges if owners else ():
        rows = [row - body.first for row in range(top, bottom + 1) if 0 <= row - body.first < body.size]
        rows = [row for row in rows if verdicts.kinds[row] == "accepted"]
        if left in money and top >= body.first and len({tuple(cells[row] for cells in owners) for row in rows}) > 1:
            for row in rows:
                verdicts.kinds[row], verdicts.reasons[row] = "quarantined", SHARED


def is_continuation(body: Body, offset: int) -> bool:
    """Whether a row of a merged household adds no money of its own: it names members, not another statement."""
    if body.mapping.kind not in ("income_statement", "household_list"):
        return False
    money = [one.index for one in body.mapping.money]
    return not any(body.row(offset)[index] for index in money)


def is_serial(column: SheetColumn) -> bool:
    """序号: a column that numbers rows and says nothing of them."""
    return column.meaning is None and bool(column.parts) and _SERIAL.match(fold(column.parts[-1])) is not None


def _beyond_serial(row: Cells, serials: list[int]) -> bool:
    rest = [text for column, text in enumerate(row) if text and column not in serials]
    return bool(rest) or any((row[column] or "") and not is_number(row[column] or "") for column in serials)


def _suspects(body: Body) -> set[str]:
    """Texts that make a keyed row doubtful: total labels, note labels, household codes without a digit."""
    found: set[str] = set()
    for column in body.mapping.columns:
        if column.is_money:
            continue
        texts = {text for text in body.delivered[column.index] if text}
        if column.name == "remark":
            found |= {text for text in texts if _is_void(body, text)}
            continue
        marked = (text for text in texts if not LABEL_MARKS.isdisjoint(text))
        found |= {text for text in marked if total_label(text) or is_mean_label(text) or is_note_label(text)}
        found |= {text for text in texts if is_role(text)}
        found |= {text for text in texts if is_example(text)}
        if column.name in _ONE_EACH:
            found |= {text for text in texts if _is_several(column.name, text)}
        if column.name in CODES:
            found |= {text for text in texts if not is_code(text) or is_count(text)}
        elif column.name == "village_name":
            found |= {text for text in texts if not is_village(text)}
        elif column.name in ANYONE:
            found |= {text for text in texts if begins_note(text) or begins_section(text)}
    return found


def _judge(body: Body, offset: int, is_break: bool, broken: str, verdicts: Verdicts) -> str:
    """Judge one doubtful row; returns the reason that holds for all rows after an unrecognised header."""
    row = body.row(offset)
    texts = [text for text in row if text]
    missing = missing_keys(body, offset)
    label = _label_of(body, offset, bool(missing))
    if label is not None and not broken:
        verdicts.kinds[offset], verdicts.labels[offset] = "total", label
    elif _is_mean(body, offset) and not broken:
        verdicts.kinds[offset] = "total"
    elif (
        (offset < 2 and is_numbering_row(texts))
        or (missing and ((offset < 2 and is_unit_row(texts)) or _is_remark(body, offset, texts)))
        or (is_note_label(texts[0]) and is_note(texts))
        or is_role(texts[0])
        or (missing and len(texts) == 1 and is_hamlet(texts[0]))
    ):
        verdicts.kinds[offset] = "heading"
    elif (void := next((text for text in texts if _is_void(body, text)), None)) is not None and not broken:
        verdicts.kinds[offset], verdicts.reasons[offset] = "quarantined", VOID.format(void)
    elif any(map(is_example, texts)) and not broken:
        verdicts.kinds[offset], verdicts.reasons[offset] = "quarantined", EXAMPLE
    elif broken or is_break or (missing and _begins_another(body, offset, texts)):
        broken = (
            broken or f"位于第{body.first + offset + 1}行起疑似另一张未识别的表内，请改用规定表头或另存为单独工作表"
        )
        verdicts.kinds[offset], verdicts.reasons[offset] = "quarantined", broken
    elif (several := _several(body, offset)) is not None:
        verdicts.kinds[offset], verdicts.reasons[offset] = "quarantined", SEVERAL.format(several)
    elif missing:
        verdicts.kinds[offset] = "quarantined"
        verdicts.reasons[offset] = body.doubts.get(offset) or f"缺少{'、'.join(missing)}，无法归户，请补齐后重新报送"
    return broken


def _several(body: Body, offset: int) -> str | None:
    """What names several members, owners, villages or codes in one cell: 陈一、李二."""
    for name in _ONE_EACH:
        cells = body.named(name)
        text = cells[offset] if cells is not None else None
        if text is not None and _is_several(name, text) and body.mapping.kind in _ONE_EACH[name]:
            return text
    return None


def _is_several(name: str, text: str) -> bool:
    return (_CODE_LIST if name in CODES else _NAMES).fullmatch(text) is not None


def _is_void(body: Body, text: str) -> bool:
    """Whether a remark strikes a statement's row out: 作废, 此户重复，删除."""
    void = body.mapping.book.words.pattern("<row_void>")
    return (
        body.mapping.kind == "income_statement"
        and len(text) <= _LONGEST_VOID
        and void.fullmatch(fold(text)) is not None
    )


def _is_mean(body: Body, offset: int) -> bool:
    """户均 or 占比 in a column of keys, names or numbers of rows."""
    for column in body.mapping.columns:
        text = body.delivered[column.index][offset]
        is_money = column.meaning is not None and (column.meaning.is_money or column.name == "remark")
        if text is not None and not is_money and is_mean_label(text):
            return True
    return False


def _label_of(body: Body, offset: int, is_unkeyed: bool) -> str | None:
    """The total label of the row: bare anywhere before the money, or at the end of a serial or, when unkeyed, of a key cell."""
    for column in body.mapping.columns:
        text = body.delivered[column.index][offset]
        if text is None or column.is_money or column.name == "remark":
            continue
        in_key = column.type in ("place", "key") or column.name.endswith("_name") or not column.name
        label = total_label(text, exact=not ((is_unkeyed and in_key) or is_serial(column)))
        if label is not None and (column.name or is_serial(column) or is_unkeyed):
            return label
    return None


def _is_remark(body: Body, offset: int, texts: list[str]) -> bool:
    matters = (cells[offset] for name in MATTERS if (cells := body.named(name)) is not None)
    if len(texts) > 1 and any(text and not is_note_label(text) for text in matters):
        return False
    if is_note(texts):
        return True
    row = body.first + offset
    merge = body.grid.merge_at.get((row, body.grid.filled(row)[0]))
    is_wide = merge is not None and (merge[3] - merge[1] + 1) * 2 >= body.grid.width
    return len(texts) == 1 and is_wide and not is_number(texts[0])


def _begins_another(body: Body, offset: int, texts: list[str]) -> bool:
    """After a blank row three texts or more and no number: the header of a table that nobody knows."""
    return offset > 0 and not any(body.row(offset - 1)) and len(texts) >= 3 and not any(map(is_number, texts))
