"""Rows below a household's row that belong to it: its members on a roster, and in a statement members with their own
money or none, and second lines. A member is known by a relation to the head or a name; a row after a blank or total row is nobody's."""

from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.parsing.amounts import parse_amount, sum_text
from pipeline.recognition.codes import is_code, is_count
from pipeline.recognition.filling import Cells, is_of_household, may_fill
from pipeline.recognition.kinds import Mapping, SheetColumn
from pipeline.recognition.second_lines import is_labelled, second_lines
from pipeline.recognition.wording import fold

_HEAD = frozenset({"户主", "本人", "本人或户主", "户主本人", "户主(本人)", "本人(户主)"})
MEMBERS = "各成员"
_WHOLE = 2  # amounts that a member's row repeats from its household's row before it is taken for the same statement


@dataclass
class Joined:
    """anchors: body offset of a row → offset of its household's row; unclear: the same of rows that stay statements of
    their own; added: rows whose money was added."""

    anchors: dict[int, int] = field(default_factory=dict)
    unclear: dict[int, int] = field(default_factory=dict)
    added: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class _Columns:
    """Where a table names household and member; None where it does not."""

    code: int
    village: int | None
    head: int | None
    member: int | None
    relation: int | None
    size: int | None
    amounts: tuple[SheetColumn, ...]


def member_columns(mapping: Mapping) -> tuple[int | None, int | None]:
    """(column of members' names, of their relation to the head) of a statement, by the roster's headers."""
    found: dict[str, int] = {}
    for one in mapping.columns:
        if one.meaning is None and one.parts:
            meaning = mapping.book.kinds["roster"].column_of(one.heading)
            if meaning is not None:
                found.setdefault(meaning.name, one.index)
    return found.get("member_name"), found.get("relation")


def find_members(mapping: Mapping, delivered: list[Cells], filled: list[Cells], continued: frozenset[int]) -> Joined:
    """The rows of a statement or roster that belong to the household above them."""
    columns = _columns(mapping)
    joined = Joined()
    if columns is None:
        return joined
    if columns.relation is None and columns.member is None and not continued:
        return Joined(second_lines(mapping, delivered))
    codes = delivered[columns.code]
    if mapping.kind != "income_statement" and not _lacks_codes(columns, filled):
        return joined
    repeats = any(one is not None and one == other for one, other in pairwise(codes))
    anchor: int | None = None
    for offset in range(len(filled[0]) if filled else 0):
        if not any(cells[offset] for cells in delivered) or is_labelled(delivered, offset):
            anchor = None
        elif anchor is not None and _belongs(columns, filled, delivered, anchor, offset, continued, repeats):
            joined.anchors[offset] = anchor
        else:
            code = filled[columns.code][offset]
            anchor = offset if code is not None and is_code(code) and not is_count(code) else None
    return joined


def _lacks_codes(columns: _Columns, filled: list[Cells]) -> bool:
    """Whether a row of a roster names a person and no household."""
    return columns.member is not None and any(
        code is None and name is not None
        for code, name in zip(filled[columns.code], filled[columns.member], strict=True)
    )


def _columns(mapping: Mapping) -> _Columns | None:
    def index(name: str) -> int | None:
        column = mapping.find(name)
        return column.index if column else None

    code = index("household_code")
    if code is None or mapping.kind not in ("income_statement", "roster", "ledger"):
        return None
    member, relation = index("member_name"), index("relation")
    if mapping.kind == "income_statement":
        member, relation = member_columns(mapping)
    if mapping.kind == "ledger":  # its people are a household's only where it says how they are related
        member, relation = index("person_name"), member_columns(mapping)[1]
        if member is None or relation is None:
            return None
    return _Columns(
        code, index("village_name"), index("head_name"), member, relation, index("registered_count"), mapping.amounts
    )


def _belongs(
    columns: _Columns,
    filled: list[Cells],
    delivered: list[Cells],
    anchor: int,
    offset: int,
    continued: frozenset[int],
    repeats: bool,
) -> bool:
    """Whether a row names no household of its own but a member of the one above, or the same household again."""

    def differs(index: int | None) -> bool:
        if index is None:
            return False
        own, other = filled[index][offset], filled[index][anchor]
        return own is not None and other is not None and fold(own) != fold(other)

    if offset in continued:  # unless it names a head and a size of its own: a code merged over two households
        is_another = columns.member is None and differs(columns.head)
        return not (is_another and columns.size is not None and delivered[columns.size][offset])
    if differs(columns.code) or differs(columns.village):
        return False
    relation = delivered[columns.relation][offset] if columns.relation is not None else None
    member = delivered[columns.member][offset] if columns.member is not None else None
    head = columns.head if columns.member is not None else None  # where 姓名 is the head's column it names the member
    if columns.member is None and columns.head is not None:
        member = delivered[columns.head][offset]
    if differs(head) or (member is None and relation is None):
        return False
    is_coded = filled[columns.code][offset] is not None
    if relation is None:
        return columns.relation is None and (differs(columns.member) if is_coded else not repeats)
    above = delivered[columns.relation][anchor] if columns.relation is not None else None
    is_head_below = is_coded and above is not None and fold(above) not in _HEAD  # 配偶 stands first, 户主 after her
    return fold(relation) not in _HEAD or is_head_below


