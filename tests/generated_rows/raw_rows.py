"""The demo's households in any number, written straight as raw tables, for benchmarks."""

import hashlib
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.utils import get_column_letter

from pipeline.contracts import arrow_schema, contracts
from pipeline.demo.records import YEARS
from pipeline.intake.raw_tables import NUMBER, RAW_TABLES
from tests.generated_rows.raw_incomes import add_totals, draw_homes, year_items
from tests.generated_rows.raw_members import ledger_entries, members
from tests.generated_rows.raw_people import make_people
from tests.generated_rows.raw_tables import (
    PER_TOWN,
    Columns,
    listings,
    make_block,
    statements,
)

BLOCK = 100 * PER_TOWN
KINDS = {
    "raw_income_statements": "income_statement",
    "raw_households": "household_list",
    "raw_members": "roster",
    "raw_ledger_entries": "ledger",
}
EMPTY = tuple(name for name in RAW_TABLES if name not in {*KINDS, "raw_deliveries", "raw_source_columns"})
NOT_DELIVERED = {
    *(
        "source_file",
        "source_sheet",
        "source_row",
        "survey_year",
        "form",
        "unit_yuan",
        "place_text",
        "extra_cells",
        NUMBER,
    )
}


class RawWriter:
    """Writes blocks of rows to the raw tables of a folder and counts them by source file."""

    def __init__(self, out_dir: Path) -> None:
        self.out_dir = out_dir
        self.files: dict[str, pq.ParquetWriter] = {}
        self.rows: dict[str, Counter[str]] = {table: Counter() for table in KINDS}
        self.headers: dict[str, list[str]] = {}

    def add(self, table: str, columns: Columns) -> None:
        """Append rows; columns that the contract has and the block lacks are null."""
        block = table_of(table, columns)
        if NUMBER in block.column_names:
            block = block.set_column(block.column_names.index(NUMBER), NUMBER, self.numbered(table, block.num_rows))
        self.headers[table] = [name for name in block.column_names if name in columns and name not in NOT_DELIVERED]
        if table not in self.files:
            path = self.out_dir / f"{table}.parquet"
            self.files[table] = pq.ParquetWriter(path, block.schema, compression="zstd", compression_level=3)
        self.files[table].write_table(block)
        counts = block.column("source_file").value_counts()
        for one in counts.to_pylist():
            self.rows[table][one["values"]] += one["counts"]

    def numbered(self, table: str, count: int) -> pa.Array:
        """Running numbers of the next rows."""
        before = self.rows[table].total()
        return pa.array(range(before + 1, before + 1 + count), pa.int32())

    def close(self) -> None:
        """Close the tables, and write the deliveries, their columns and the tables that stay empty."""
        for writer in self.files.values():
            writer.close()
        for name, rows in (("raw_deliveries", self.deliveries()), ("raw_source_columns", self.source_columns())):
            table = pa.Table.from_pylist(rows, arrow_schema(contracts()[name]))
            pq.write_table(table, self.out_dir / f"{name}.parquet")
        for table in EMPTY:
            pq.write_table(arrow_schema(contracts()[table]).empty_table(), self.out_dir / f"{table}.parquet")

    def deliveries(self) -> list[dict[str, object]]:
        """One accepted delivery per source file."""
        return [
            {
                "source_file": name, "source_sheet": "", "kind": kind, "survey_year": int(name[:4]),
                "form": "A" if kind == "income_statement" else None, "status": "accepted", "unit_yuan": 1,
                "sha256": hashlib.sha256(name.encode()).hexdigest(), "rows_seen": count + 1,
                "rows_accepted": count, "rows_quarantined": 0, "rows_ignored": 1, "rows_total": 0,
                "rows_blank": 0, "rows_heading": 1, "rows_hidden": 0, "rows_joined": 0,
            }
            for table, kind in KINDS.items()
            for name, count in sorted(self.rows[table].items())
        ]  # fmt: skip

    def source_columns(self) -> list[dict[str, object]]:
        """The columns of each source file."""
        return [
            {
                "source_file": name, "source_sheet": "", "kind": KINDS[table], "column_name": column,
                "column_letter": get_column_letter(place), "header": zh[column], "status": "mapped",
            }
            for table, counts in self.rows.items()
            for zh in [{column.name: column.zh for column in contracts()[table].columns}]
            for name in sorted(counts)
            for place, column in enumerate(self.headers[table], 1)
        ]  # fmt: skip


def table_of(table: str, columns: Columns) -> pa.Table:
    """Columns in contract order with contract types; a text stands for a column of that text."""
    schema = arrow_schema(contracts()[table])
    count = max(len(one) for one in columns.values() if isinstance(one, pa.Array))
    arrays = []
    for field in schema:
        column = columns.get(field.name)
        if column is None:
            column = pa.nulls(count, field.type)
        elif isinstance(column, str):
            column = pa.repeat(pa.scalar(column), count)
        arrays.append(column.cast(field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def make_raw_rows(out_dir: Path, households: int, seed: int = 2018) -> dict[str, int]:
    """Write the raw tables of `households` households and three years below `out_dir`; returns rows by
    table. The same arguments give the same rows, and a household does not depend on how many follow in
    other blocks of 21,000. Memory stays within one block. Raises ValueError on a count below 1."""
    if households < 1:
        raise ValueError("户数必须至少为1")
    out_dir.mkdir(parents=True, exist_ok=True)
    writer = RawWriter(out_dir)
    for position, year in enumerate(YEARS):
        for first in range(0, households, BLOCK):
            write_block(writer, seed, first, min(BLOCK, households - first), position, year)
    writer.close()
    return {table: sum(counts.values()) for table, counts in writer.rows.items()}


def write_block(writer: RawWriter, seed: int, first: int, count: int, position: int, year: int) -> None:
    """One block of households in one year; drawn anew each year from the same seed."""
    rng = np.random.default_rng([seed, first])
    homes = draw_homes(rng, first, count)
    block = make_block(homes, make_people(first, homes.workers, homes.children, homes.elders))
    ratio = homes.ratio * np.prod(rng.uniform(0.95, 1.13, (position + 1, count)), axis=0)
    items, months, monthly = year_items(np.random.default_rng([seed, first, year]), homes, year, ratio)
    items = add_totals(items, homes.size)
    writer.add("raw_income_statements", statements(block, year, items))
    writer.add("raw_households", listings(block, year, items))
    writer.add("raw_members", members(block, year, months, monthly))
    writer.add("raw_ledger_entries", ledger_entries(block, year, items, months, monthly))
