"""A table whose title or group calls its figures expected or planned: what that says of each row, as its remark."""

from collections.abc import Sequence
from decimal import Decimal

from pipeline.item_book import items
from pipeline.parsing.amounts import parse_amount
from pipeline.recognition.extraction import Texts
from pipeline.recognition.kinds import Mapping
from pipeline.recognition.statements import Statement, said
from pipeline.workbooks.sheet import Note

PLANNED = "计划数，尚未发放"


def planned_notes(statements: Sequence[Statement], mapping: Mapping) -> list[Note]:
    """A list of what is to be paid says nothing of what was."""
    found = [one for one in said(statements, "forecast") if not one.columns]
    if mapping.kind != "ledger" or not found:
        return []
    message = f"{found[0].place}写明“{found[0].value}”，各行按尚未发放计，不作佐证；如已发放，请改正表名后重新报送"
    return [Note(None, None, "not_yet_paid", message)]


def mark_expected(
    data: dict[str, Texts | list[int]], statements: Sequence[Statement], mapping: Mapping, unit_yuan: int
) -> None:
    """Add to the remark of each row of an income statement how much of it is expected; of a ledger that it is not paid."""
    found = said(statements, "forecast")
    if mapping.kind == "ledger" and any(not one.columns for one in found):
        planned: Texts = ["；".join(str(one) for one in (remark, PLANNED) if one) for remark in data["remark"]]
        data["remark"] = planned
    if mapping.kind != "income_statement" or not found:
        return
    covered = {index for one in found for index in one.columns}
    is_whole = any(not one.columns for one in found)
    names = [one.name for one in mapping.columns if is_income(one.name) and (is_whole or one.index in covered)]
    remarks: Texts = []
    for row, remark in enumerate(data["remark"]):
        expected = expected_text([data[name][row] for name in names], unit_yuan)  # type: ignore[misc]
        sentence = f"收入中含预计收入{expected}" if expected is not None else None
        remarks.append("；".join(str(one) for one in (remark, sentence) if one) or None)
    data["remark"] = remarks


def is_income(name: str) -> bool:
    """An item that adds to income: no total, no part of another item."""
    item = items().get(name)
    return item is not None and item.kind == "item" and item.sign > 0


def expected_text(texts: Sequence[str | None], unit_yuan: int) -> str | None:
    """The sum in yuan (24000元); '' where an amount cannot be read, None where there is none."""
    total = Decimal(0)
    for text in texts:
        amount = parse_amount(text) if text is not None else None
        if amount is None:
            continue
        if amount.yuan is None:
            return ""
        total += amount.yuan * (1 if amount.has_own_unit else unit_yuan)
    return f"{total.normalize():f}元" if total else None
