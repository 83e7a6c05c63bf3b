"""Amounts that are not in the unit of their table, written with their own: a column in 万元, a cell that shows 万元 or %."""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal

from pipeline.parsing.amounts import parse_amount
from pipeline.recognition.filling import Cells
from pipeline.recognition.grid import Grid
from pipeline.recognition.kinds import Mapping, SheetColumn
from pipeline.recognition.reconciling import MoneyUnits
from pipeline.recognition.units import UNIT_NAMES, unit_in_format
from pipeline.workbooks.cells import column_letter
from pipeline.workbooks.number_formats import hides, is_percent
from pipeline.workbooks.sheet import Note

_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
UNCLEAR = "（单位不明）"
HIDDEN = "（不显示）"
_MOST_NOTES = 20


def money_columns(mapping: Mapping) -> list[SheetColumn]:
    """The columns of amounts and per-capita figures."""
    return [one for one in mapping.columns if one.meaning is not None and one.meaning.is_money]


def with_own_units(
    grid: Grid, mapping: Mapping, columns: list[Cells], first: int, units: MoneyUnits, by_format: frozenset[int]
) -> tuple[list[Cells], list[Note]]:
    """`columns` of the body from row `first` on; `by_format`: those whose unit only their number format tells."""
    result, notes = list(columns), list[Note]()
    for column in money_columns(mapping):
        cells = result[column.index]
        changes = dict(_changes(grid, column.index, cells, first, column.index in by_format))
        name = UNIT_NAMES.get(units.others.get(column.index, 0))
        if not changes and name is None:
            continue
        written = _writer(name)
        result[column.index] = [changes.get(row, text and written(text)) for row, text in enumerate(cells)]
        notes += [_note(first + row, column.index, text) for row, text in changes.items()]
    return result, sorted(notes, key=lambda one: (one.code == "cell_unit", one.row))[:_MOST_NOTES]


def _writer(unit: str | None) -> Callable[[str], str]:
    """Writes the unit behind an amount that has none; texts that are no amount stay."""
    known: dict[str, str] = {}

    def written(text: str) -> str:
        if text not in known:
            amount = parse_amount(text) if unit is not None else None
            is_open = amount is not None and amount.yuan is not None and not amount.has_own_unit and not amount.is_blank_mark
            known[text] = f"{text}{unit}" if is_open else text
        return known[text]

    return written


def _changes(grid: Grid, index: int, cells: Cells, first: int, is_by_format: bool) -> Iterator[tuple[int, str]]:
    """Row offset → text of the numeric cells whose own format changes what they say."""
    usual = grid.sheet.number_formats.get(index, "")
    odd = {row - first: code for (row, column), code in grid.sheet.cell_formats.items() if column == index}
    is_telling = is_percent(usual) or hides(usual)
    if not odd and not is_telling:
        return
    for row, text in enumerate(cells):
        if text is None or not _PLAIN.fullmatch(text) or not (row in odd or is_telling):
            continue
        shown = shown_text(text, odd.get(row, usual), is_by_format and row in odd)
        if shown != text:
            yield row, shown


def shown_text(text: str, number_format: str, is_by_format: bool) -> str:
    """A stored number as its cell shows it: 600 as 60000%, 1.2 as 1.2万元, and a number nobody sees as unreadable."""
    if is_percent(number_format):
        return f"{(Decimal(text) * 100).normalize():f}%"
    if hides(number_format) and Decimal(text) > 0:
        return text + HIDDEN
    unit, _ = unit_in_format(number_format)
    if unit is not None:
        return text + UNIT_NAMES[unit]
    return text + UNCLEAR if is_by_format and Decimal(text) != 0 else text


def _note(row: int, index: int, text: str) -> Note:
    """What was made of a cell by its number format (`row` 0-based)."""
    letter = column_letter(index)
    if text.endswith("%"):
        return Note(row + 1, letter, "cell_percent", f"单元格是百分比格式，显示为{text}，不能当作金额，请改为数值后重新报送")
    if text.endswith(HIDDEN):
        return Note(row + 1, letter, "cell_hidden", "单元格的数字格式使数值不显示，按无法识别处理，请改为数值格式后重新报送")
    if text.endswith(UNCLEAR):
        return Note(row + 1, letter, "cell_unit_unclear", "本列金额单位只写在数字格式中，而本单元格没有，按无法识别处理，请写明单位后重新报送")
    return Note(row + 1, letter, "cell_unit", "单元格的数字格式另写了金额单位，按该单位计")
