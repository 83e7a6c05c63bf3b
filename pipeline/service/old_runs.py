"""Forgetting old runs: Dagster keeps each for ever, with its pictures, in a database file of its own."""

import time
from pathlib import Path

import dagster as dg

from pipeline.release.durable import remove_tree

FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
KEEP_AT_LEAST = 30


def forget_old_runs(instance: dg.DagsterInstance, home: Path, keep_days: int) -> list[str]:
    """Delete finished runs older than `keep_days`, never the newest thirty, nor the newest success: the catalog
    shows what that one made. Dagster leaves the run's file behind; it is removed. Returns the run ids."""
    oldest = time.time() - keep_days * 86_400
    records = instance.get_run_records(dg.RunsFilter(statuses=FINISHED))
    successes = [one.dagster_run.run_id for one in records if one.dagster_run.status == dg.DagsterRunStatus.SUCCESS]
    kept = {one.dagster_run.run_id for one in records[:KEEP_AT_LEAST]} | set(successes[:1])
    old = [
        one.dagster_run.run_id
        for one in records
        if one.dagster_run.run_id not in kept and one.create_timestamp.timestamp() < oldest
    ]
    for run_id in old:
        instance.delete_run(run_id)
        for path in (home / "history" / "runs").glob(f"{run_id}.db*"):
            path.unlink()
        remove_tree(home / "storage" / run_id)
    return old
