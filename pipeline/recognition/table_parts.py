"""One found table read: its context gathered and reconciled, its rows judged and extracted, or why its sheet is sent back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pipeline.recognition.amount_like import amount_notes, source_columns, unknown_amounts
from pipeline.recognition.block_totals import find_totals
from pipeline.recognition.body import Body, Verdicts, make_body, with_signs
from pipeline.recognition.cell_units import format_notes, with_own_units
from pipeline.recognition.context_words import ContextWords
from pipeline.recognition.extraction import (
    Texts,
    accepted_rows,
    mark_expected,
    masked_cells,
    planned_notes,
    quarantined_rows,
)
from pipeline.recognition.gathering import gather_within, odd_years
from pipeline.recognition.grid import Grid
from pipeline.recognition.kinds import Mapping, form_of
from pipeline.recognition.readings import BlockTotal, Counts, Quarantined, SourceColumn, UnknownAmount
from pipeline.recognition.reconciling import (
    MoneyUnits,
    column_village_problem,
    money_units,
    place_problem,
    rate_problem,
)
from pipeline.recognition.requirements import check_columns, rows_of_items, unnamed_item, without_transfers_paid
from pipeline.recognition.row_notes import declared_notes, row_notes
from pipeline.recognition.rows import classify
from pipeline.recognition.sections import find_sections, place_notes, section_problem
from pipeline.recognition.statements import NUMBER_FORMAT, SHEET_NAME, TITLE, Statement, said
from pipeline.recognition.subjects import payments_in, planned_year, register_type
from pipeline.recognition.tables_found import FoundTable, benefit_of_header
from pipeline.recognition.wording import year_in_header
from pipeline.workbooks.sheet import Note, Rejection

_TOTALS = ("stated_disposable_income", "stated_per_capita")


@dataclass
class TablePart:
    """One table of a sheet. With a rejection only mapping, counts, columns, statements and notes are filled."""

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
    statements: list[Statement] = field(default_factory=list)
    payments: frozenset[str] = frozenset()  # a ledger's months and batches, by its title


@dataclass(frozen=True)
class Above:
    """What is said above a table: statements, and what it is about (`subject`)."""

    statements: list[Statement]
    subject: str | None


def read_table(grid: Grid, found: FoundTable, above: Above, words: ContextWords) -> TablePart:
    """Read one table; never raises for what its cells hold."""
    found = without_compared_totals(found, above.statements)
    block, mapping = found.block, found.mapping
    supplied = supplied_columns(mapping, above)
    sections = find_sections(grid, mapping, first=block.first, last=block.last, words=words, supplied=supplied)
    body = make_body(
        grid, mapping, first=block.first, last=block.last, from_title=frozenset(supplied), sections=sections
    )
    verdicts = classify(body, found.breaks)
    body = with_signs(body, verdicts)
    mapping = without_transfers_paid(mapping, body.filled, verdicts.of("accepted"))
    body = replace(body, mapping=mapping)
    part = TablePart(mapping, count_rows(grid, found, verdicts), columns=source_columns(mapping, body.delivered))
    if mapping.kind == "ledger":
        part.payments = payments_in(above.subject)
    stated = [*above.statements, *gather_within(body, verdicts, words)]
    part.statements = [one for one in dict.fromkeys(stated) if mapping.find(f"{one.what}_name") is None]
    silent = frozenset(one.index for one in mapping.money if set(body.delivered[one.index]) <= {None, "0", "0.00"})
    units = money_units(mapping, part.statements, silent)
    part.notes = amount_notes(part.columns, block.band.bottom + 1)
    part.rejection = (
        check_columns(mapping, frozenset(supplied) | frozenset(sections.columns), block.band.bottom + 1)
        or rows_of_items(mapping, body.named("item_text"))
        or unnamed_item(mapping, supplied.get("item_text"))
        or rate_problem(mapping, part.statements)
        or place_problem(stated, mapping)
        or column_village_problem(stated, mapping, body.filled, block.first)
        or section_problem(sections, body.named("household_code") or [], block.first, supplied.get("village_name"))
        or (units if isinstance(units, Rejection) else None)
    )
    if part.rejection is None and isinstance(units, MoneyUnits):
        fill_part(part, found, body=body, verdicts=verdicts, units=units, supplied=supplied)
    return part


def fill_part(
    part: TablePart, found: FoundTable, *, body: Body, verdicts: Verdicts, units: MoneyUnits, supplied: dict[str, str]
) -> None:
    """The rows of an accepted table, amounts in another unit than the table's with their own."""
    grid, by_format = body.grid, told_by_format(part.statements)
    body = replace(
        body,
        delivered=with_own_units(
            grid, body.mapping, columns=body.delivered, first=body.first, units=units, by_format=by_format
        ),
        filled=with_own_units(
            grid, body.mapping, columns=body.filled, first=body.first, units=units, by_format=by_format
        ),
    )
    part.unit_yuan = units.yuan
    part.data = accepted_rows(body, verdicts, supplied)
    mark_expected(part.data, part.statements, body.mapping, units.yuan)
    part.quarantine = leading_rows(grid, found) + quarantined_rows(body, verdicts)
    part.totals = find_totals(body, verdicts)
    part.unknown_amounts = unknown_amounts(body, verdicts, part.columns)
    if "planned_exit_year" in supplied:
        message = f"表名写明{supplied['planned_exit_year']}年预脱贫而没有该列，各户预脱贫年度按{supplied['planned_exit_year']}年计"
        part.notes.append(Note(None, None, "planned_year_of_title", message))
    part.notes += [
        *format_notes(grid, body.mapping, body.delivered, body.first),
        *place_notes(body.mapping, body.sections, body.first),
        *odd_years(body, verdicts),
        *declared_notes(body, verdicts),
        *planned_notes(part.statements, body.mapping),
        *row_notes(body, verdicts),
    ]


