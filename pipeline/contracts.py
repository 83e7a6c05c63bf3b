"""The contract of every table: its columns, types, key and Chinese words, from expectations/*.yml."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.item_book import groups as item_groups
from pipeline.item_book import heading, items
from pipeline.parameters import NUMBER_SUFFIXES, SHIPPED, declared_names, read_yaml

ROOT = Path(__file__).resolve().parent.parent
SUFFIXES = {"fen": "bigint", "yuan": "decimal(18,2)"}


class ContractError(ValueError):
    """The declarations contradict each other: an unknown column, a missing word, a key outside the table."""


@dataclass(frozen=True)
class Column:
    """One column: SQL type, unit, Chinese label and a note."""

    name: str
    type: str
    zh: str
    unit: str = ""
    note: str = ""

    @property
    def label(self) -> str:
        """The Chinese word with its unit."""
        return self.zh + (f"（{self.unit}）" if self.unit else "")

    @property
    def comment(self) -> str:
        """What the database and the dictionary say of the column: its label and its note."""
        return "；".join(part for part in (self.label, self.note) if part)


@dataclass(frozen=True)
class Table:
    """One table: title, grain (what a row is), key columns and columns in order."""

    name: str
    zh: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def comment(self) -> str:
        return f"{self.zh}：{self.grain}"

    @property
    def layer(self) -> str:
        return self.name.split("_")[0]


@cache
def contracts() -> dict[str, Table]:
    """Table name → contract, in flow order (raw, clean, derive, mart)."""
    words = _columns()
    groups = read_yaml(ROOT / "expectations" / "columns.yml")["groups"] | item_groups()
    tables = {}
    for name, entry in read_yaml(ROOT / "expectations" / "tables.yml").items():
        own = entry.get("words", {})  # a table's own Chinese word for a column
        columns = tuple(
            replace(column, zh=own.get(column.name, column.zh))
            for column in _expand(name, entry["columns"], words, groups)
        )
        names = [column.name for column in columns]
        if len(set(names)) != len(names):
            raise ContractError(f"{name}: a column is listed twice")
        if not set(entry["key"]) <= set(names):
            raise ContractError(f"{name}: a key column is not in the table")
        tables[name] = Table(name, entry["zh"], entry["grain"], tuple(entry["key"]), columns)
    return tables


def _columns() -> dict[str, Column]:
    declared = read_yaml(ROOT / "expectations" / "columns.yml")
    columns = {
        name: Column(
            name, entry["type"], entry.get("zh") or items()[name].zh, entry.get("unit", ""), entry.get("note", "")
        )
        for name, entry in declared["columns"].items()
    }
    of_items = {name: {"zh": items()[name].zh, "note": items()[name].note} for name in item_groups()["amounts"]}
    for name, entry in (declared["amounts"] | of_items).items():
        for suffix, type_ in SUFFIXES.items():
            unit = {"fen": "分", "yuan": "元"}[suffix]
            amount = Column(f"{name}_{suffix}", type_, entry["zh"], unit, entry.get("note", ""))
            columns.setdefault(amount.name, amount)  # a lookup's amount_yuan has more decimals, declared by itself
    return columns


def _expand(table: str, listed: list[str], words: dict[str, Column], groups: dict[str, Any]) -> Iterator[Column]:
    for item in listed:
        group, _, suffix = item.partition(" as ")
        if item.startswith("headers of "):
            yield from header_columns(item.removeprefix("headers of "))
        elif item.startswith("column "):  # a column that shares its name with a group
            yield _known(table, item.removeprefix("column "), words)
        elif item == "parameters":
            yield from parameter_columns()
        elif group in groups:
            for name in groups[group]:
                full = f"{name}_{suffix}" if suffix else name
                yield _known(table, full, words)
        else:
            yield _known(table, item, words)


def _known(table: str, name: str, words: dict[str, Column]) -> Column:
    if name not in words:
        raise ContractError(f"{table}: {name} is not declared in columns.yml")
    return words[name]


def parameter_columns() -> Iterator[Column]:
    """A column for each declared parameter, as raw_year_parameters has them; null where no value is in force."""
    for name, entry in sorted(declared_names([SHIPPED]).items()):
        kind = str(entry["unit"]).split()[0]
        unit = {"yuan": "分", "ratio": "万分之一"}.get(kind, "")
        type_ = {"text": "varchar", "date": "date"}.get(kind, "bigint")
        yield Column(name + NUMBER_SUFFIXES.get(kind, ""), type_, str(entry["zh"]), unit)


def header_columns(kind: str) -> Iterator[Column]:
    """The text columns that a source kind delivers, as assets/headers/<kind>.csv declares them."""
    with (ROOT / "assets" / "headers" / f"{kind}.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield Column(row["name"], "varchar", row["zh"] or heading(row["name"]), note="text as delivered")


ARROW_TYPES = {
    "varchar": pa.string(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "double": pa.float64(),
}


def arrow_type(sql_type: str) -> pa.DataType:
    """The Arrow type of a contract type; decimals by precision and scale."""
    if sql_type.startswith("decimal("):
        precision, scale = sql_type.removeprefix("decimal(").rstrip(")").split(",")
        return pa.decimal128(int(precision), int(scale))
    return ARROW_TYPES[sql_type]


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of a table, columns in contract order."""
    return pa.schema([(column.name, arrow_type(column.type)) for column in table.columns])
