"""What was read of one content, on disk: meta.json and one Arrow file per kind; no path, folder or year in it.

Nothing of it is believed unproven: meta.json is sealed with its own hash and holds those of the other files.
"""

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.contracts import arrow_schema, contracts
from pipeline.recognition.readings import BlockTotal, Counts, Quarantined, SourceColumn, TableReading, UnknownAmount
from pipeline.recognition.statements import Statement
from pipeline.release.code_version import file_hash
from pipeline.release.sealed import DamagedError, read_sealed, write_sealed
from pipeline.workbooks.sheet import Note, Rejection

META = "meta.json"
TABLE_OF_KIND = {
    "income_statement": "raw_income_statements",
    "household_list": "raw_households",
    "roster": "raw_members",
    "ledger": "raw_ledger_entries",
    "fund": "raw_fund_projects",
    "register": "raw_registers",
    "household_link": "raw_household_links",
    "correction": "raw_corrections",
    "team": "raw_teams",
    "record_book": "raw_record_books",
    "archive_item": "raw_archive_items",
    "inspection": "raw_inspections",
    "rectification": "raw_rectification_replies",
    "field_check": "raw_field_checks",
    "review": "raw_reviews",
}
GIVEN_LATER = ("source_file", "survey_year", "statement_id")
_PARTS: dict[str, Any] = {
    "quarantine": Quarantined,
    "columns": SourceColumn,
    "totals": BlockTotal,
    "unknown_amounts": UnknownAmount,
    "notes": Note,
    "statements": Statement,
}


def entry_schemas() -> dict[str, pa.Schema]:
    """Kind → the raw table's schema without what depends on where the file lies."""
    raw = {kind: arrow_schema(contracts()[table]) for kind, table in TABLE_OF_KIND.items()}
    return {
        kind: pa.schema([field for field in schema if field.name not in GIVEN_LATER]) for kind, schema in raw.items()
    }


def write_entry(
    folder: Path, schemas: Mapping[str, pa.Schema], readings: Sequence[TableReading], rejection: Rejection | None
) -> None:
    """Write the readings of one file, the rows of a kind by its schema; the folder appears whole or not at all.

    Hundreds of small files, each written once and read whole: Parquet's pages and footers, and compression column by
    column, would cost more than the rows.
    """
    partial = folder.with_name(folder.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for kind in {reading.kind for reading in readings if reading.data}:
        with pa.ipc.new_file(partial / f"{kind}.arrow", schemas[kind]) as writer:
            for reading in sorted(readings, key=lambda one: one.sheet):
                if reading.kind == kind and reading.data:
                    writer.write_table(_data_table(reading, schemas[kind]))
    hashes = {path.name: file_hash(path) for path in partial.iterdir()}
    meta = {
        "entry": folder.name,
        "hashes": hashes,
        "rejection": asdict(rejection) if rejection else None,
        "readings": [_plain(one) for one in readings],
    }
    write_sealed(partial / META, meta)
    shutil.rmtree(folder, ignore_errors=True)
    partial.replace(folder)


def is_proven(folder: Path) -> bool:
    """Whether an entry is there and is, bit for bit, what was written (a disk that lies, a power cut)."""
    try:
        hashes = read_meta(folder)["hashes"]
        return all(file_hash(folder / name) == digest for name, digest in hashes.items())
    except (OSError, DamagedError):
        return False


def read_meta(folder: Path) -> dict[str, Any]:
    """What an entry says of itself and of its files. Raises OSError, DamagedError."""
    meta: dict[str, Any] = read_sealed(folder / META)
    if meta["entry"] != folder.name:
        raise DamagedError(f"{folder.name} holds another content's entry")
    return meta


def _data_table(reading: TableReading, schema: pa.Schema) -> pa.Table:
    sheets = [reading.sheet] * len(reading.data["source_row"])
    return pa.table({**reading.data, "source_sheet": sheets}, schema=schema)


def _plain(reading: TableReading) -> dict[str, Any]:
    values = {one.name: getattr(reading, one.name) for one in fields(reading) if one.name != "data"}
    for name in _PARTS:
        values[name] = [list(vars(part).values()) for part in values[name]]
    values["counts"] = vars(reading.counts)
    return values


def read_entry(folder: Path) -> tuple[list[TableReading], Rejection | None]:
    """The readings without their rows, and the file's rejection. Raises OSError, DamagedError."""
    meta = read_meta(folder)
    readings = []
    for values in meta["readings"]:
        for name, part in _PARTS.items():
            values[name] = [part(*map(_tuple_of, one)) for one in values[name]]
        values["counts"] = Counts(**values["counts"])
        readings.append(TableReading(**values))
    rejection = meta["rejection"]
    return readings, Rejection(**rejection) if rejection else None


def _tuple_of(value: Any) -> Any:
    """JSON knows lists only; what was read holds none within a part."""
    return tuple(value) if isinstance(value, list) else value


def entry_rows(folder: Path, kind: str) -> pa.Table:
    """The accepted rows of one kind, sheet by sheet in order of name. Raises OSError, DamagedError."""
    name = f"{kind}.arrow"
    content = (folder / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != read_meta(folder)["hashes"].get(name):
        raise DamagedError(f"{folder.name}/{name}")
    with pa.ipc.open_file(pa.BufferReader(content)) as file:
        return file.read_all()