def with_household(mapping: Mapping, filled: list[Cells], anchors: dict[int, int]) -> list[Cells]:
    """`filled` with the household's cells written into those rows of `anchors` that lack its code."""
    code = mapping.find("household_code")
    bare = {offset: anchor for offset, anchor in anchors.items() if code and filled[code.index][offset] is None}
    if not bare:
        return filled
    result = list(filled)
    for one in mapping.columns:
        if may_fill(one, mapping.kind) and is_of_household(one):
            cells = list(filled[one.index])
            for offset, anchor in bare.items():
                cells[offset] = cells[offset] or cells[anchor]
            result[one.index] = cells
    return result


def with_own_money(mapping: Mapping, delivered: list[Cells], filled: list[Cells], joined: Joined) -> list[Cells]:
    """`filled` with the money of members' rows added to their household's row (statement). Rows that repeat the
    household's figures add nothing; rows of which that is not sure stay statements of their own: `unclear`."""
    columns = _columns(mapping)
    if columns is None or not joined.anchors:
        return filled
    result = [list(cells) for cells in filled]
    groups: dict[int, list[int]] = {}
    for offset, anchor in joined.anchors.items():
        groups.setdefault(anchor, []).append(offset)
    for anchor, offsets in groups.items():
        adding = [offset for offset in offsets if _amounts(columns, filled, offset)]
        how = _how(columns, filled, delivered, anchor, adding)
        if how == "unclear":
            joined.unclear |= {offset: joined.anchors.pop(offset) for offset in adding}
        elif how != "nothing":
            _add(columns, mapping, filled, result, [anchor, *adding], only_blank=how == "fill")
            joined.added.update(adding)
    return result


def _amounts(columns: _Columns, filled: list[Cells], offset: int) -> dict[int, str]:
    """Column → text of what a row states other than blank and zero; a total or mean is no item."""
    found = {}
    for one in columns.amounts:
        text = filled[one.index][offset]
        if text is not None:
            amount = parse_amount(text)
            if amount.yuan is None or amount.yuan != 0:
                found[one.index] = text
    return found


def _how(columns: _Columns, filled: list[Cells], delivered: list[Cells], anchor: int, adding: list[int]) -> str:
    """What the money of members' rows is to the household's row: nothing (its own again, or its parts), add, fill
    (its parts where it says nothing), or unclear."""
    if not adding:
        return "nothing"
    own = _amounts(columns, filled, anchor)
    rows = [_amounts(columns, filled, offset) for offset in adding]
    if len(own) >= _WHOLE and all(row == own for row in rows):
        return "nothing"
    if any(sum(own.get(index) == text for index, text in row.items()) >= _WHOLE for row in rows):
        return "unclear"
    if not _is_summary(columns, delivered, anchor, adding):
        return "add"
    details = {index: [row[index] for row in rows if index in row] for row in rows for index in row}
    both = (
        (parse_amount(own[index]).yuan, parse_amount(sum_text(texts, MEMBERS) or "").yuan)
        for index, texts in details.items()
        if index in own
    )
    return "fill" if all(stated is not None and stated == summed for stated, summed in both) else "unclear"


def _is_summary(columns: _Columns, delivered: list[Cells], anchor: int, adding: list[int]) -> bool:
    """Whether the household's row stands for all: it names no member, or one that has a row of his own below."""
    if columns.member is None:
        return False
    names = delivered[columns.member]
    return names[anchor] is None or any(names[offset] == names[anchor] for offset in adding)


def _add(
    columns: _Columns, mapping: Mapping, filled: list[Cells], result: list[Cells], offsets: list[int], only_blank: bool
) -> None:
    """Write the sums of a household's rows into its first; work months and a monthly wage are one person's only."""
    anchor = offsets[0]
    for one in columns.amounts:
        texts = [text for offset in offsets if (text := filled[one.index][offset]) is not None]
        if one.name.startswith("stated_") and len(texts) < len(offsets):
            continue
        if not texts or (only_blank and one.index in _amounts(columns, filled, anchor)):
            continue
        result[one.index][anchor] = sum_text(texts, MEMBERS) if len(texts) > 1 else texts[0]
    for name in ("work_months", "monthly_wage"):
        column = mapping.find(name)
        if column is not None:
            result[column.index][anchor] = None
