"""What a table must have, and the message about a missing or doubled column."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from rapidfuzz import fuzz, process

from pipeline.item_book import items
from pipeline.parsing.words import load_words
from pipeline.recognition.filling import Cells
from pipeline.recognition.headers import HeaderBook, HeaderColumn
from pipeline.recognition.kind_book import kinds
from pipeline.recognition.kinds import FORMS, Mapping, SheetColumn
from pipeline.recognition.signs import disposable_of, stated_disposable
from pipeline.recognition.wording import normalise_header
from pipeline.workbooks.sheet import Rejection

NEAREST = 60
_INCOME = re.compile(r"工资性|经营性|财产性|转移性|可支配|纯收入")
_NEVER_PAID = frozenset(
    {"business_income", "property_income", "business_cost", "wage_income", "stated_disposable_income"}
)
_FEWEST_ITEMS = 3
_ROUNDING = Decimal("0.0001")  # of a stated income: amounts per person are rounded
TRANSFERS_PAID = frozenset(code for code, item in items().items() if item.component == "transfer" and item.sign < 0)
_ANY_INCOME = re.compile("(?:^|[户民人年月度村镇]|家庭|可支配|纯|总|人均|各项|全部)的?收[入支]")
EITHER = {"person": "户码、户主姓名、姓名或身份证号", "yes": ""}


def check_columns(mapping: Mapping, from_title: frozenset[str], header_row: int) -> Rejection | None:
    """The first thing wrong with the columns. `from_title`: names that title or sheet name supply; `header_row`
    is 1-based."""
    doubled = _doubled(mapping)
    if doubled:
        first, second = doubled
        assert first.meaning is not None
        reason = (
            f"第{header_row}行的 {first.letter} 列“{first.header}”和 {second.letter} 列“{second.header}”"
            f"都对应“{first.meaning.zh}”，{_side_by_side(mapping)}请只保留一列或改正表头后重新报送"
        )
        return Rejection("column_doubled", reason)
    if not kinds()[mapping.kind].has_money:
        incomes = [one for one in mapping.columns if one.meaning is None and _INCOME.search("".join(one.parts))]
        if len(incomes) > 1:
            shown = "、".join(f"{one.letter} 列“{one.bottom}”" for one in incomes[:3])
            reason = f"像收入统计表，但第{header_row}行表头 {shown} 等不能识别，请改用规定的表头后重新报送"
            return Rejection("income_headers_unknown", reason)
    for column in mapping.headers.columns.values():
        if _is_missing(column, mapping, from_title):
            return Rejection("column_missing", _missing_reason(column, mapping, header_row))
    return None


def without_transfers_paid(mapping: Mapping, filled: list[Cells], offsets: Sequence[int]) -> Mapping:
    """A statement without any column of transfers paid, each of whose accepted rows (body offsets) states a disposable income
    that is its incomes less its costs: it says that nothing was paid, and its items are not missing."""
    paid = TRANSFERS_PAID | {"stated_transfer_paid"}
    if mapping.kind != "income_statement" or paid & (mapping.names | mapping.lumped):
        return mapping
    agree = bool(offsets) and all(_agrees(mapping, filled, offset) for offset in offsets)
    return replace(mapping, lumped=mapping.lumped | TRANSFERS_PAID) if agree else mapping


def _agrees(mapping: Mapping, filled: list[Cells], offset: int) -> bool:
    stated = stated_disposable(mapping, filled, offset)
    sums = disposable_of(mapping, [cells[offset] for cells in filled])
    return stated is not None and abs(stated - sums) <= abs(stated) * _ROUNDING


def rows_of_items(mapping: Mapping, items: Sequence[str | None] | None) -> Rejection | None:
    """A statement with a row for each household and item is no ledger of payments. `items`: the cells of 补贴项目."""
    statement = mapping.book.kinds["income_statement"]
    if mapping.kind != "ledger" or items is None:
        return None
    names = {
        text: column.name for text in set(items) if text and (column := statement.column_of(normalise_header(text)))
    }
    shown = [text for text in dict.fromkeys(items) if text and names.get(text) in _NEVER_PAID]
    if len({names[text] for text in shown}) < _FEWEST_ITEMS:
        return None
    reason = (
        f"像是每个项目一行的收入统计表（项目栏有“{'”“'.join(shown[:3])}”等），不是发放台账。请改为一户一行、每个项目一栏后重新报送"
        "（可用 income template income_statement 生成空白表）"
    )
    return Rejection("statement_by_rows", reason)


def unnamed_item(mapping: Mapping, item: str | None) -> Rejection | None:
    """A ledger without a column of items below a title that speaks of incomes as such: whose wages or benefits are they?
    `item`: what the title supplies."""
    if mapping.kind != "ledger" or item is None or mapping.find("item_text") is not None:
        return None
    if not _ANY_INCOME.search(item) or load_words().last_longest("items", item, "not_income"):
        return None
    reason = (
        f"各户只有金额，表名“{item}”没有写明是哪一项收入。如是收入统计表，请改为一户一行、每个项目一栏；"
        "如是发放台账，请在表名中写明项目（如低保金发放台账）或增加“补贴项目”一列后重新报送"
    )
    return Rejection("item_unnamed", reason)


def _doubled(mapping: Mapping) -> tuple[SheetColumn, SheetColumn] | None:
    seen: dict[str, SheetColumn] = {}
    for column in mapping.columns:
        if column.name and (other := seen.setdefault(column.name, column)) is not column:
            return other, column
    return None


def _side_by_side(mapping: Mapping) -> str:
    """Advice when many columns stand twice: two tables beside each other."""
    meant = [one.name for one in mapping.columns if one.name]
    return "如是左右并排的两张表，请上下排列或分为两张工作表；否则" if len(meant) - len(set(meant)) >= 3 else ""


def _is_missing(column: HeaderColumn, mapping: Mapping, from_title: frozenset[str]) -> bool:
    present = mapping.names | from_title
    if (
        column.name in present
        or column.name in mapping.lumped
        or any(set(group) <= present for group in column.instead)
    ):
        return False
    for word in column.required:
        if word == "yes" or (word in FORMS and word == mapping.form):
            return True
        if word not in FORMS and word != "yes":
            group = {one.name for one in mapping.headers.columns.values() if word in one.required}
            if not group & present:
                return True
    return False


def _missing_reason(column: HeaderColumn, mapping: Mapping, header_row: int) -> str:
    wanted = next((EITHER[word] for word in column.required if EITHER.get(word)), "") or column.zh
    nearest = _nearest(column, mapping)
    near = f"，最接近的表头是 {nearest.letter} 列“{nearest.header}”" if nearest else ""
    examples = "、".join(dict.fromkeys(column.labels[:3]))
    kind = kinds()[mapping.kind].zh
    form = {"A": "（村级调查表）", "B": "（省系统导出）", "N": "（国家系统表头）"}.get(mapping.form or "", "")
    return (
        f"识别为{kind}{form}，但第{header_row}行表头缺少必填列“{wanted}”{near}。"
        f"请把该列表头写作“{examples}”之一，确无此列的请补充后重新报送{_if_ledger(mapping) or _if_half(mapping)}"
    )


def _if_ledger(mapping: Mapping) -> str:
    """Advice for a list of what was paid that has a column for each benefit, and so looks like a statement."""
    if mapping.kind != "income_statement" or mapping.names & {"wage_income", "business_income", "business_cost"}:
        return ""
    return "；如是发放台账，请一项一行，设“补贴项目”“发放金额”两列"


def _if_half(mapping: Mapping) -> str:
    """Advice for a statement whose other columns may stand in a file of their own: within a workbook they are joined."""
    if mapping.kind != "income_statement":
        return ""
    return "；如所缺各栏在另一个文件中，请把两张表放入同一个工作簿，系统按村和户码合并读取"


def _nearest(column: HeaderColumn, mapping: Mapping) -> SheetColumn | None:
    free = {one.index: one.heading for one in mapping.columns if one.parts and not one.name}
    best: tuple[float, int] | None = None
    for variant, _ in column.variants:
        found = process.extractOne(variant, free, scorer=fuzz.ratio, score_cutoff=NEAREST)
        if found is not None and (best is None or found[1] > best[0]):
            best = (found[1], found[2])
    return mapping.columns[best[1]] if best else None


def unrecognised_reason(rows: Sequence[tuple[int, list[str]]], book: HeaderBook) -> str:
    """未识别: the row (1-based number, texts) that looks most like a header, and what its texts might mean."""
    best_row, hints = 0, list[str]()
    for number, texts in rows:
        found = _hints(texts, book)
        if len(found) > len(hints):
            best_row, hints = number, found
    advice = "请使用规定的表头（如村、户码、户主姓名及各收入项目）后重新报送；本地专用表头可由管理员加入站点表头文件"
    if not hints:
        return f"未识别：没有找到认识的表头。{advice}"
    return f"未识别：第{best_row}行像是表头，其中{'、'.join(hints[:4])}。{advice}"


def _hints(texts: list[str], book: HeaderBook) -> list[str]:
    hints = []
    for text in texts:
        header = normalise_header(text)
        if header in book.known:
            hints.append(f"“{header}”可识别")
        elif len(header) >= 2:
            found = process.extractOne(header, book.known, scorer=fuzz.ratio, score_cutoff=NEAREST)
            if found is not None:
                hints.append(f"“{header}”接近“{found[0]}”")
    return hints