def supplied_columns(mapping: Mapping, above: Above) -> dict[str, str]:
    """Canonical columns that the table lacks and what stands above it states."""
    supplied: dict[str, str] = {}
    for what in ("county", "town", "village"):
        found = said(above.statements, what)
        if found:
            supplied[f"{what}_name"] = found[0].value
    if mapping.kind == "ledger" and (item := benefit_of_header(mapping) or above.subject):
        supplied["item_text"] = item
    if mapping.kind == "register":
        kind = register_type(above.subject, "".join(column.header for column in mapping.columns))
        supplied |= {"register_type": kind} if kind else {}
    planned = planned_year(above.subject) if mapping.kind == "household_list" else None
    if planned and not mapping.names & {"exited_year", "is_planned_this_year"}:
        supplied["planned_exit_year"] = planned
    known = mapping.headers.columns
    return {name: text for name, text in supplied.items() if name in known and mapping.find(name) is None}


def told_by_format(statements: Sequence[Statement]) -> frozenset[int]:
    """Columns whose unit nothing but their number format tells."""
    units = list(said(statements, "unit"))
    if any(not one.columns for one in units):
        return frozenset()
    told = {index for one in units if one.origin == NUMBER_FORMAT for index in one.columns}
    return frozenset(told - {index for one in units if one.origin != NUMBER_FORMAT for index in one.columns})


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


def without_compared_totals(found: FoundTable, statements: Sequence[Statement]) -> FoundTable:
    """A table whose title names one year, without the totals of earlier years beside its items."""
    years = {one.number for one in statements if one.what == "year" and one.origin in (TITLE, SHEET_NAME)}
    if len(years) != 1:
        return found
    return replace(found, mapping=_without_earlier(found.mapping, years.pop()))


def _without_earlier(mapping: Mapping, year: int) -> Mapping:
    """A total whose header names an earlier year than the table's own is for comparison: 2017年人均可支配收入 below a title
    of 2018."""
    earlier = {
        one.index for one in mapping.money if one.name in _TOTALS
        and (year_in_header(one.parts[-1]) or year) < year
    }  # fmt: skip
    columns = tuple(replace(one, meaning=None) if one.index in earlier else one for one in mapping.columns)
    rest = replace(mapping, columns=columns)
    return replace(rest, form=form_of(rest)) if earlier else mapping
