"""Amounts that are not in the unit of their table, written with their own: a column in 万元, a cell that shows 万元 or %."""

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from pipeline.parsing.amounts import parse_amount
from pipeline.recognition.filling import Cells
from pipeline.recognition.grid import Grid
from pipeline.recognition.kinds import Mapping
from pipeline.recognition.reconciling import MoneyUnits
from pipeline.recognition.units import UNIT_NAMES, unit_in_format
from pipeline.workbooks.cells import column_letter
from pipeline.workbooks.number_formats import hides, is_percent, words_of_format
from pipeline.workbooks.sheet import Note

_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_RATE = re.compile("元[/／∕每]?[人口月季日天]|[人月季日]均")
HIDDEN, UNCLEAR, PER = "（不显示）", "（单位不明）", "（按月、按人等计）"
_MOST_NOTES = 20
_NOTES = (
    ("%", "cell_percent", "单元格是百分比格式，显示为{}，不能当作金额，请改为数值后重新报送"),
    (HIDDEN, "cell_hidden", "单元格的数字格式使数值不显示，按无法识别处理，请改为数值格式后重新报送"),
    (
        UNCLEAR,
        "cell_unit_unclear",
        "本列金额单位只写在数字格式中，而本单元格没有，按无法识别处理，请写明单位后重新报送",
    ),
    (PER, "cell_rate", "单元格的数字格式写明按月、按人等计，不是全年总额，按无法识别处理，请改填全年总额后重新报送"),
    ("元", "cell_unit", "单元格的数字格式另写了金额单位，按该单位计"),
)


def with_shown_amounts(grid: Grid, mapping: Mapping, columns: list[Cells], first: int) -> list[Cells]:
    """`columns` of the body from row `first` on, with the amounts whose cell says another thing than its stored number as
    the cell shows them."""
    result = list(columns)
    for column in mapping.money:
        cells = columns[column.index]
        usual = grid.sheet.number_formats.get(column.index, "")
        shown = _shown_rows(grid, column.index, first, len(cells))
        if shown:
            odd = dict.fromkeys(shown, usual) | _odd_formats(grid, column.index, first)
            result[column.index] = [
                shown_text(text, odd[row]) if row in odd else text for row, text in enumerate(cells)
            ]
    return result


def _odd_formats(grid: Grid, index: int, first: int) -> dict[int, str]:
    return {row - first: code for (row, column), code in grid.sheet.cell_formats.items() if column == index}


def shown_text(text: str | None, number_format: str) -> str | None:
    """A stored number as its cell shows it: 600 as 60000%, 1.2 as 1.2万元, a number that nobody sees, or 元/月,
    as unreadable."""
    if text is None or not _PLAIN.fullmatch(text):
        return text
    if is_percent(number_format):
        return f"{(Decimal(text) * 100).normalize():f}%"
    if hides(number_format) and Decimal(text) > 0:
        return text + HIDDEN
    if _RATE.search(words_of_format(number_format)):
        return text + PER
    unit, _ = unit_in_format(number_format)
    return text if unit is None else text + UNIT_NAMES[unit]


def with_own_units(
    grid: Grid, mapping: Mapping, *, columns: list[Cells], first: int, units: MoneyUnits, by_format: frozenset[int]
) -> list[Cells]:
    """`columns` with the unit behind the amounts of columns in another one than the table's. `by_format`: columns whose
    unit only their usual number format tells; a cell without that format cannot be read there."""
    result = list(columns)
    for column in mapping.money:
        plain = _odd_formats(grid, column.index, first) if column.index in by_format else {}
        name = UNIT_NAMES.get(units.others.get(column.index, 0))
        if plain or name is not None:
            written = _writer(name)
            cells = result[column.index]
            result[column.index] = [
                _unclear(text) if row in plain else text and written(text) for row, text in enumerate(cells)
            ]
    return result


def _unclear(text: str | None) -> str | None:
    return text + UNCLEAR if text is not None and _PLAIN.fullmatch(text) and Decimal(text) != 0 else text


def _writer(unit: str | None) -> Callable[[str], str]:
    """Writes the unit behind an amount that has none; texts that are no amount stay."""
    known: dict[str, str] = {}

    def written(text: str) -> str:
        if text not in known:
            amount = parse_amount(text) if unit is not None else None
            is_open = amount is not None and amount.yuan is not None
            is_open = is_open and not (amount.has_own_unit or amount.is_blank_mark)  # type: ignore[union-attr]
            known[text] = f"{text}{unit}" if is_open else text
        return known[text]

    return written


def format_notes(grid: Grid, mapping: Mapping, columns: list[Cells], first: int) -> Iterator[Note]:
    """What was made of cells by their number formats, the first few."""
    told = 0
    for column in mapping.money:
        for row in _shown_rows(grid, column.index, first, len(columns[column.index])):
            text, stored = columns[column.index][row], grid.rows[first + row][column.index]
            if text is None or stored is None or text == stored or told == _MOST_NOTES:
                continue
            found = next(((code, message) for end, code, message in _NOTES if text.endswith(end)), None)
            if found is not None:
                told += 1
                yield Note(first + row + 1, column_letter(column.index), found[0], found[1].format(text))


def _shown_rows(grid: Grid, index: int, first: int, size: int) -> Sequence[int]:
    """Rows of a column whose cells may show another thing than their stored number."""
    usual = grid.sheet.number_formats.get(index, "")
    if is_percent(usual) or hides(usual):
        return range(size)
    return sorted(row for row in _odd_formats(grid, index, first) if 0 <= row < size)
