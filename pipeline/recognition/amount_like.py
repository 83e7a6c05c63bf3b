"""Columns that nobody mapped: which look like money that would otherwise be overlooked."""

import re

from pipeline.recognition.filling import Cells
from pipeline.recognition.kinds import Mapping, SheetColumn
from pipeline.recognition.month_columns import month_of_header
from pipeline.recognition.readings import SourceColumn
from pipeline.recognition.rows import is_serial
from pipeline.recognition.wording import fold, is_number
from pipeline.workbooks.sheet import Note

SAMPLE = 2_000
_MONEY = re.compile(r"[元额款费薪]|收入|支出|补[贴助偿]|救助|资金|奖|工资|分红|红利|租金|利息|养老|金$|贷|债|[产销]值")
_OTHER = re.compile(
    r"序号|编号|号码|代码|编码|电话|手机|年龄|面积|亩|人数|人口|次数|月数|比例|比率|占比|率$|时间|日期|年度|年份|时长|等级|账号|卡号|是否|名称|类型|类别|来源|单位|原因|方式"
)


def source_columns(mapping: Mapping, columns: list[Cells]) -> list[SourceColumn]:
    """Every column with a header or a text: mapped, extra, or amount_like."""
    found = []
    for column in mapping.columns:
        if column.meaning is not None:
            found.append(SourceColumn(column.meaning.name, column.letter, column.header, "mapped"))
        elif column.parts or any(columns[column.index]):
            is_part = mapping.kind == "ledger" and bool(column.parts) and month_of_header(column.parts[-1]) is not None
            is_money = not is_part and looks_like_money(column, columns[column.index])
            status = "amount_like" if is_money else "extra"
            found.append(SourceColumn(None, column.letter, column.bottom, status))
    return found


def looks_like_money(column: SheetColumn, cells: Cells) -> bool:
    """At least half of the texts are numbers, and the header speaks of money or there is no header at all."""
    if is_serial(column):
        return False
    header = fold("".join(column.parts))
    if header and (not _MONEY.search(header) or _OTHER.search(fold(column.parts[-1]))):
        return False
    texts = [text for text in cells[:SAMPLE] if text]
    numbers = [text for text in texts if is_number(text)]
    if not header:
        numbers = [text for text in numbers if len(text) < 12]
        return len(numbers) * 2 >= len(texts) > 0 and any(_at_least_ten(text) for text in numbers)
    return len(numbers) * 2 >= len(texts) > 0


def _at_least_ten(text: str) -> bool:
    return sum(character.isdigit() for character in text.split(".")[0]) >= 2


def amount_notes(columns: list[SourceColumn], header_row: int) -> list[Note]:
    """A warning for each column of money that no form knows (`header_row` 1-based)."""
    notes = []
    for column in columns:
        if column.status == "amount_like":
            letter, header = column.column_letter, column.header or "（无表头）"
            message = f"{letter}列“{header}”像金额但不在表头对照中，未计入收入；如属收支项目请改用规定表头"
            notes.append(Note(header_row, letter, "amount_like_column", message))
    return notes
