"""Small tables of generated rows after their contract, hostile where SQL engines differ: nulls, ties, odd texts."""

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.tokens import TokenType

from pipeline.contracts import Column, Table, arrow_schema, contracts
from tests.table_cases import YEARS, Case, counties_in, shipped_tables

TEXTS = [
    "甲",
    "乙户",
    "遂溪县|城月镇|示例村",
    "A",
    "a",
    "",
    "3000",
    "12.345",
    "-5",
    "0.005",
    "3人",
    "１２",
    "1e3",
    "1_000",
    "有",
]


def write_generated(sql: str, inputs: list[str], folder: Path, seed: int, rows: int = 60) -> dict[str, Path]:
    """Write rows for each input of a model: parameters as shipped, all else generated.

    Texts are drawn from the model's own literals too.
    """
    literals = [token.text for token in DuckDB().tokenize(sql) if token.token_type == TokenType.STRING]
    shipped = {"raw_parameters", "raw_year_parameters", "raw_stress_tests", "raw_statement_items", "raw_labels"}
    given = {}
    for name in sorted(set(inputs) - shipped):
        made = generated_rows(contracts()[name], random.Random(f"{seed} {name}"), TEXTS + literals, rows)
        if name == "clean_amounts":
            made = [row for row in made if is_plain(row["text"])] + odd_amounts(random.Random(seed), TEXTS + literals)
        given[name] = made
    tables = {name: pa.Table.from_pylist(made, arrow_schema(contracts()[name])) for name, made in given.items()}
    tables |= shipped_tables(counties_in(given, {}, Case.as_of), Case.as_of, set(YEARS), shipped & set(inputs))
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    return {name: folder / f"{name}.parquet" for name in inputs}


def is_plain(text: str) -> bool:
    """Digits and points alone: what no lookup is asked for."""
    return not text.strip("0123456789.")


def odd_amounts(draw: random.Random, texts: list[str]) -> list[dict[str, Any]]:
    """clean_amounts holds every odd text in every unit, as in a run; some are unreadable."""
    odd = sorted({text for text in texts if not is_plain(text)})
    return [
        {"text": text, "unit_yuan": unit, "amount_fen": draw.choice([None, 0, 1250, -300])}
        for text in odd
        for unit in (1, 10000)
    ]


def generated_rows(table: Table, draw: random.Random, texts: list[str], rows: int) -> list[dict[str, Any]]:
    """Rows with unique keys; a column outside the key is null once in five."""
    made: dict[tuple, dict[str, Any]] = {}
    for number in range(rows):
        row = {column.name: value(column, draw, texts, number) for column in table.columns}
        for column in table.columns:
            if column.name not in (*table.key, "unit_yuan", "source_row") and draw.random() < 0.2:
                row[column.name] = None
        made.setdefault(tuple(row[name] for name in table.key), row)
    return list(made.values())


def value(column: Column, draw: random.Random, texts: list[str], number: int) -> Any:
    """One value of the column's type."""
    if column.name in ("source_row", "unit_yuan", "survey_year"):
        return {"source_row": number + 1, "unit_yuan": draw.choice([1, 10000])}.get(
            column.name, draw.choice([2016, 2017, 2018])
        )
    kind = column.type.partition("(")[0]
    if kind in ("integer", "bigint"):
        if column.name == "divisor_count" or "_line_" in column.name:
            return draw.choice([1, 3, 736500])  # what a household is divided by or measured against is never 0
        return draw.choice([0, 1, 2, 3, 4, 5, 12, 60, -7, 2017, 300050, 736500])
    if kind == "decimal":
        return Decimal(draw.choice(["0", "1", "2.50", "0.01", "-3.33", "7365", "0.45"]))
    if kind == "double":
        return draw.choice([0.0, 0.5, 0.1, 1 / 3, -2.25])
    if kind == "boolean":
        return draw.random() < 0.5
    if kind == "date":
        return dt.date(2016, 1, 1) + dt.timedelta(days=draw.choice([0, 59, 365, 730, 1095]))
    return draw.choice(texts)
