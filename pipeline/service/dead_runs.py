"""Runs that Dagster believes to be going on though their worker is dead: after a reboot, or kill -9.

Left alone they would block the queue for hours. `python -m pipeline.service.dead_runs DATA` settles them before the code
server starts, when no worker of the service can be alive.
"""

import sys

import dagster as dg

from pipeline.dagster_home import prepared_instance
from pipeline.release.workers import WORKER_TAG, is_alive
from pipeline.settings import Settings

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
