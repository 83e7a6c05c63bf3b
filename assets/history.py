"""What earlier releases say, as tables of this run: when contents were first seen, tasks delivered, matters rectified, doubts settled."""

import pyarrow.parquet as pq

from assets.catalog import asset_spec
from assets.steps import Step
from assets.workspace import IncomeRun
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


def read_history(run: IncomeRun) -> dict[str, int]:
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
    return {name: workspace.write_rows(name, rows) for name, rows in tables.items()}


def history_step() -> Step:
    """The tables of earlier releases."""
    specs = [asset_spec(table, ["raw_deliveries"], kinds={"python", "parquet"}) for table in HISTORY_TABLES]
    return Step("read_history", specs, read_history)
