"""The raw tables of a run, written from an intake: exact contract schemas, ordered by file, sheet and row."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.contracts import arrow_schema, contracts
from pipeline.intake.deliveries import Delivery
from pipeline.intake.entries import entry_rows
from pipeline.intake.intake import Intake
from pipeline.recognition.kind_book import kinds
from pipeline.recognition.readings import ACCEPTED, DUPLICATE
from pipeline.recognition.statements import FOLDER, Statement, said
from pipeline.recognition.units import UNIT_NAMES
from pipeline.workbooks.cells import column_letter
from pipeline.workbooks.sheet import Note

ROW_GROUP = 100_000
NUMBER = "statement_id"
NOTES_TOLD = 5
_KINDS = {kind.table: kind.name for kind in kinds().values()}
_WHATS = {"rate": "计量", "period": "期间", "forecast": "性质", "county": "县", "town": "镇", "village": "村"}
_PLACES_TOLD = 3


def write_raw_tables(intake: Intake, out_dir: Path) -> dict[str, int]:
    """Write every raw table as Parquet into `out_dir`, also empty ones; returns rows by table.

    Raises AssertionError when a sheet's rows do not add up.
    """
    out_dir.mkdir(parents=True, exist_ok=True)
    check_conservation(intake.deliveries)
    return {table: write_raw_table(table, intake, out_dir) for table in RAW_TABLES}


def write_raw_table(table: str, intake: Intake, out_dir: Path) -> int:
    """Write one raw table; returns its rows."""
    told = told_in(table, intake)
    if table in _KINDS:
        return _write_kind(_KINDS[table], table, told, out_dir)
    if table in _PARTS:
        return _write_rows(table, [_part_row(one, part) for one in told for part in _PARTS[table](one)], out_dir)
    return _write_rows(table, [delivery_row(one) for one in told], out_dir)


def told_in(table: str, intake: Intake) -> list[Delivery]:
    """The deliveries that a raw table speaks of, in its order: of a kind's rows only the accepted sheets of the kind."""
    ordered = sorted(intake.deliveries, key=lambda one: (one.source_file, one.reading.sheet, one.reading.kind))
    kind = _KINDS.get(table)
    return [one for one in ordered if kind is None or (one.status == ACCEPTED and one.reading.kind == kind)]


def recipe(table: str, intake: Intake) -> list[str]:
    """All that a raw table is made of: where it is unchanged, so is the table."""
    return [f"{delivery_row(one)} {one.notes} {one.entry and one.entry.name}" for one in told_in(table, intake)]


def check_conservation(deliveries: Iterable[Delivery]) -> None:
    """Every row of every sheet is accepted, quarantined or left out with a reason."""
    for delivery in deliveries:
        counts = delivery.counts
        assert counts.seen == delivery.reading.counts.seen, delivery.source_file
        assert delivery.status == ACCEPTED or counts.accepted == counts.quarantined == 0, delivery.source_file
        if delivery.status == ACCEPTED:
            assert counts.quarantined == len(delivery.reading.quarantine), delivery.source_file


def _write_kind(kind: str, table: str, deliveries: list[Delivery], out_dir: Path) -> int:
    """Write the rows of one kind, a row group in memory at a time; the number of rows."""
    schema = arrow_schema(contracts()[table])
    written = 0
    with pq.ParquetWriter(out_dir / f"{table}.parquet", schema, compression="zstd") as writer:
        for group in _in_groups(deliveries):
            rows = pa.table(_columns(group, schema.names, written), schema=schema)
            writer.write_table(rows)
            written += rows.num_rows
    return written


def _in_groups(deliveries: Iterable[Delivery]) -> Iterator[list[Delivery]]:
    """Deliveries whose rows make a row group."""
    waiting: list[Delivery] = []
    for delivery in deliveries:
        waiting.append(delivery)
        if sum(one.counts.accepted for one in waiting) >= ROW_GROUP:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _columns(deliveries: Iterable[Delivery], names: Sequence[str], before: int) -> dict[str, list[Any]]:
    """The accepted rows of these sheets, with file, sheet, year and, where the table has one, their running number."""
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for delivery in deliveries:
        assert delivery.entry is not None
        count, placed = delivery.counts.accepted, _source(delivery)
        rows = entry_rows(delivery.entry, delivery.reading.rows_hash)
        assert len(rows.get("source_row", [])) == count, delivery.source_file
        for name, values in columns.items():
            values += [placed[name]] * count if name in placed else rows.get(name) or [None] * count
    if NUMBER in columns:
        columns[NUMBER] = list(range(before + 1, before + 1 + len(columns[NUMBER])))
    return columns


