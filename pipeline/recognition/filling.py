"""Cells of a table's body by column, with merged place and household cells filled down."""

from pipeline.parsing.amounts import parse_amount
from pipeline.recognition.grid import Grid
from pipeline.recognition.kind_book import kinds
from pipeline.recognition.kinds import Mapping, SheetColumn

Cells = list[str | None]

# What a merge over several rows says of each of them; an amount is never copied, an unmerged blank never guessed.
HOUSEHOLD = frozenset(
    {"household_code", "head_name", "head_id_number", "household_type", "registered_count", "resident_count"}
    | {"stated_year", "planned_exit_year", "labour_capacity", "exit_status"}
)
_COUNTS = ("registered_count", "resident_count")
MERGED = "合并单元格"  # stands for an amount that is merged over households: whose it is cannot be known
DITTO = frozenset({"同上", "同 上", "同　上", "〃", "″", "〞", '"', "＂", "”", "“", '""', "''", "“”"})


def body_columns(grid: Grid, first: int, last: int) -> list[Cells]:
    """The cells of rows first … last (0-based), one list per column, as delivered."""
    rows = grid.rows[first : last + 1]
    if not rows:
        return [[] for _ in range(grid.width)]
    return [list(cells) for cells in zip(*rows, strict=True)]


def continued_rows(grid: Grid, mapping: Mapping, first: int, last: int) -> frozenset[int]:
    """Body offsets of rows whose household code stands in a merge that began in a row above."""
    column = mapping.find("household_code")
    if column is None:
        return frozenset()
    spans = [(top, bottom) for top, left, bottom, _ in grid.merges if left == column.index and first <= top <= last]
    return frozenset(row - first for top, bottom in spans for row in range(top + 1, min(bottom, last) + 1))


def fill_down(grid: Grid, mapping: Mapping, columns: list[Cells], first: int, last: int) -> list[Cells]:
    """`columns` with merges that start in the body filled down in the columns that allow it, and 同上 written out
    in places and, in a ledger, wherever it stands for no amount."""
    allowed = {one.index for one in mapping.columns if may_fill(one, mapping.kind)}
    filled = list(columns)
    for top, left, bottom, _ in grid.merges:
        if left not in allowed or top < first or top > last or bottom == top:
            continue
        if filled[left] is columns[left]:
            filled[left] = list(columns[left])
        for row in range(top + 1, min(bottom, last) + 1):
            filled[left][row - first] = grid.rows[top][left]
    for one in mapping.columns:
        if one.meaning is None or one.meaning.is_money or DITTO.isdisjoint(columns[one.index]):
            continue
        if one.meaning.type == "place" or mapping.kind == "ledger":
            filled[one.index] = without_ditto(filled[one.index])
    return filled


def refuse_shared_amounts(
    grid: Grid, mapping: Mapping, *, filled: list[Cells], continued: frozenset[int], first: int
) -> list[Cells]:
    """`filled` with every amount of a statement that is merged over several households or items made unreadable for
    all of them. A zero or a mark of nothing says the same of each."""
    money = {one.index for one in mapping.money}
    result = list(filled)
    for top, left, bottom, right in grid.merges if mapping.kind == "income_statement" else ():
        text = grid.rows[top][left]
        if top < first or text is None:
            continue
        rows = [row - first for row in range(top, bottom + 1) if 0 <= row - first < len(filled[0])]
        rows = [row for row in rows if row not in continued]
        columns = [column for column in range(left, right + 1) if column in money]
        if not columns or len(rows) * len(columns) < 2:
            continue
        told = MERGED if parse_amount(text).yuan != 0 else text
        for column in columns:
            result[column] = [told if row in rows else one for row, one in enumerate(result[column])]
    return result


def refuse_shared_counts(
    grid: Grid, mapping: Mapping, *, filled: list[Cells], continued: frozenset[int], first: int
) -> list[Cells]:
    """`filled` with every count of people that is merged over several codes made unreadable for all of them: of each, or of
    all together?"""
    counts = {one.index for one in mapping.columns if one.name in _COUNTS}
    code = mapping.find("household_code")
    if code is None or not counts:
        return filled
    result = list(filled)
    for top, left, bottom, right in grid.merges:
        rows = [row - first for row in range(top, bottom + 1) if 0 <= row - first < len(filled[0])]
        codes = {filled[code.index][row] for row in rows if row not in continued} - {None}
        for column in counts.intersection(range(left, right + 1)) if top >= first and len(codes) > 1 else ():
            result[column] = [MERGED if row in rows else one for row, one in enumerate(result[column])]
    return result


def without_ditto(cells: Cells) -> Cells:
    """同上 written out: the text of the row above."""
    result = list(cells)
    for row in range(1, len(result)):
        result[row] = result[row - 1] if result[row] in DITTO else result[row]
    return result


def may_fill(column: SheetColumn, kind: str) -> bool:
    """Whether a merge in this column speaks for all its rows."""
    return is_of_household(column) or column.name in kinds()[kind].merged


def is_of_household(column: SheetColumn) -> bool:
    """Whether a column says of a row which household it is of, and what that is."""
    return column.type == "place" or column.name in HOUSEHOLD
