"""What earlier releases remember: when each content was first seen, and since when each task is delivered.

The releases themselves are the memory: it outlives data/work, and comes back with whatever restores data/marts.
"""

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.contracts import arrow_schema, contracts
from pipeline.release.failures import PublishError
from pipeline.release.folders import Release, current_id, list_releases

ARRIVALS = "raw_arrivals"
TASKS = "raw_previous_tasks"
RECTIFICATIONS = "raw_previous_rectifications"
FINDINGS = "raw_previous_findings"
logger = logging.getLogger(__name__)
CONTENT = ("kind", "survey_year", "sheet_hash", "sha256", "source_sheet")
Content = tuple[Any, ...]


def official_releases(marts_dir: Path, mart: str = "") -> list[Release]:
    """The releases kept, oldest first, without trial calculations and those of which the manifest, or this mart, is
    damaged: a run must be able to repair what a disk did."""
    found = []
    for release in list_releases(marts_dir):
        try:
            if release.is_what_if:
                continue
            if mart in release.manifest.row_counts:
                release.table(mart)
            found.append(release)
        except PublishError as error:
            logger.warning("不沿用已损坏的版本：%s", error)
    return found


def served_release(marts_dir: Path, as_of: dt.date, mart: str = "") -> Release | None:
    """The newest release up to the current one that is not made for a later day: what a run goes on from."""
    current = current_id(marts_dir)
    fitting = [
        one
        for one in official_releases(marts_dir, mart)
        if current is not None and one.id <= current and one.manifest.as_of_date <= as_of
    ]
    return fitting[-1] if fitting else None


def arrivals_table(deliveries: Iterable[Mapping[str, Any]], marts_dir: Path, as_of: dt.date) -> pa.Table:
    """raw_arrivals: of each delivered sheet the day its content was first seen, and since when it lies there without a break;
    `as_of` for what is new, or was taken back and is delivered again."""
    known, standing = first_seen(marts_dir), in_force(marts_dir, as_of)
    rows = [
        {
            **{name: row[name] for name in ("source_file", "source_sheet", "kind")},
            "first_seen_on": known.get(content_of(row), as_of),
            "in_force_since": standing.get(content_of(row), as_of),
        }
        for row in deliveries
    ]
    return pa.Table.from_pylist(rows, arrow_schema(contracts()[ARRIVALS]))


def first_seen(marts_dir: Path) -> dict[Content, dt.date]:
    """Content → the earliest day on which a release says it was seen."""
    days: dict[Content, dt.date] = {}
    for release in official_releases(marts_dir, "mart_deliveries"):
        for row in mart_rows(release, "mart_deliveries", [*CONTENT, "first_seen_on"]):
            if row["first_seen_on"] is not None:
                content = content_of(row)
                days[content] = min(row["first_seen_on"], days.get(content, row["first_seen_on"]))
    return days


def in_force(marts_dir: Path, as_of: dt.date) -> dict[Content, dt.date]:
    """Content of the release that the run goes on from → since when it is delivered without a break."""
    release = served_release(marts_dir, as_of, "mart_deliveries")
    if release is None:
        return {}
    rows = list(mart_rows(release, "mart_deliveries", [*CONTENT, "in_force_since"]))
    if rows:
        return {content_of(row): row["in_force_since"] for row in rows}
    rows = list(mart_rows(release, "mart_deliveries", [*CONTENT, "first_seen_on"]))  # made by an older program
    return {content_of(row): row["first_seen_on"] for row in rows if row["first_seen_on"] is not None}


def content_of(row: Mapping[str, Any]) -> Content:
    """What makes two deliveries the same: kind, year and cells; the bytes of what was never read into cells."""
    if row["sheet_hash"]:
        return (row["kind"], row["survey_year"], row["sheet_hash"])
    return ("", row["sha256"], row["source_sheet"])


def previous_tasks(marts_dir: Path) -> pa.Table:
    """raw_previous_tasks: every task that a release says was delivered, with the earliest day."""
    days: dict[tuple[int, str, int], dt.date] = {}
    names = ["stage", "household_id", "survey_year", "first_delivered_on"]
    for release in official_releases(marts_dir, "mart_stage_tasks")[-1:]:
        for row in mart_rows(release, "mart_stage_tasks", names):
            if row["first_delivered_on"] is not None:
                days[row["stage"], row["household_id"], row["survey_year"]] = row["first_delivered_on"]
    rows = [dict(zip(names, (*task, day), strict=True)) for task, day in sorted(days.items())]
    return pa.Table.from_pylist(rows, arrow_schema(contracts()[TASKS]))


def previous_rectifications(marts_dir: Path, as_of: dt.date) -> pa.Table:
    """raw_previous_rectifications: the ledger of the release that the run goes on from; empty before the first."""
    return previous_rows(RECTIFICATIONS, "mart_rectifications", marts_dir, as_of)


def previous_findings(marts_dir: Path, as_of: dt.date) -> pa.Table:
    """raw_previous_findings: how far each doubt was dealt with in the release that the run goes on from."""
    return previous_rows(FINDINGS, "mart_finding_states", marts_dir, as_of)


def previous_rows(table: str, mart: str, marts_dir: Path, as_of: dt.date) -> pa.Table:
    """The table's columns of a mart of the release that the run goes on from; empty where it has none of the kind."""
    schema = arrow_schema(contracts()[table])
    release = served_release(marts_dir, as_of, mart)
    if release is not None:
        with suppress(KeyError, OSError, pa.ArrowInvalid):
            return pq.read_table(release.table(mart), columns=schema.names).cast(schema)
    return schema.empty_table()


def mart_rows(release: Release, mart: str, columns: list[str]) -> Iterator[dict[str, Any]]:
    """Rows of a release's mart; none where an older program made a release without it or one of the columns."""
    with suppress(KeyError, OSError, pa.ArrowInvalid):
        path = release.table(mart)
        if set(columns) <= set(pq.read_schema(path).names):
            yield from pq.read_table(path, columns=columns).to_pylist()
