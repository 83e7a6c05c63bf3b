"""What a reader of a table should know of its rows: members joined, codes left out, characters that nobody sees."""

import re

from pipeline.parsing.characters import has_unseen, unseen_in
from pipeline.parsing.numerals import parse_size
from pipeline.recognition.body import Body, Verdicts, date_columns
from pipeline.recognition.extraction import SIZES
from pipeline.recognition.filling import MERGED
from pipeline.recognition.kinds import LUMPED, Mapping, SheetColumn
from pipeline.recognition.signs import sign_notes
from pipeline.recognition.wording import fold, is_number
from pipeline.workbooks.sheet import Note

_NAMED, _STATUS = 5, 2
_DECLARED = re.compile(r"(?:共计?|合计|总计)(\d{1,7})(户|人|条|行|笔)(?!次)")
# What a row of each kind is counted in; 条, 行 and 笔 are rows of any kind.
_COUNTED = {"income_statement": "户", "household_list": "户", "roster": "人"}


def row_notes(body: Body, verdicts: Verdicts) -> list[Note]:
    """All notes on the rows of one table; row numbers 1-based, no cell's value."""
    notes = [*joined_notes(body, verdicts), *doubted_codes(body, verdicts), *sign_notes(body.mapping, body.signs)]
    notes += [*lumped_notes(body.mapping), *unpaid_notes(body.mapping), *foreign_notes(body.mapping), *day_notes(body)]
    for column in body.mapping.columns:
        if column.type in ("place", "key") or column.name.endswith("_name"):
            notes += unseen_notes(body, column)
        if column.name in SIZES:
            notes += unread_sizes(body, verdicts, column)
    return notes


def lumped_notes(mapping: Mapping) -> list[Note]:
    """Totals of transfers that stand for all their items."""
    if not set(LUMPED.values()) & mapping.lumped & mapping.names:
        return []
    message = "只有转移性收支的合计而没有明细，合计按其他转移性收入（支出）计入，各明细项目无法核对，请补报明细"
    return [Note(None, None, "transfers_lumped", message)]


def unpaid_notes(mapping: Mapping) -> list[Note]:
    """A statement that has no column of transfers paid and whose stated incomes say that there were none."""
    if "other_transfer_paid" not in mapping.lumped - mapping.names:
        return []
    message = "没有转移性支出各栏，而可支配收入都等于各项收入减生产经营性支出，转移性支出按没有计；如缴纳过社会保险费等，请补报"
    return [Note(None, None, "no_transfers_paid", message)]


def foreign_notes(mapping: Mapping) -> list[Note]:
    """Columns of a statement that belong to the household list: nothing is taken from them."""
    if mapping.kind != "income_statement":
        return []
    listed = mapping.book.kinds["household_list"]
    foreign = [
        one
        for one in mapping.columns
        if one.meaning is None
        and one.parts
        and (column := listed.column_of(one.heading)) is not None
        and column.telling >= _STATUS
    ]
    if not foreign:
        return []
    shown = "、".join(f"{one.letter}列“{one.bottom}”" for one in foreign[:_NAMED])
    return [Note(None, None, "list_columns", f"{shown}是户名册的栏目，收入统计表中的不采用，请在户名册中填报")]


def day_notes(body: Body) -> list[Note]:
    """Day numbers of a workbook that counts from 1904, written as dates."""
    columns = date_columns(body.mapping) if body.grid.sheet.counts_from_1904 else []
    return [
        Note(None, one.letter, "days_from_1904", f"{one.letter}列的日期存成了从1904年起算的天数，已换算成日期，请核对")
        for one in columns
        if any(body.delivered[one.index][row] != body.row(row)[one.index] for row in range(body.size))
    ]


def joined_notes(body: Body, verdicts: Verdicts) -> list[Note]:
    """Rows of members that stand below their household's row, and what became of their money."""
    rows = verdicts.of("joined")
    if not rows:
        return []
    added = [offset for offset in rows if offset in body.joined.added]
    said = f"，其中{shown_rows(body, added)}另有金额，已并入该户" if added else ""
    message = f"{shown_rows(body, rows)}是上方户的成员行或续行{said}；成员信息未读取，如需核对请另报人口花名册"
    return [Note(None, None, "member_rows", message)]


def doubted_codes(body: Body, verdicts: Verdicts) -> list[Note]:
    """Rows kept by a name although their code could not be trusted."""
    kept = [offset for offset in body.doubts if verdicts.kinds[offset] == "accepted"]
    if not kept:
        return []
    message = f"{shown_rows(body, sorted(kept))}的户码不可靠，未用于归户：{body.doubts[kept[0]]}"
    return [Note(None, None, "code_untrusted", message)]


def unseen_notes(body: Body, column: SheetColumn) -> list[Note]:
    """Characters that nobody sees were dropped from a column of names, places or codes."""
    cells = body.delivered[column.index]
    texts = dict.fromkeys(filter(None, cells))  # in order of rows
    if not has_unseen(texts):
        return []
    marks = {text: found for text in texts if (found := unseen_in(text))}
    rows = [offset for offset, text in enumerate(cells) if text in marks]
    kinds = "、".join(dict.fromkeys(mark for found in marks.values() for mark in found))
    message = f"“{column.bottom}”的{shown_rows(body, rows)}含看不见的字符{kinds}，归户时已略去，请删除"
    return [Note(None, column.letter, "unseen_characters", message)]


def unread_sizes(body: Body, verdicts: Verdicts, column: SheetColumn) -> list[Note]:
    """Sizes of households that are no number of people, or of whom nobody can say."""
    cells, accepted = body.delivered[column.index], verdicts.of("accepted")
    shared = [offset for offset in accepted if body.filled[column.index][offset] == MERGED]
    unread = {text for text in set(cells) if text is not None and not is_number(text) and parse_size(text) is None}
    odd = [offset for offset in accepted if cells[offset] in unread and offset not in shared]
    told = (
        ("size_merged", shared, "合并了几户，不知各为几人，未读取，请拆分填写"),
        ("size_unreadable", odd, "不是人数，未读取，请填阿拉伯数字"),
    )
    return [
        Note(None, column.letter, code, f"“{column.bottom}”的{shown_rows(body, rows)}{what}")
        for code, rows, what in told
        if rows
    ]


def shown_rows(body: Body, offsets: list[int]) -> str:
    """第3行、第5行等7行."""
    shown = "、".join(f"第{body.first + offset + 1}行" for offset in offsets[:_NAMED])
    return shown if len(offsets) <= _NAMED else f"{shown}等{len(offsets)}行"


def declared_notes(body: Body, verdicts: Verdicts) -> list[Note]:
    """Row counts that a sheet declares of itself (共30户, 合计120条): a cut file shows by having fewer. A note where the remarks or totals of a table declare another number of rows than were found."""
    found = verdicts.kinds.count("accepted") + verdicts.kinds.count("quarantined")
    notes = []
    for offset, kind in enumerate(verdicts.kinds):
        if kind not in ("heading", "total"):
            continue
        for number, unit in _DECLARED.findall(fold("|".join(text for text in body.row(offset) if text))):
            is_rows = unit in "条行笔" or _COUNTED.get(body.mapping.kind) == unit
            if is_rows and int(number) != found:
                message = f"表内写明共{number}{unit}，实际读到{found}行数据，可能缺行，请核对"
                notes.append(Note(body.first + offset + 1, None, "row_count_differs", message))
    return notes
