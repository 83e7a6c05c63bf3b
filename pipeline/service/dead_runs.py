"""Runs that Dagster believes to be going on though their worker is dead: after a reboot, or kill -9.

Left alone they would block the queue for hours. `python -m pipeline.service.dead_runs DATA` settles them before the code
server starts, when no worker of the service can be alive. Old runs are forgotten: Dagster keeps each for ever.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import dagster as dg

from pipeline.dagster_home import prepared_instance
from pipeline.lean_history import INDEX, compact, opened, shown_runs
from pipeline.release.durable import remove_tree, size_of
from pipeline.release.workers import WORKER_TAG, is_alive
from pipeline.settings import Settings

FINISHED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
KEEP_AT_LEAST = 30
MEGABYTE = 1_000_000


def forget_old_runs(
    instance: dg.DagsterInstance,
    home: Path,
    *,
    keep_days: int,
    keep_mb: int = 10**9,
    on_forget: Callable[[list[str]], None] = lambda run_ids: None,
) -> list[str]:
    """Delete finished runs older than `keep_days`, and the oldest ones while the history has more than `keep_mb`.

    Never the newest thirty, nor a run that the catalog shows: the newest success, and the last that reported a table.
    `on_forget` hears their ids before they go. Dagster leaves the run's file behind; it is removed. Returns the run ids.
    """
    shown = shown_runs(home / "history" / "runs" / INDEX)
    runs = [(run_id, at) for run_id, at in forgettable(instance) if run_id not in shown]
    oldest = time.time() - keep_days * 86_400
    old = [run_id for run_id, at in runs if at < oldest]
    old += surplus([run_id for run_id, at in runs if at >= oldest], home, old, keep_mb)
    if not old:
        return []
    on_forget(old)
    for run_id in old:
        instance.delete_run(run_id)
        for path in run_files(home, run_id):
            remove_tree(path)
    for path in (home / "history" / "runs" / INDEX, home / "history" / "runs.db"):
        with opened(path) as database:
            compact(database)
    return old


def forgettable(instance: dg.DagsterInstance) -> list[tuple[str, float]]:
    """Id and time of the finished runs that may go, oldest first."""
    records = instance.get_run_records(dg.RunsFilter(statuses=FINISHED))
    successes = [one.dagster_run.run_id for one in records if one.dagster_run.status == dg.DagsterRunStatus.SUCCESS]
    kept = {one.dagster_run.run_id for one in records[:KEEP_AT_LEAST]} | set(successes[:1])
    found = [(one.dagster_run.run_id, one.create_timestamp.timestamp()) for one in records]
    return [(run_id, at) for run_id, at in reversed(found) if run_id not in kept]


def surplus(run_ids: list[str], home: Path, going: list[str], keep_mb: int) -> list[str]:
    """The oldest of the runs, as many as bring the history below its size when those `going` are gone too.

    What a run has in the index is about as much as it has in its own file.
    """
    size = size_of(home / "history") - 2 * sum(map(size_of, (path for one in going for path in run_files(home, one))))
    found = []
    for run_id in run_ids:
        if size <= keep_mb * MEGABYTE:
            break
        size -= 2 * sum(map(size_of, run_files(home, run_id)))
        found.append(run_id)
    return found


def run_files(home: Path, run_id: str) -> list[Path]:
    """What a run has of its own on disk."""
    stored = home / "storage" / run_id
    return [*(home / "history" / "runs").glob(f"{run_id}.db*"), *([stored] if stored.exists() else [])]


UNFINISHED = [dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING]
MESSAGE = "运行进程已不在（断电、重启或被终止），标为失败；如可重试，将自动重新开始。"


def settle_dead_runs(instance: dg.DagsterInstance, only_tagged: bool = False) -> list[str]:
    """Mark the runs failed whose worker is dead; returns their ids.

    `only_tagged`: look only at runs that name their own process, that is those of the command line; the others
    are dead only if the code server that executed them is.
    """
    runs = instance.get_runs(dg.RunsFilter(statuses=UNFINISHED))
    dead = [run for run in runs if is_dead(run, only_tagged)]
    for run in dead:
        instance.report_run_failed(run, MESSAGE)
    return [run.run_id for run in dead]


def is_dead(run: dg.DagsterRun, only_tagged: bool) -> bool:
    """Whether nobody executes the run any more."""
    worker = run.tags.get(WORKER_TAG)
    return not is_alive(worker) if worker else not only_tagged


def settle(settings: Settings) -> None:
    """Settle all dead runs of a data folder."""
    with prepared_instance(settings) as instance:
        for run_id in settle_dead_runs(instance):
            print(f"{run_id}: {MESSAGE}")


if __name__ == "__main__":
    settle(Settings.at(sys.argv[1]))
