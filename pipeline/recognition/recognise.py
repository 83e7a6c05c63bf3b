"""A sheet of texts to its tables: one reading per kind, every row of the sheet in exactly one of them."""

from itertools import groupby

from pipeline.recognition.cards import Card, as_delivered, find_cards, together
from pipeline.recognition.codes import is_id_number
from pipeline.recognition.extraction import content_hash
from pipeline.recognition.grid import Grid, make_grid
from pipeline.recognition.headers import HeaderBook
from pipeline.recognition.month_columns import with_year_totals
from pipeline.recognition.readings import ACCEPTED, IGNORED, REJECTED, Counts, SourceColumn, TableReading
from pipeline.recognition.requirements import unrecognised_reason
from pipeline.recognition.table_parts import Above, TablePart, read_table
from pipeline.recognition.tables_found import find_tables
from pipeline.recognition.wording import is_number, normalise_header
from pipeline.recognition.workbook_context import Elsewhere, above_table
from pipeline.recognition.year_columns import sheets_by_year
from pipeline.workbooks.sheet import Note, Sheet

HIDDEN_SHEET, EMPTY, PROSE = "隐藏工作表", "空表", "说明页"
CARD = (
    "像是每户一张的卡片式表（项目名称在左，内容在右），不能直接读取。请改报一户一行的统计表"
    "（可用 income template 收入统计表 生成空白表）"
)
_CARD_LABELS = 8
_LOOKED_AT = 50
_PEOPLE = frozenset({"household_code", "head_name", "member_name", "id_number"})
_TABLE_ROWS, _TABLE_CELLS, _NUMBERS = 2, 3, 2


def read_sheet(sheet: Sheet, book: HeaderBook, elsewhere: Elsewhere | None = None) -> list[TableReading]:
    """One reading per kind of table found; without one, a single reading of kind '' that says why.

    `elsewhere`: what path, cover and earlier sheets of the workbook say; it learns what this sheet says. Never raises for what a sheet holds. Rows of all readings add up to the rows of the sheet.
    """
    grid = make_grid(sheet, book.known)
    if sheet.is_hidden:
        return [without_table(grid, IGNORED, HIDDEN_SHEET)]
    if not any(map(any, grid.rows)):
        return [without_table(grid, IGNORED, EMPTY)]
    by_year = read_years(grid, book, elsewhere)
    if by_year:
        return by_year
    grid = with_year_totals(grid, book)
    parts: dict[str, list[TablePart]] = {}
    elsewhere = elsewhere or Elsewhere(book.words)
    above: Above | None = None
    for found in find_tables(grid, book):
        above = above_table(grid, found, above, book.words)
        told = elsewhere.with_told(above, found)
        parts.setdefault(found.mapping.kind, []).append(read_table(grid, found, told, book.words))
        elsewhere.learn_table(found.mapping, told)
    if not any(part.rejection is None and part.counts.accepted for tables in parts.values() for part in tables):
        cards = find_cards(grid, book)
        if cards:
            return read_cards(cards, grid, book, elsewhere)
    if not parts:
        reading = prose_or_unrecognised(grid, book)
        elsewhere.learn_cover(grid, reading)
        return [reading]
    readings = [merge_parts(sheet.name, tables) for tables in parts.values()]
    readings[0].notes = [*sheet.notes, *hidden_rows_note(grid), *readings[0].notes]
    assert sum(reading.counts.seen for reading in readings) == len(sheet.rows)
    return readings


def read_years(grid: Grid, book: HeaderBook, elsewhere: Elsewhere | None) -> list[TableReading]:
    """A statement that sets years beside each other: a reading for the columns of each; empty where it is none."""
    readings = []
    for one in sheets_by_year(grid):
        found = read_sheet(one.sheet, book, elsewhere)
        if len(found) != 1 or found[0].kind != "income_statement":
            return []
        if one.year is not None:
            found[0].sheet = f"{found[0].sheet}（{one.year.value}年）"
            found[0].statements = [one.year, *found[0].statements]
        readings += found
    return readings


def read_cards(cards: list[Card], grid: Grid, book: HeaderBook, elsewhere: Elsewhere) -> list[TableReading]:
    """Upright statements as the tables into which they were turned: one reading, or one for each year's column."""
    problem = next((card.problem for card in cards if card.problem is not None), None)
    if problem is not None:
        return [without_table(grid, REJECTED, problem)]
    return [
        together([as_delivered(read_sheet(card.sheet, book, elsewhere)[0], card, grid) for card in of_year], grid)
        for _, of_year in groupby(cards, key=lambda card: card.year)
    ]


def without_table(grid: Grid, status: str, reason: str) -> TableReading:
    """A reading of a sheet in which no table was recognised: all its rows are left out."""
    hidden = sum(grid.is_hidden(row) for row in range(len(grid.rows)))
    blank = sum(not any(cells) and not grid.is_hidden(row) for row, cells in enumerate(grid.rows))
    counts = Counts(blank=blank, hidden=hidden, heading=len(grid.rows) - blank - hidden)
    return TableReading(grid.sheet.name, "", None, status, reason, None, counts, notes=list(grid.sheet.notes))


