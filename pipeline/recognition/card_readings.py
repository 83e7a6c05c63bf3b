"""What the tables into which upright forms were turned say, told of the sheet as it was delivered."""

from dataclasses import replace

from pipeline.recognition.cards import SINGLE, TURNED, Card
from pipeline.recognition.extraction import hash_of_hashes
from pipeline.recognition.grid import Grid
from pipeline.recognition.readings import ACCEPTED, Counts, TableReading
from pipeline.workbooks.sheet import Note


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
