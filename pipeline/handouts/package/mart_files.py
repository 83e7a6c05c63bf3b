"""The marts in a package: Parquet and CSV of the same rows, filtered to what the audience may hold."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.contracts import Column, contracts
from pipeline.handouts.audience import NEVER_LEAVES
from pipeline.handouts.cells import MARK, write_csv_rows
from pipeline.handouts.village_choice import Village, rows_of
from pipeline.locked_duckdb import open_memory, quote_name, quote_text
from pipeline.release.folders import Release

DATA_DIR = "data"
BATCH_ROWS = 20_000
CHUNK_ROWS = 5_000


def mart_names(release: Release) -> list[str]:
    """The marts of a release that a package carries, in contract order."""
    held = set(release.manifest.row_counts)
    return [name for name in contracts() if name in held and name.startswith("mart_")]


def copy_mart(release: Release, name: str, folder: Path, village: Village | None) -> int:
    """Write a mart's rows of the village (all if None) as Parquet, without the hashes; returns the rows."""
    source = pq.ParquetFile(release.table(name))
    kept = [column for column in source.schema_arrow.names if column not in NEVER_LEAVES]
    schema = pa.schema([source.schema_arrow.field(column).with_metadata(None) for column in kept])
    batches = rows_of(source.iter_batches(BATCH_ROWS), village)
    return write_parquet(folder / f"{name}.parquet", schema, (batch.select(kept) for batch in batches))


def write_parquet(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> int:
    """Write batches as zstd Parquet, the same bytes each time; returns the rows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = 0
    with pq.ParquetWriter(path, schema, compression="zstd", compression_level=3, store_schema=False) as writer:
        for batch in batches:
            writer.write_batch(batch.cast(schema))
            rows += batch.num_rows
    return rows


def write_csv(parquet: Path, table: str) -> Path:
    """The same rows as CSV: UTF-8 with mark, Chinese titles, texts safe from being run as formulas."""
    path = parquet.with_suffix(".csv")
    source = pq.ParquetFile(parquet)
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write(MARK)
        write_csv_rows(stream, csv_titles(table, source.schema_arrow.names), row_stream(source))
    return path


def row_stream(source: pq.ParquetFile) -> Iterator[tuple[Any, ...]]:
    """Every row, one batch in memory at a time."""
    for batch in source.iter_batches(CHUNK_ROWS):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def columns_of(table: str, names: Iterable[str]) -> list[Column]:
    """Contract columns by name; one the contract lacks keeps its name as title."""
    known = {column.name: column for column in contracts()[table].columns} if table in contracts() else {}
    return [known.get(name, Column(name, "varchar", name)) for name in names]


def csv_titles(table: str, names: Iterable[str]) -> list[str]:
    """Chinese titles with their unit; one that occurs twice also carries its column's name."""
    columns = columns_of(table, names)
    titles = [column.zh + (f"（{column.unit}）" if column.unit else "") for column in columns]
    return [
        title if titles.count(title) == 1 else f"{title} {column.name}"
        for title, column in zip(titles, columns, strict=True)
    ]


def open_tables(folder: Path) -> duckdb.DuckDBPyConnection:
    """An in-memory database with a view per Parquet file of the folder, shut off from everything else."""
    connection = open_memory(folders=[folder])
    for path in sorted(folder.glob("*.parquet")):
        connection.execute(f"create view {quote_name(path.stem)} as from read_parquet({quote_text(path)})")
    return connection


def stream(
    tables: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any] | None = None
) -> Iterator[tuple[Any, ...]]:
    """Rows of a query, fetched by chunks on a cursor of their own."""
    cursor = tables.cursor().execute(sql, values or {})
    while chunk := cursor.fetchmany(CHUNK_ROWS):
        yield from chunk


# Releases made before the first table existed tell by the others which villages a file names.
NAMING = (
    "mart_source_villages", "mart_household_incomes", "mart_members", "mart_coverage_gaps", "mart_fund_progress",
)  # fmt: skip
# Rows of these speak of a file. A quarantined row names no village: only a file of that village alone may show it.
BY_FILE = {"mart_deliveries": False, "mart_source_columns": False, "mart_quarantine": True}


def files_of(release: Release, village: Village) -> tuple[set[str], set[str]]:
    """(files with a row of the village, those of them without a row of any other village)."""
    villages = defaultdict(set)
    for table in NAMING:
        if table in release.manifest.row_counts:
            rows = pq.read_table(release.table(table), columns=["source_file", "village_id"])
            for row in rows.group_by(["source_file", "village_id"]).aggregate([]).to_pylist():
                villages[row["source_file"]].add(row["village_id"])
    own = {file for file, named in villages.items() if village.village_id in named}
    return own, {file for file in own if len(villages[file]) == 1}


def rows_of_files(rows: pa.Table, files: set[str]) -> pa.Table:
    """The rows whose source_file is among the files."""
    return rows.filter(pc.is_in(rows["source_file"], pa.array(sorted(files), pa.string())))