def prose_or_unrecognised(grid: Grid, book: HeaderBook) -> TableReading:
    """A page of explanations is ignored; anything with numbers or several columns of text is sent back."""
    rows = [
        (number + 1, [text for text in cells if text is not None])
        for number, cells in enumerate(grid.rows)
        if not grid.is_hidden(number)
    ]
    wide = sum(len(texts) >= _TABLE_CELLS for _, texts in rows)
    numbers = sum(is_number(text) for _, texts in rows for text in texts)
    if wide < _TABLE_ROWS and numbers <= _NUMBERS and not lists_people(rows, book):
        return without_table(grid, IGNORED, PROSE)
    if looks_like_card(grid):
        return without_table(grid, REJECTED, CARD)
    headers = [(number, texts) for number, texts in rows[:_LOOKED_AT] if len(texts) > 1]
    headers = [(number, texts) for number, texts in headers if not any(map(is_number, texts))]
    return without_table(grid, REJECTED, unrecognised_reason(headers, book))


def lists_people(rows: list[tuple[int, list[str]]], book: HeaderBook) -> bool:
    """A short list of persons or households: ID numbers, or a row of their headers (姓名, 身份证号)."""
    if any(is_id_number(text) for _, texts in rows for text in texts):
        return True
    roster = book.kinds["roster"]
    found = [[roster.column_of(normalise_header(text)) for text in texts] for _, texts in rows if len(texts) > 1]
    return any(len({one.name for one in columns if one is not None} & _PEOPLE) > 1 for columns in found[:-1])


def looks_like_card(grid: Grid) -> bool:
    """Known headers with their values beside them, over many rows: a form of one household."""
    labels = {text for row in grid.rows[:_LOOKED_AT] for text in row if text in grid.header_texts}
    rows = sum(not grid.header_texts.isdisjoint(row) for row in grid.rows[:_LOOKED_AT])
    return len(labels) >= _CARD_LABELS and rows * 2 >= _CARD_LABELS


def merge_parts(sheet_name: str, parts: list[TablePart]) -> TableReading:
    """All tables of one kind in a sheet as one reading; a rejected one sends back all of the kind."""
    first = parts[0]
    counts = Counts()
    for part in parts:
        counts.add(part.counts)
    reading = TableReading(sheet_name, first.mapping.kind, first.mapping.form, ACCEPTED, None, first.unit_yuan, counts)
    reading.columns = merged_columns(parts)
    reading.notes = list(dict.fromkeys(note for part in parts for note in part.notes))
    reading.statements = list(dict.fromkeys(one for part in parts for one in part.statements))
    rejection = next((part.rejection for part in parts if part.rejection), None)
    if rejection is not None:
        reading.status, reading.reason, reading.counts = REJECTED, rejection.reason, counts.none_kept()
        return reading
    if counts.accepted + counts.quarantined == 0:
        reading.status, reading.reason = IGNORED, f"{EMPTY}：有表头而没有数据行"
        return reading
    fill_reading(reading, parts)
    return reading


def fill_reading(reading: TableReading, parts: list[TablePart]) -> None:
    """Rows and totals of all parts, and the hash of their content."""
    for part in parts:
        size = len(part.data["source_row"])
        part.data["unit_yuan"] = [part.unit_yuan] * size
        part.data["form"] = [part.mapping.form] * size
        reading.quarantine += part.quarantine
        reading.totals += part.totals
        reading.unknown_amounts += part.unknown_amounts
    for name in parts[0].data:
        cells = [part.data[name] for part in parts]
        reading.data[name] = cells[0] if len(cells) == 1 else [cell for one in cells for cell in one]  # type: ignore[assignment]
    reading.quarantine.sort(key=lambda one: one.row)
    hashed = [(part.unit_yuan, part.data) for part in parts]
    paid_in = sorted(one for part in parts for one in part.payments)
    reading.sheet_hash = content_hash("\x1d".join([reading.kind, *paid_in]), reading.form, hashed, reading.quarantine)


def merged_columns(parts: list[TablePart]) -> list[SourceColumn]:
    """Columns of all parts, each letter once: the first table's word counts, a mapped one before others."""
    found: dict[str, SourceColumn] = {}
    for column in (column for part in parts for column in part.columns):
        known = found.get(column.column_letter)
        if known is None or (known.column_name is None and column.column_name is not None):
            found[column.column_letter] = column
    return sorted(found.values(), key=lambda one: (len(one.column_letter), one.column_letter))


def hidden_rows_note(grid: Grid) -> list[Note]:
    """One note that says how many hidden rows were left out."""
    hidden = sorted(row for row in grid.sheet.hidden_rows if 0 <= row < len(grid.rows))
    if not hidden:
        return []
    message = f"有{len(hidden)}个隐藏行（首个为第{hidden[0] + 1}行）未读取，如应计入请取消隐藏后重新报送"
    return [Note(hidden[0] + 1, None, "hidden_rows", message)]
