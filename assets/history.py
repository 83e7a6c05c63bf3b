"""What earlier releases say, as tables of this run: when contents were first seen, tasks delivered, matters rectified, doubts settled."""

from collections.abc import Iterator

import dagster as dg
import pyarrow.parquet as pq

from assets.catalog import asset_spec
from assets.checks import check_specs, evaluated
from assets.workspace import IncomeRun
from pipeline.progress import report
from pipeline.release.memory import (
    ARRIVALS,
    FINDINGS,
    RECTIFICATIONS,
    TASKS,
    arrivals_table,
    previous_findings,
    previous_rectifications,
    previous_tasks,
)

HISTORY_TABLES = (ARRIVALS, TASKS, RECTIFICATIONS, FINDINGS)


@dg.multi_asset(
    name="read_history",
    specs=[asset_spec(table, ["raw_deliveries"], kinds={"python", "parquet"}) for table in HISTORY_TABLES],
    check_specs=[spec for table in HISTORY_TABLES for spec in check_specs(table)],
    pool="duckdb",
)
def history_asset(run: dg.ResourceParam[IncomeRun]) -> Iterator[dg.MaterializeResult]:
    """What earlier releases remember of deliveries and tasks; releases are never changed."""
    workspace = run.workspace
    marts_dir = workspace.settings.marts_dir
    deliveries = pq.read_table(workspace.source("raw_deliveries")).to_pylist()
    tables = {
        ARRIVALS: arrivals_table(deliveries, marts_dir, run.as_of_date),
        TASKS: previous_tasks(marts_dir),
        RECTIFICATIONS: previous_rectifications(marts_dir, run.as_of_date),
        FINDINGS: previous_findings(marts_dir, run.as_of_date),
    }
    for name, rows in tables.items():
        yield from evaluated(name, workspace.write_rows(name, rows), workspace)
    report("read_history")
