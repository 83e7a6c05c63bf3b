"""Statements that stand upright: one household a sheet with 项目 | 金额, several labels in a row, or a household a column.
They are turned into a table with a header row and a row per household, and read as any other."""

from dataclasses import dataclass, replace

from pipeline.recognition.codes import code_text, is_code
from pipeline.recognition.grid import Grid, Row
from pipeline.recognition.headers import HeaderBook, KindHeaders
from pipeline.recognition.readings import Counts, TableReading
from pipeline.recognition.wording import TOTAL_WORDS, bare_group, is_number, normalise_header
from pipeline.workbooks.sheet import Note, Sheet

FEWEST_LABELS = 8
FEWEST_AMOUNTS = 4
TURNED = "本表竖排（项目在左、内容在右），已转成每户一行读取，以下所说的列按转排后的次序"
SEVERAL = (
    "像是每户一张的卡片式表，而每个项目右边有几列金额，无法判断取哪一列。请每户每年一张，或改报一户一行的统计表"
    "（可用 income template income_statement 生成空白表）"
)
SHARED = ("county_name", "town_name", "village_name", "stated_year")
SINGLE = "按竖排的单户表（卡片）读取："


@dataclass(frozen=True)
class Label:
    """A header to the left of its values: where it stands (0-based), its text, its canonical name, the values."""

    row: int
    column: int
    text: str
    name: str
    values: tuple[str | None, ...]


@dataclass(frozen=True)
class Card:
    """The sheet as a table; first: its first data row (0-based); sources: the 1-based row of the original that each data
    row came from, the column where a household has one; problem: why it cannot be read, in Chinese."""

    sheet: Sheet
    first: int
    sources: tuple[int, ...]
    problem: str | None = None


def find_card(grid: Grid, book: HeaderBook) -> Card | None:
    """The sheet turned, where it is an upright statement that names its household; None where it is none."""
    headers = book.kinds["income_statement"]
    labels = find_labels(grid, headers)
    code = next((one for one in labels if one.name == "household_code"), None)
    if code is None or sum(bool(one.name) for one in labels) < FEWEST_LABELS:
        return None
    amounts = [one for one in labels if one.name and headers.columns[one.name].is_money]
    money = [text for one in amounts for text in one.values if text is not None]
    kept = [number for number, text in enumerate(code.values) if text is not None and is_code(code_text(text))]
    if not kept or len(money) < FEWEST_AMOUNTS or sum(map(is_number, money)) * 2 < len(money):
        return None
    wide = sum(sum(text is not None and is_number(text) for text in one.values) > len(kept) for one in amounts)
    problem = SEVERAL if wide * 2 > len(amounts) else None
    return turned(grid, labels, code=code, kept=kept, problem=problem)


def find_labels(grid: Grid, headers: KindHeaders) -> list[Label]:
    """Every known header with what stands to its right up to the next one, of one that stands twice the first; and
    below or above them other words with a number beside them, without a name."""
    rows = [row for row in range(len(grid.rows)) if not grid.is_hidden(row)]
    names = {(row, column): _name_at(grid, headers, row, column) for row in rows for column in grid.filled(row)}
    upright = {column for (_, column), name in names.items() if name}
    found: dict[str, Label] = {}
    for row in rows:
        filled = grid.filled(row)
        places = [one for one in filled if names[row, one] or _is_unknown(grid, row, one, upright)]
        for place, following in zip(places, [*places[1:], grid.width], strict=False):
            name, text = names[row, place] or "", grid.rows[row][place] or ""
            values = _values(grid.rows[row][place + 1 : following])
            if values or (name and (following == grid.width or following > place + 1)):
                found.setdefault(name or text, Label(row, place, text, name, values))
    return list(found.values())


def _is_unknown(grid: Grid, row: int, column: int, upright: set[int]) -> bool:
    """A word nobody knows in a column of labels with a number to its right."""
    text = grid.rows[row][column] or ""
    right = next((one for one in grid.rows[row][column + 1 :] if one is not None), None)
    return column in upright and not is_number(text) and right is not None and is_number(right)


