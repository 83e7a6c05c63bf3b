"""One found table read: its rows judged, extracted and counted, or the reason why its sheet is sent back."""

from collections import Counter
from dataclasses import dataclass, field

from pipeline.recognition.amount_like import amount_notes, source_columns, unknown_amounts
from pipeline.recognition.block_totals import find_totals
from pipeline.recognition.body import Body, Verdicts, make_body
from pipeline.recognition.declared_counts import declared_notes
from pipeline.recognition.extraction import Texts, accepted_rows, masked_cells, quarantined_rows
from pipeline.recognition.grid import Grid
from pipeline.recognition.kinds import Mapping
from pipeline.recognition.readings import BlockTotal, Counts, Quarantined, SourceColumn, UnknownAmount, Where
from pipeline.recognition.requirements import check_columns
from pipeline.recognition.row_notes import row_notes
from pipeline.recognition.rows import classify
from pipeline.recognition.tables_found import FoundTable
from pipeline.recognition.titles import Titles, register_type
from pipeline.recognition.units import UnitNote, sheet_unit, unit_in_header, units_in_title
from pipeline.recognition.wording import one_line, year_in_header
from pipeline.recognition.years import is_whole_year, year_of_cell
from pipeline.workbooks.sheet import Note, Rejection


@dataclass
class TablePart:
    """One table of a sheet. With a rejection only mapping, counts, columns and notes are filled."""

    mapping: Mapping
    counts: Counts
    rejection: Rejection | None = None
    unit_yuan: int = 1
    data: dict[str, Texts | list[int]] = field(default_factory=dict)
    quarantine: list[Quarantined] = field(default_factory=list)
    columns: list[SourceColumn] = field(default_factory=list)
    totals: list[BlockTotal] = field(default_factory=list)
    unknown_amounts: list[UnknownAmount] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    title_years: list[Where] = field(default_factory=list)
    cell_years: list[Where] = field(default_factory=list)
    month_place: str | None = None


def read_table(grid: Grid, found: FoundTable, titles: Titles) -> TablePart:
    """Read one table; never raises for what its cells hold."""
    block, mapping = found.block, found.mapping
    supplied = supplied_by_titles(mapping, titles)
    body = make_body(grid, mapping, block.first, block.last, frozenset(supplied))
    verdicts = classify(body, found.breaks)
    part = TablePart(mapping, count_rows(grid, found, verdicts), columns=source_columns(mapping, body.delivered))
    unit = sheet_unit(*unit_evidence(body, titles))
    part.rejection = check_columns(mapping, frozenset(supplied), block.band.bottom + 1)
    if part.rejection is None and isinstance(unit, Rejection):
        part.rejection = unit
    part.notes = amount_notes(part.columns, block.band.bottom + 1)
    if part.rejection is not None or isinstance(unit, Rejection):
        return part
    part.unit_yuan = unit
    part.data = accepted_rows(body, verdicts, supplied)
    part.quarantine = leading_rows(grid, found) + quarantined_rows(body, verdicts)
    part.totals = find_totals(body, verdicts)
    part.unknown_amounts = unknown_amounts(body, verdicts, part.columns)
    part.title_years = [*titles.years, *years_of_headers(mapping)]
    part.cell_years, odd = years_of_cells(body, verdicts)
    part.notes += [*odd, *declared_notes(body, verdicts), *row_notes(body, verdicts)]
    part.month_place = month_place(body, verdicts)
    return part


def supplied_by_titles(mapping: Mapping, titles: Titles) -> dict[str, str]:
    """Canonical columns that the table lacks and its title or sheet name states."""
    names = ("county_name", "town_name", "village_name")
    supplied = {name: text for name, text in zip(names, titles.place, strict=True) if text}
    if mapping.kind == "ledger" and titles.subject:
        supplied["item_text"] = titles.subject
    if mapping.kind == "register":
        kind = register_type(titles.subject, "".join(column.header for column in mapping.columns))
        supplied |= {"register_type": kind} if kind else {}
    known = mapping.headers.columns
    return {name: text for name, text in supplied.items() if name in known and mapping.find(name) is None}


def unit_evidence(body: Body, titles: Titles) -> tuple[list[UnitNote], dict[int, tuple[str, ...]], dict[int, str]]:
    """Title units, headers of the money columns, and their number formats, for `sheet_unit`.

    Bands over several columns (年度收支情况（单位：万元）) count as titles; a column of nothing but blanks and
    zeros says nothing by having no format.
    """
    money = {one.index: one.parts for one in body.mapping.columns if one.meaning and one.meaning.is_money}
    band = [
        UnitNote(f"表头“{one_line(part)}”", unit)
        for parts in money.values()
        for part in parts[:-1]
        for unit in units_in_title(part)
    ]
    formats = {index: text for index, text in body.grid.sheet.number_formats.items() if index in money}
    headers = {
        index: parts[-1:]
        for index, parts in money.items()
        if unit_in_header(parts[-1]) or not set(body.delivered[index]) <= {None, "0", "0.00"}
    }
    return [*titles.units, *band], headers, formats


def count_rows(grid: Grid, found: FoundTable, verdicts: Verdicts) -> Counts:
    """Every row from the table's first title line to its last row."""
    block = found.block
    counts = Counts(**Counter(verdicts.kinds))
    counts.quarantined += len(block.leading)
    for row in range(block.start, block.first):
        if grid.is_hidden(row):
            counts.hidden += 1
        elif not any(grid.rows[row]):
            counts.blank += 1
        elif row not in block.leading:
            counts.heading += 1
    return counts


def leading_rows(grid: Grid, found: FoundTable) -> list[Quarantined]:
    """Data above the first header: kept, with what to do."""
    labels = [f"{column.letter}列" for column in found.mapping.columns]
    reason = "位于表头之上，无法判断各列含义，请移到表头之下后重新报送"
    return [Quarantined(row + 1, reason, masked_cells(labels, grid.rows[row])) for row in found.block.leading]


def years_of_headers(mapping: Mapping) -> list[Where]:
    """Years that headers of known columns begin with: 2018年工资性收入."""
    named = [(one, year) for one in mapping.columns if one.meaning and (year := year_in_header(one.parts[-1]))]
    return [Where(year, f"{one.letter}列表头“{one.bottom}”") for one, year in named]


def years_of_cells(body: Body, verdicts: Verdicts) -> tuple[list[Where], list[Note]]:
    """Each different year of the accepted rows' 年度 cells with the first cell that states it; odd cells noted."""
    column = body.mapping.find("stated_year")
    if column is None:
        return [], []
    places: dict[str, str] = {}
    for offset in verdicts.of("accepted"):
        text = body.filled[column.index][offset]
        if text is not None and text not in places:
            places[text] = f"第{body.first + offset + 1}行{column.letter}列"
    years: dict[int, Where] = {}
    odd = []
    for text, place in places.items():
        year = year_of_cell(text)
        if year is None:
            odd.append(Note(None, column.letter, "year_unreadable", f"年度栏{place}不是年份，未作核对，请改为四位年份"))
        else:
            years.setdefault(year, Where(year, place))
    return list(years.values()), odd


def month_place(body: Body, verdicts: Verdicts) -> str | None:
    """Where the first month of an income statement stands, or None; 全年 and 1-12月 are no months."""
    column = body.mapping.find("month")
    if column is None:
        return None
    cells = body.filled[column.index]
    months = ((offset, cells[offset]) for offset in verdicts.of("accepted"))
    first = next((offset for offset, text in months if text is not None and not is_whole_year(text)), None)
    return None if first is None else f"第{body.first + first + 1}行{column.letter}列"
