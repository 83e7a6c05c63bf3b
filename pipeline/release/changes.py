"""Household-years whose figures or opinions differ between two releases, with both rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow.parquet as pq

from pipeline.item_book import groups
from pipeline.locked_duckdb import open_memory, quote_name, quote_text
from pipeline.release.folders import Release
from pipeline.release.older import completed, marts

TABLE = "mart_household_incomes"
FIGURES = ("disposable_income_yuan", "divisor_count", "disposable_income_per_capita_yuan", "exit_line_yuan")
OPINION = ("verdict", "borderline_side", "is_provisional", "has_labour_capacity")
SIZES = ("registered_count", "resident_count")
HEAD = ("village_name", "household_code", "head_name", "verdict_zh", "source_file", "critical_finding_count")


@dataclass(frozen=True)
class Change:
    """One household and year: its row before and after; None where it was not there."""

    household_id: str
    survey_year: int
    old: dict[str, Any] | None
    new: dict[str, Any] | None

    def differing(self, names: tuple[str, ...]) -> list[str]:
        """Columns of those named that differ; none where a side is missing."""
        if self.old is None or self.new is None:
            return []
        return [name for name in names if self.old[name] != self.new[name]]


def item_columns() -> tuple[str, ...]:
    """Items and stated totals, as the mart names them."""
    return tuple(f"{name}_yuan" for name in (*groups()["items"], *groups()["stated_totals"]))


def open_both(old: Release, new: Release) -> duckdb.DuckDBPyConnection:
    """An in-memory database with the marts of both as old_<mart> and new_<mart>, shut off from everything else."""
    connection = open_memory(folders=[old.path, new.path])
    for side, release in (("old", old), ("new", new)):
        for name in dict.fromkeys([*release.manifest.row_counts, *marts()]):
            connection.execute(f"create view {quote_name(f'{side}_{name}')} as {_select(release, name)}")
    return connection


def _select(release: Release, name: str) -> str:
    """A mart of a release with every column of today; without a row where the release has none."""
    if name not in release.manifest.row_counts:
        return completed(name, (), "")
    path = release.table(name)
    return completed(name, pq.read_schema(path).names, f"read_parquet({quote_text(path)})")


def changes(tables: duckdb.DuckDBPyConnection) -> Iterator[Change]:
    """Every household-year that differs, by village, household and year."""
    held = tuple(dict.fromkeys((*HEAD, *FIGURES, *OPINION, *SIZES, *item_columns())))
    compared = (*FIGURES, *OPINION, *SIZES, *item_columns())
    old, new = (", ".join(f"{side}.{name}" for name in held) for side in ("o", "n"))
    differs = " or ".join(f"o.{name} is distinct from n.{name}" for name in compared)
    cursor = tables.cursor().execute(
        f"select coalesce(n.household_id, o.household_id), coalesce(n.survey_year, o.survey_year),"
        f" o.household_id is not null, n.household_id is not null, {old}, {new}"
        f" from old_{TABLE} as o full outer join new_{TABLE} as n"
        " on n.household_id = o.household_id and n.survey_year = o.survey_year"
        f" where o.household_id is null or n.household_id is null or {differs} order by 1, 2"
    )
    while rows := cursor.fetchmany(5000):
        for household, year, has_old, has_new, *values in rows:
            before = dict(zip(held, values[: len(held)], strict=True)) if has_old else None
            after = dict(zip(held, values[len(held) :], strict=True)) if has_new else None
            yield Change(household, year, before, after)