def _values(values: list[str | None]) -> tuple[str | None, ...]:
    """Values without the blanks at the end; a merged value's blanks stand at the end too."""
    while values and values[-1] is None:
        values = values[:-1]
    return tuple(values)


def _name_at(grid: Grid, headers: KindHeaders, row: int, column: int) -> str | None:
    """The canonical name of a label; 小计 stands for the group to its left."""
    text = normalise_header(grid.rows[row][column] or "")
    if text in TOTAL_WORDS:
        left = next((found for one in range(column - 1, -1, -1) if (found := grid.text(row, one))), None)
        text = bare_group(left) if left else text
    return headers.lookup.get(text)


def turned(grid: Grid, labels: list[Label], *, code: Label, kept: list[int], problem: str | None) -> Card:
    """Lines above, one header row of the labels, a row per household (`kept`: places among the code's values), lines
    below."""
    used = {one.row for one in labels}
    lines = [
        row for row in range(len(grid.rows)) if row not in used and any(grid.rows[row]) and not grid.is_hidden(row)
    ]
    above = [_line(grid, row, len(labels)) for row in lines if row < max(used)]
    below = [_line(grid, row, len(labels)) for row in lines if row > max(used)]
    header: Row = [one.text for one in labels]
    data: list[Row] = [[_value(one, number, len(code.values)) for one in labels] for number in kept]
    first = len(above) + 1
    lost = {place for row, place in grid.sheet.long_numbers if row == code.row}
    long_numbers = frozenset(
        (first + at, labels.index(code)) for at, number in enumerate(kept) if code.column + 1 + number in lost
    )
    rows = [*above, header, *data, *below]
    asides = tuple(one for one in grid.sheet.asides if one.row is None)
    formats = _formats(grid, labels, kept, first)
    sheet = Sheet(grid.sheet.name, rows, long_numbers=long_numbers, cell_formats=formats, asides=asides)
    columns = tuple(code.column + 2 + number for number in kept)
    return Card(sheet, first, (code.row + 1,) if len(kept) == 1 else columns, problem)


def _formats(grid: Grid, labels: list[Label], kept: list[int], first: int) -> dict[tuple[int, int], str]:
    """The number formats of the values, at their places in the turned sheet."""
    found = {}
    for place, one in enumerate(labels):
        for at, number in enumerate(kept):
            column = one.column + 1 + number
            own = grid.sheet.cell_formats.get((one.row, column), grid.sheet.number_formats.get(column))
            if own is not None:
                found[first + at, place] = own
    return found


def _value(label: Label, number: int, count: int) -> str | None:
    """The value of one household; what is said once of several holds for all where it is no amount."""
    if number < len(label.values):
        return label.values[number]
    is_shared = count > 1 and len(label.values) == 1 and label.name in SHARED
    return label.values[0] if is_shared else None


def _line(grid: Grid, row: int, width: int) -> Row:
    return [" ".join(text for text in grid.rows[row] if text is not None), *[None] * (width - 1)]


def as_delivered(reading: TableReading, card: Card, grid: Grid) -> TableReading:
    """The turned sheet's reading with the places and counts of the sheet as delivered."""

    def source(row: int) -> int:
        number = row - 1 - card.first
        return card.sources[number] if 0 <= number < len(card.sources) else row

    if reading.data:
        reading.data["source_row"] = [source(int(row or 0)) for row in reading.data["source_row"]]
    reading.quarantine = [replace(one, row=source(one.row)) for one in reading.quarantine]
    reading.unknown_amounts = [replace(one, row=source(one.row)) for one in reading.unknown_amounts]
    kept = reading.counts
    blank = sum(not any(cells) for cells in grid.rows)
    left_out = max(len(grid.rows) - blank - kept.accepted - kept.quarantined, 0)
    reading.counts = Counts(kept.accepted, kept.quarantined, blank=blank, heading=left_out)
    notes = [replace(note, row=None) for note in reading.notes]
    reading.notes = [*grid.sheet.notes, Note(None, None, "card_turned", TURNED), *notes]
    if reading.reason is not None:
        reading.reason = SINGLE + reading.reason
    return reading
