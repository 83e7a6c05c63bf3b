"""The bulletin's figures: each is one query on the marts. $day is the bulletin's date."""

from typing import Any

import duckdb

from pipeline.contracts import ROOT
from pipeline.explanation import records
from pipeline.parameters import read_yaml

OPEN_GAP = "from mart_rectifications where issue_kind = 'gap' and state <> 'closed' and item ="
PERSON = "count(distinct concat_ws('|', household_id, coalesce(person_key, name_masked, rectification_id)))"
QUERIES = read_yaml(ROOT / "assets" / "lists" / "bulletin.yml")
FIGURES = {name: sql.format(person=PERSON, open_gap=OPEN_GAP) for name, sql in QUERIES["figures"].items()}
LISTS: dict[str, str] = QUERIES["lists"]


def figures_of(marts: duckdb.DuckDBPyConnection, values: dict[str, Any]) -> dict[str, Any]:
    """Every figure by name. `values`: day (a date) and year."""
    return {name: marts.execute(sql, used(sql, values)).fetchall()[0][0] for name, sql in FIGURES.items()}


def lists_of(marts: duckdb.DuckDBPyConnection, values: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Every list by name, its rows as mappings."""
    return {name: records(marts, sql, used(sql, values)) for name, sql in LISTS.items()}


def used(sql: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values that a query names."""
    return {name: value for name, value in values.items() if f"${name}" in sql}