def _write_rows(table: str, rows: list[dict[str, Any]], out_dir: Path) -> int:
    found = pa.Table.from_pylist(rows, schema=arrow_schema(contracts()[table]))
    pq.write_table(found, out_dir / f"{table}.parquet", compression="zstd")
    return int(found.num_rows)


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    """The line of raw_deliveries."""
    reading, counts = delivery.reading, delivery.counts
    return {
        **_source(delivery),
        "kind": reading.kind,
        "form": reading.form,
        "status": delivery.status,
        "reason": delivery.reason,
        "sha256": delivery.sha256,
        "sheet_hash": reading.sheet_hash,
        "unit_yuan": reading.unit_yuan,
        "rows_seen": counts.seen,
        "rows_ignored": counts.ignored,
        **{f"rows_{name}": count for name, count in vars(counts).items()},
        "duplicate_of": delivery.duplicate_of,
        "notes": notes_text(delivery),
        "context": context_text(delivery),
    }


def notes_text(delivery: Delivery) -> str | None:
    """What was noticed in a sheet, in one line: places first, the first few in full."""
    notes = notes_of(delivery)
    told = [f"{place_of(note)}{note.message}" for note in notes[:NOTES_TOLD]]
    rest = [f"等共{len(notes)}条"] if len(notes) > NOTES_TOLD else []
    return "；".join([*told, *rest]) or None


def place_of(note: Note) -> str:
    """Where a note points, before its message: 第5行, F列, 第5行F列."""
    row = f"第{note.row}行" if note.row else ""
    column = f"{note.column_letter}列" if note.column_letter else ""
    place = "" if (row or column) and note.message.startswith(column or row) else row + column
    return f"{place}：" if place else ""


def notes_of(delivery: Delivery) -> list[Note]:
    """What a reader should know of a sheet; its copy repeats nothing."""
    return [] if delivery.status == DUPLICATE else [*delivery.reading.notes, *delivery.notes]


def _source(delivery: Delivery) -> dict[str, Any]:
    return {
        "source_file": delivery.source_file,
        "source_sheet": delivery.reading.sheet,
        "survey_year": delivery.survey_year,
    }


def _part_row(delivery: Delivery, part: object) -> dict[str, Any]:
    """The line of one part of a reading; what its table has no column for is left out."""
    row = getattr(part, "row", None)
    return {**_source(delivery), "kind": delivery.reading.kind, "source_row": row, **vars(part)}


def context_text(delivery: Delivery) -> str | None:
    """单位：万元（第2行A列）；年度：2018（文件夹、第1行A列）；村：示例村（第1行A列）; None where no table was recognised."""
    reading = delivery.reading
    if not reading.kind:
        return None
    parts = [_units(reading.statements, reading.unit_yuan)] if kinds()[reading.kind].has_money else []
    years = said(reading.statements, "year")
    if delivery.folder_year is not None:
        years = [Statement("year", str(delivery.folder_year), "文件夹", FOLDER), *years]
    parts.append(_told("年度", years))
    parts += [_told(name, said(reading.statements, what)) for what, name in _WHATS.items()]
    return "；".join(part for part in parts if part)


def _units(statements: list[Statement], unit_yuan: int | None) -> str:
    """What states the unit, or that nothing does; columns by their letters."""
    found = [*said(statements, "stored_unit"), *said(statements, "unit")]
    if not found:
        return f"单位：{UNIT_NAMES.get(unit_yuan or 1, '元')}（未注明）"
    named = [Statement("unit", UNIT_NAMES.get(one.number, "不明"), _where(one), one.origin) for one in found]
    return _told("单位", named)


def _where(one: Statement) -> str:
    letters = "、".join(f"{column_letter(index)}列" for index in one.columns[:_PLACES_TOLD])
    return one.place if not letters or letters in one.place or "列" in one.place else f"{one.place}（{letters}）"


def _told(name: str, statements: list[Statement]) -> str:
    """Each value with the first places that state it; '' for none."""
    places: dict[str, list[str]] = {}
    for one in statements:
        places.setdefault(one.value, []).append(one.place)
    values = [
        f"{value}（{'、'.join(found[:_PLACES_TOLD])}{f'等{len(found)}处' if len(found) > _PLACES_TOLD else ''}）"
        for value, found in places.items()
    ]
    return f"{name}：{'，'.join(values)}" if values else ""


_PARTS: dict[str, Callable[[Delivery], Sequence[object]]] = {
    "raw_quarantine": lambda one: one.reading.quarantine if one.status == ACCEPTED else (),
    "raw_source_columns": lambda one: one.reading.columns if one.status != DUPLICATE else (),
    "raw_block_totals": lambda one: one.reading.totals if one.status == ACCEPTED else (),
    "raw_unknown_amounts": lambda one: one.reading.unknown_amounts if one.status == ACCEPTED else (),
    "raw_reading_notes": notes_of,
}
RAW_TABLES = ("raw_deliveries", *_KINDS, *_PARTS)
