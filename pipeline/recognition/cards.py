"""Statements that stand upright: one household a sheet with 项目 | 金额, several labels in a row, or a household a column.
They are turned into a table with a header row and a row per household, and read as any other."""

from dataclasses import dataclass, replace

from pipeline.recognition.card_labels import Label, find_labels, grids_by_year, single_grids
from pipeline.recognition.codes import code_text, is_code
from pipeline.recognition.context_words import ContextWords
from pipeline.recognition.extraction import hash_of_hashes
from pipeline.recognition.gathering import title_lines
from pipeline.recognition.grid import Grid, Row
from pipeline.recognition.headers import HeaderBook, KindHeaders
from pipeline.recognition.labels import total_label
from pipeline.recognition.readings import ACCEPTED, Counts, TableReading
from pipeline.recognition.statements import Statement
from pipeline.recognition.units import labelled_unit
from pipeline.recognition.wording import is_number
from pipeline.workbooks.sheet import Note, Sheet

FEWEST_LABELS = 8
FEWEST_AMOUNTS = 4
TURNED = "本表竖排（项目在左、内容在右），已转成每户一行读取，以下所说的列按转排后的次序"
SEVERAL = (
    "像是每户一张的卡片式表，而每个项目右边有几列金额，无法判断取哪一列。请每户每年一张，或改报一户一行的统计表"
    "（可用 income template 收入统计表 生成空白表）"
)
WITHOUT_CODE = (
    "同一工作表内有几张单户表，其中有的没有户码，无法归户。请每户一张工作表并填写户码，或改报一户一行的统计表"
    "（可用 income template 收入统计表 生成空白表）"
)
SHARED = ("county_name", "town_name", "village_name", "stated_year")
SINGLE = "按竖排的单户表（卡片）读取："


@dataclass(frozen=True)
class Card:
    """The sheet as a table; first: its first data row (0-based); sources: the 1-based row of the original that each data
    row came from, the column where a household has one; problem: why it cannot be read, in Chinese; year: what heads its
    column of amounts where each year has one; column: 1-based, of the household's code."""

    sheet: Sheet
    first: int
    sources: tuple[int, ...]
    problem: str | None = None
    year: Statement | None = None
    column: int = 0


def find_cards(grid: Grid, book: HeaderBook) -> list[Card]:
    """The upright statements of a sheet: one, several beside or below each other, or one for each column of a year."""
    headers = book.kinds["income_statement"]
    cards = []
    for year, of_year in grids_by_year(without_printed(grid, book.words)):
        singles = single_grids(of_year, headers, book.words)
        for is_beside, single in singles:
            card = find_card(single, book)
            if card is not None:
                sources = tuple(card.column for _ in card.sources) if is_beside else card.sources
                cards.append(replace(card, year=year, sources=sources))
            elif len(singles) > 1 and any(map(single.numbers, range(len(single.rows)))):
                cards.append(Card(grid.sheet, 0, (), WITHOUT_CODE, year))
    return cards


def without_printed(grid: Grid, words: ContextWords) -> Grid:
    """The sheet without the rows that a printed form computes and nobody fills in (复算, 与标准差额)."""
    rows: list[Row] = [
        [None] * grid.width if words.first("printed", next(filter(None, cells), "")) else cells for cells in grid.rows
    ]
    return replace(grid, rows=rows)


def find_card(grid: Grid, book: HeaderBook) -> Card | None:
    """The sheet turned, where it is an upright statement that names its household; None where it is none."""
    headers = book.kinds["income_statement"]
    labels = [one for one in find_labels(grid, headers, book.words) if not is_hidden_number(one, headers)]
    code = next((one for one in labels if one.name == "household_code"), None)
    if code is None or sum(bool(one.name) for one in labels) < FEWEST_LABELS:
        return None
    amounts = [one for one in labels if one.name and headers.columns[one.name].is_money]
    money = [text for one in amounts for text in one.values if text is not None]
    kept = [number for number, text in enumerate(code.values) if text is not None and is_code(code_text(text))]
    if not kept or len(money) < FEWEST_AMOUNTS or sum(map(is_number, money)) * 2 < len(money):
        return None
    totals = {place for one in labels for place, text in enumerate(one.values) if text and total_label(text)}
    households = [[text for place, text in enumerate(one.values) if text and place not in totals] for one in amounts]
    wide = sum(sum(map(is_number, texts)) > len(kept) for texts in households)
    problem = SEVERAL if wide * 2 > len(amounts) else None
    return turned(grid, labels, code=code, kept=kept, problem=problem, words=book.words)


def is_hidden_number(label: Label, headers: KindHeaders) -> bool:
    """An ID number as this product prints it, its middle hidden: nothing that anyone states."""
    return (
        bool(label.name)
        and headers.columns[label.name].type == "id"
        and any("*" in text for text in label.values if text)
    )


