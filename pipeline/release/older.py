"""Releases of earlier versions, read as if they had the tables and columns of today: what they lack is empty."""

from collections.abc import Iterable, Mapping

import duckdb

from pipeline.contracts import contracts
from pipeline.locked_duckdb import quote_name

Present = Mapping[str, Iterable[str]]


def columns_present(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """Table → its columns, as a release's database has them."""
    found: dict[str, set[str]] = {}
    rows = connection.execute("select table_name, column_name from duckdb_columns() where not internal").fetchall()
    for table, column in rows:
        found.setdefault(table, set()).add(column)
    return found


def lacks_anything(present: Present) -> bool:
    """Whether a mart or a column of one is missing."""
    return any(missing_of(table, present.get(table, ())) for table in marts())


def marts() -> list[str]:
    """The marts of today."""
    return [name for name in contracts() if name.startswith("mart_")]


def missing_of(table: str, present: Iterable[str]) -> list[str]:
    """SQL of the columns that a table of today has and this one has not, each empty."""
    have = set(present)
    if table not in contracts():
        return []
    columns = [one for one in contracts()[table].columns if one.name not in have]
    return [f"cast(null as {one.type}) as {quote_name(one.name)}" for one in columns]


def completed(table: str, present: Iterable[str], source: str) -> str:
    """A select of a table with every column of today; without a row where the release has no such table."""
    have = list(present)
    missing = missing_of(table, have)
    if not have:
        return f"select {', '.join(missing)} where false"
    return f"select {', '.join(['*', *missing])} from {source}"
