"""Runs that Dagster believes to be going on though their worker is dead: after a reboot, or kill -9.

Left alone they would block the queue for hours.
"""

import dagster as dg

from pipeline.release.workers import WORKER_TAG, is_alive

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
