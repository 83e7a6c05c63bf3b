"""Runs a rule over its own example rows: the tables it reads are filled from them, parameters from the shipped YAML."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

import duckdb
import pyarrow as pa

from expectations.rule_sql import count_query, findings_sql
from expectations.rules import Rule, rules, tables_read
from pipeline.parameter_tables import item_rows, label_rows, year_rows
from tests.table_cases import arrow_rows, counties_in, named_by_id

YEARS = [2016, 2017, 2018]
FACTS = "derive_household_years"
Which = Literal["passes", "fails"]


@dataclass(frozen=True)
class Trial:
    """One example of a rule, its rows in a database of their own."""

    rule: Rule
    connection: duckdb.DuckDBPyConnection

    def findings(self, condition: str | None = None) -> list[dict[str, Any]]:
        """What the rule finds; with another condition, what a careless edit of it would."""
        return self.of(self.rule if condition is None else replace(self.rule, fails_when=condition))

    def of(self, rule: Rule) -> list[dict[str, Any]]:
        """What an altered rule finds in the same rows."""
        return self._rows(findings_sql([rule]))

    def checked_count(self) -> int:
        """How many of the example's rows the rule checks."""
        return int(self._rows(count_query([self.rule]))[0]["n0"])

    def _rows(self, sql: str) -> list[dict[str, Any]]:
        return self.connection.sql(sql).to_arrow_table().to_pylist()


@lru_cache(maxsize=4)
def trial(rule_id: str, which: Which) -> Trial:
    """The trial of one rule's passing or failing example."""
    rule = rules()[rule_id]
    given = named_by_id(getattr(rule, which).given)
    read = tables_read(findings_sql([rule]))
    assert set(given) <= set(read), f"the rule does not read {set(given) - set(read)}"
    connection = duckdb.connect()
    for name in read:
        connection.register(name, example_table(name, given))
    return Trial(rule, connection)


def example_table(name: str, given: Mapping[str, Sequence[dict[str, Any]]]) -> pa.Table:
    """One table of an example after its contract; parameters and plain household lines where it gives none."""
    if name == "raw_year_parameters" and name not in given:
        return _parameters(given)
    if name == "raw_statement_items" and name not in given:
        return item_rows()
    if name == "raw_labels":
        return label_rows()
    if name == FACTS and name not in given:
        return arrow_rows(name, _facts(given))
    return arrow_rows(name, list(given.get(name, [])))


def _facts(given: Mapping[str, Sequence[dict[str, Any]]]) -> list[dict[str, Any]]:
    """A plain household line for every household and year that the example names."""
    named = {
        (row["household_id"], row["survey_year"])
        for rows in given.values()
        for row in rows
        if row.get("household_id") and row.get("survey_year")
    }
    return [
        {"household_id": household, "survey_year": year, "village_name": "示例村", "household_code": "00001",
         "has_statement": True, "source_file": "a.xlsx", "source_sheet": "表", "source_row": 5}
        for household, year in sorted(named)
    ]  # fmt: skip


def _parameters(given: Mapping[str, Sequence[dict[str, Any]]]) -> pa.Table:
    as_of = dt.date(2019, 3, 1)
    return year_rows(counties_in(given, {}, as_of), YEARS, as_of, set(YEARS))
