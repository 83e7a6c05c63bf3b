"""Runs one rule over given rows: the tables it reads are filled from its example, parameters from the shipped YAML."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import duckdb
import pyarrow as pa

from expectations.rule_sql import count_queries, findings_sql
from expectations.rules import Example, Rule, tables_read
from pipeline.parameter_tables import year_rows
from pipeline.parameters import SHIPPED, load_parameters
from tests.table_cases import arrow_rows

YEARS = [2016, 2017, 2018]
FACTS = "derive_household_years"


def found_by(rule: Rule, example: Example) -> list[dict[str, Any]]:
    """The findings of a rule over an example's rows."""
    return _run(findings_sql([rule]), example).to_pylist()


def checked_by(rule: Rule, example: Example) -> int:
    """How many rows the rule checks of an example."""
    [(_, sql)] = count_queries([rule])
    return int(_run(sql, example).to_pylist()[0]["n0"])


def with_condition(rule: Rule, condition: str) -> Rule:
    """The rule with another condition: what a careless edit would leave."""
    return replace(rule, fails_when=condition)


def _run(sql: str, example: Example) -> pa.Table:
    with duckdb.connect() as connection:
        for name in {*tables_read(sql), *example.given}:
            assert name in tables_read(sql), f"the rule does not read {name}"
            connection.register(name, _table(name, example.given))
        return connection.sql(sql).to_arrow_table()


def _table(name: str, given: Mapping[str, Sequence[dict[str, Any]]]) -> pa.Table:
    if name == "raw_year_parameters" and name not in given:
        return _parameters()
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


@cache
def _parameters() -> pa.Table:
    return year_rows(load_parameters([SHIPPED]), YEARS, dt.date(2019, 3, 1), set(YEARS))
