"""Whether a minus before an expense only says that it is one. A refund is a negative expense too; what decides is the
convention by which the stated disposable incomes of the table agree with its items."""

from dataclasses import dataclass
from decimal import Decimal

from pipeline.item_book import items
from pipeline.parsing.amounts import Amount, parse_amount
from pipeline.recognition.filling import Cells
from pipeline.recognition.kinds import Mapping, side_of
from pipeline.workbooks.sheet import Note

_MARKS = frozenset("-−－﹣(（负减–—△▲")  # before or behind an amount that may be negative
_FAR = Decimal("0.2")  # of the sum of negative expenses: a stated total further away decides nothing


@dataclass(frozen=True)
class Signs:
    """columns: those (0-based) whose minus only marks an expense; assumed: body offsets of rows with negative expenses
    in a table where no stated total bears out how they are meant."""

    columns: tuple[int, ...] = ()
    assumed: frozenset[int] = frozenset()


def find_signs(mapping: Mapping, filled: list[Cells], offsets: list[int]) -> Signs:
    """How a statement's expenses are signed, from its accepted rows (body offsets).

    Where nothing decides, a table all of whose expenses are negative writes them so, and one with positive expenses
    beside them states refunds; both are assumed."""
    if mapping.kind != "income_statement":
        return Signs()
    expenses = [one for one in mapping.columns if side_of(one.name) < 0]
    marked = [one for one in expenses if any(text and not _MARKS.isdisjoint(text) for text in filled[one.index])]
    amounts = {one.index: {row: _yuan(filled[one.index][row]) for row in offsets} for one in marked}
    minus = tuple(index for index, known in amounts.items() if any(one < 0 for one in known.values()))
    if not minus:
        return Signs()
    marks, refunds = _votes(mapping, filled, offsets, minus)
    if marks or refunds:
        return Signs(minus) if marks > refunds else Signs()
    rows = frozenset(row for index in minus for row, one in amounts[index].items() if one < 0)
    is_positive = any(_yuan(filled[one.index][offset]) > 0 for one in expenses for offset in offsets)
    return Signs(() if is_positive else minus, rows)


def without_marks(filled: list[Cells], signs: Signs) -> list[Cells]:
    """`filled` with the expenses of those columns written without their minus."""
    result = list(filled)
    for index in signs.columns:
        texts = {text: _unmarked(text) for text in set(filled[index]) if text is not None}
        result[index] = [text and texts[text] for text in filled[index]]
    return result


def sign_notes(mapping: Mapping, signs: Signs) -> list[Note]:
    """What was decided of the signs."""
    letters = "、".join(mapping.columns[index].letter for index in signs.columns)
    if letters and signs.assumed:
        said = f"{letters}列的支出带负号，且无合计可供印证，按支出的写法处理（当作正数扣除），请核对"
    elif letters:
        said = f"{letters}列的支出带负号，依表内可支配收入判断只是支出的写法，按正数扣除"
    elif signs.assumed:
        said = "个别支出为负数，且无合计可供印证，按退款处理（增加收入），请核对"
    else:
        return []
    return [Note(None, None, "expense_signs", said)]


def _yuan(text: str | None) -> Decimal:
    """The amount of a cell; 0 where it is blank or cannot be read."""
    return (parse_amount(text).yuan or Decimal(0)) if text else Decimal(0)


def _unmarked(text: str) -> str:
    amount: Amount = parse_amount(text)
    if amount.yuan is None or amount.yuan >= 0:
        return text
    return f"{-amount.yuan.normalize():f}" + ("元" if amount.has_own_unit else "")


def _votes(mapping: Mapping, filled: list[Cells], offsets: list[int], minus: tuple[int, ...]) -> tuple[int, int]:
    """How many rows' stated incomes agree with the minus as a mark, and how many with it as written."""
    marks = refunds = 0
    summed = [
        index for index in minus if (item := items().get(mapping.columns[index].name)) is not None and item.sign < 0
    ]
    for offset in offsets:
        shift = 2 * sum((min(_yuan(filled[index][offset]), Decimal(0)) for index in summed), Decimal(0))
        stated = stated_disposable(mapping, filled, offset)
        if not shift or stated is None:
            continue
        row = [cells[offset] for cells in filled]
        as_written = disposable_of(mapping, row)
        far, near = abs(stated - as_written), abs(stated - as_written - shift)
        if min(far, near) <= -shift * _FAR:
            marks, refunds = marks + (near < far), refunds + (far < near)
    return marks, refunds


def disposable_of(mapping: Mapping, row: Cells) -> Decimal:
    """Disposable income by the items of a row, in the sheet's unit: a whole's own figure, else its parts; transfers by
    their items, else by their total. What cannot be read counts 0."""
    figures = {
        item.item_code: _yuan(row[one.index]) for one in mapping.columns if (item := items().get(one.name)) is not None
    }
    income = Decimal(0)
    transfers = False
    for code, item in items().items():
        if item.component and code in figures:
            parts = (amount for part, amount in figures.items() if items()[part].part_of == code)
            income += item.sign * (figures[code] or sum(parts, Decimal(0)))
            transfers = transfers or (item.component == "transfer" and item.sign > 0)
    wholes = {items()[code].part_of for code in figures} - figures.keys() - {""}
    for code, amount in figures.items():
        if items()[code].part_of in wholes and items()[items()[code].part_of].component:
            income += side_of(code) * amount
    return income if transfers else income + figures.get("stated_transfer_income", Decimal(0))


def stated_disposable(mapping: Mapping, filled: list[Cells], offset: int) -> Decimal | None:
    """The household's disposable income as its row states it, else the amount per person times the people."""
    total, each, size = (
        mapping.find(name) for name in ("stated_disposable_income", "stated_per_capita", "registered_count")
    )
    if total is not None and filled[total.index][offset]:
        return parse_amount(filled[total.index][offset] or "").yuan
    if each is None or size is None:
        return None
    people, amount = filled[size.index][offset], filled[each.index][offset]
    if not people or not amount or not people.isdecimal():
        return None
    yuan = parse_amount(amount).yuan
    return None if yuan is None else yuan * int(people)