def turned(
    grid: Grid, labels: list[Label], *, code: Label, kept: list[int], problem: str | None, words: ContextWords
) -> Card:
    """Lines above at their own rows, one header row of the labels, a row per household (`kept`: places among the code's
    values), lines below, which stand in a column of their own: they are no row of a household."""
    last = max(one.row for one in labels)
    spoken = [_line(grid, row, labels, words) for row in range(len(grid.rows))]
    width = max(len(labels) + 1, grid.width)
    above = [_row_of(width, *line) for line in spoken[: last + 1]]
    below = [_row_of(width, width - 1, text) for _, text in spoken[last + 1 :] if text]
    first = len(above) + 1
    header: Row = [one.text for one in labels]
    data: list[Row] = [[_value(one, number, len(code.values)) for one in labels] for number in kept]
    lost = {place for row, place in grid.sheet.long_numbers if row == code.row}
    long_numbers = frozenset(
        (first + at, labels.index(code)) for at, number in enumerate(kept) if code.column + 1 + number in lost
    )
    rows = [*above, header, *data, *below]
    merged = tuple((row, 0, row, width - 1) for row in range(first + len(data), len(rows)))
    asides = tuple(one for one in grid.sheet.asides if one.row is None)
    formats = _formats(grid, labels, kept, first)
    sheet = Sheet(
        grid.sheet.name,
        rows,
        merged,
        long_numbers=long_numbers,
        cell_formats=formats,
        asides=asides,
        counts_from_1904=grid.sheet.counts_from_1904,
    )
    columns = tuple(code.column + 2 - code.is_inline + number for number in kept)
    return Card(sheet, first, (code.row + 1,) if len(kept) == 1 else columns, problem, column=columns[0])


def _row_of(width: int, column: int, text: str) -> Row:
    return [text if one == column and text else None for one in range(width)]


def _formats(grid: Grid, labels: list[Label], kept: list[int], first: int) -> dict[tuple[int, int], str]:
    """The number formats of the values, at their places in the turned sheet."""
    found = {}
    for place, one in enumerate(labels):
        for at, number in enumerate(kept if not one.is_inline else ()):
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


def _line(grid: Grid, row: int, labels: list[Label], words: ContextWords) -> tuple[int, str]:
    """What a row says besides labels, and where that begins: where a label has its value beside it, a unit at most."""
    own = [one for one in labels if one.row == row]
    if grid.is_hidden(row):
        return 0, ""
    if any(not one.is_inline for one in own):
        return _unit_beside(grid, row, words)
    used = {one.column for one in own}
    cells = [(column, text) for column, text in enumerate(grid.rows[row]) if text is not None and column not in used]
    return (cells[0][0] if cells else 0), " ".join(text for _, text in cells)


def _unit_beside(grid: Grid, row: int, words: ContextWords) -> tuple[int, str]:
    """单位 | 万元 in a row of labels and values."""
    lines = title_lines(grid, [row], words=words)
    return 0, next((line.text for line in lines if labelled_unit(line.text, words)), "")


def as_delivered(reading: TableReading, card: Card, grid: Grid) -> TableReading:
    """The turned sheet's reading with the places and counts of the sheet as delivered, and the year of its column."""

    def source(row: int) -> int:
        number = row - 1 - card.first
        return card.sources[number] if 0 <= number < len(card.sources) else row

    if reading.data:
        reading.data["source_row"] = [source(int(row or 0)) for row in reading.data["source_row"]]
    reading.quarantine = [replace(one, row=source(one.row)) for one in reading.quarantine]
    reading.unknown_amounts = [replace(one, row=source(one.row)) for one in reading.unknown_amounts]
    reading.counts = counts_of(grid, reading.counts.accepted, reading.counts.quarantined)
    notes = [replace(note, row=None) for note in reading.notes]
    reading.notes = [*grid.sheet.notes, Note(None, None, "card_turned", TURNED), *notes]
    if reading.reason is not None:
        reading.reason = SINGLE + reading.reason
    if card.year is not None:
        reading.sheet = f"{reading.sheet}（{card.year.value}年）"
        reading.statements = [card.year, *reading.statements]
    return reading


def together(readings: list[TableReading], grid: Grid) -> TableReading:
    """Several forms of one sheet as one reading; one that is sent back sends back all."""
    first = next((one for one in readings if one.status != ACCEPTED), readings[0])
    if len(readings) == 1 or first.status != ACCEPTED:
        return first
    for other in readings[1:]:
        first.data = {name: [*cells, *other.data[name]] for name, cells in first.data.items()}
        first.quarantine += other.quarantine
        first.unknown_amounts += other.unknown_amounts
    first.columns = list(dict.fromkeys(column for one in readings for column in one.columns))
    letters = [column.column_letter for column in first.columns]
    first.columns = [
        column for place, column in enumerate(first.columns) if column.column_letter not in letters[:place]
    ]
    first.notes = list(dict.fromkeys(note for one in readings for note in one.notes))
    first.statements = list(dict.fromkeys(said for one in readings for said in one.statements))
    accepted = sum(one.counts.accepted for one in readings)
    first.counts = counts_of(grid, accepted, sum(one.counts.quarantined for one in readings))
    first.sheet_hash = hash_of_hashes([one.sheet_hash or "" for one in readings])
    return first


def counts_of(grid: Grid, accepted: int, quarantined: int) -> Counts:
    """Every row of the sheet: what is no form's row is heading."""
    blank = sum(not any(cells) for cells in grid.rows)
    return Counts(accepted, quarantined, blank=blank, heading=max(len(grid.rows) - blank - accepted - quarantined, 0))
