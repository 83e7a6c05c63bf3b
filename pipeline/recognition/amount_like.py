"""Columns that nobody mapped: which look like money that would otherwise be overlooked, and what stands in them."""

import re

from pipeline.parsing.amounts import parse_amount
from pipeline.parsing.masking import mask_id_numbers
from pipeline.recognition.body import Body, Verdicts
from pipeline.recognition.filling import Cells
from pipeline.recognition.kinds import Mapping, SheetColumn
from pipeline.recognition.month_columns import part_of_header
from pipeline.recognition.readings import SourceColumn, UnknownAmount
from pipeline.recognition.rows import is_serial
from pipeline.recognition.wording import fold, is_number, normalise_header, year_in_header
from pipeline.workbooks.sheet import Note

SAMPLE = 2_000
AMOUNT_LIKE = "amount_like"
_MONEY = re.compile(r"[元额款费薪]|收入|支出|补[贴助偿]|救助|资金|奖|工资|分红|红利|租金|利息|养老|金$|贷|债|[产销]值")
_OTHER = re.compile(
    r"序号|编号|号码|代码|编码|电话|手机|年龄|面积|亩|人数|人口|次数|月数|比例|比率|占比|率$|时间|日期|年度|年份|时长|等级|账号|卡号|是否|名称|类型|类别|来源|单位|原因|方式"
)
# What is counted or measured, or names something by a number.
_MEASURED = re.compile(
    r"[号码届级层间栋组队班处座株棵头只羽尾匹斤吨米数]$|邮编|门牌|分数|[评得]分|距离|公里|里程|平方|体重|身高|血压|[经纬]度|坐标|排序|顺序|次序|名次|[天日月年]数|户数|口数|数量|个数|劳动力|学[号分]"
)
_SMALL, _LONG = 100, 6


def source_columns(mapping: Mapping, columns: list[Cells]) -> list[SourceColumn]:
    """Every column with a header or a text: mapped, extra, or amount_like."""
    found = []
    for column in mapping.columns:
        if column.meaning is not None:
            found.append(SourceColumn(column.meaning.name, column.letter, column.header, "mapped"))
        elif column.parts or any(columns[column.index]):
            is_part = mapping.kind == "ledger" and bool(column.parts) and part_of_header(column.parts[-1]) is not None
            is_money = not (is_part or names_no_income(column, mapping)) and looks_like_money(
                column, columns[column.index], mapping.kind
            )
            found.append(SourceColumn(None, column.letter, column.bottom, AMOUNT_LIKE if is_money else "extra"))
    return found


def names_no_income(column: SheetColumn, mapping: Mapping) -> bool:
    """Whether a header names no income or expense of the year: a debt, savings, a standard, another year, a mean, a check
    (context_words.csv, no_income)."""
    header, words = normalise_header(column.parts[-1]) if column.parts else "", mapping.book.words
    if words.first("no_income_innocent", header):
        return False
    is_compared = mapping.headers.column_of(header) is not None and year_in_header(column.parts[-1]) is not None
    return is_compared or bool(words.first("no_income", header))


def looks_like_money(column: SheetColumn, cells: Cells, kind: str) -> bool:
    """At least half of the texts are numbers, and the header speaks of money or there is no header at all; in a
    statement also a bare word (光伏, 残补) over numbers that could be money."""
    if is_serial(column):
        return False
    header = fold("".join(column.parts))
    if header and _OTHER.search(fold(column.parts[-1])):
        return False
    texts = [text for text in cells[:SAMPLE] if text]
    numbers = [text for text in texts if is_number(text)]
    if not header:
        numbers = [text for text in numbers if len(text) < 12]
        return len(numbers) * 2 >= len(texts) > 0 and any(
            len(re.findall(r"\d", text.split(".")[0])) >= 2 for text in numbers
        )
    if len(numbers) * 2 < len(texts) or not texts:
        return False
    if _MONEY.search(header):
        return True
    return kind == "income_statement" and not _MEASURED.search(fold(column.parts[-1])) and _could_be_money(numbers)


def _could_be_money(texts: list[str]) -> bool:
    """A fraction of a yuan or a hundred yuan, and no numbers of one length as postcodes and telephones are."""
    whole = [text.split(".")[0].lstrip("-+") for text in texts]
    if all(len(text) >= _LONG and text.isdecimal() for text in whole) and len(set(map(len, whole))) == 1:
        return False
    amounts = [amount for text in texts if (amount := parse_amount(text).yuan) is not None]
    return any(amount >= _SMALL for amount in amounts)


def amount_notes(columns: list[SourceColumn], header_row: int) -> list[Note]:
    """A warning for each column of money that no form knows (`header_row` 1-based)."""
    notes = []
    for column in columns:
        if column.status == AMOUNT_LIKE:
            letter, header = column.column_letter, column.header or "（无表头）"
            message = f"{letter}列“{header}”像金额但不在表头对照中，未计入收入；如属收支项目请改用规定表头"
            notes.append(Note(header_row, letter, "amount_like_column", message))
    return notes


def unknown_amounts(body: Body, verdicts: Verdicts, columns: list[SourceColumn]) -> list[UnknownAmount]:
    """What the rows of a statement state in columns of money that no form knows, at the row that is accepted for the
    household; zeros and blanks say nothing."""
    if body.mapping.kind != "income_statement":
        return []
    letters = {one.column_letter: one.header for one in columns if one.status == AMOUNT_LIKE}
    anchors = body.joined.anchors
    found: dict[tuple[int, str], UnknownAmount] = {}
    for column in body.mapping.columns if letters else ():
        if column.meaning is None and column.letter in letters:
            for offset in sorted((*verdicts.of("accepted"), *verdicts.of("joined"))):
                text = body.delivered[column.index][offset]
                if text is not None and parse_amount(text).yuan != 0:
                    row, header = body.first + anchors.get(offset, offset) + 1, letters[column.letter]
                    one = UnknownAmount(row, column.letter, header, mask_id_numbers(text))
                    found.setdefault((row, column.letter), one)
    return list(found.values())
