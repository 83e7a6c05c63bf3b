"""Called before the code server starts, when no worker of the service can be alive: settles what died with it."""

import sys

from pipeline.dagster_home import prepared_instance
from pipeline.service.dead_runs import MESSAGE, settle_dead_runs
from pipeline.settings import Settings


def settle(settings: Settings) -> None:
    """Settle the dead runs of a data folder."""
    with prepared_instance(settings) as instance:
        for run_id in settle_dead_runs(instance):
            print(f"{run_id}: {MESSAGE}")


if __name__ == "__main__":
    settle(Settings.at(sys.argv[1]))
