"""Dagster's own start: the definitions loaded, the run history opened, a run of one asset that does nothing."""

import sys

import dagster as dg

import pipeline.definitions  # noqa: F401  (what every run loads)
from pipeline.dagster_home import prepared_instance
from pipeline.settings import Settings


@dg.asset
def nothing() -> None:
    """Does nothing."""


def main(report: str, data: str) -> None:
    """Run it in the history of a data folder."""
    job = dg.Definitions(
        assets=[nothing], jobs=[dg.define_asset_job("nothing_job", selection="*")], executor=dg.in_process_executor
    ).resolve_job_def("nothing_job")
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    with prepared_instance(Settings.at(data)) as instance:
        job.execute_in_process(instance=instance, run_config=quiet)


if __name__ == "__main__":
    main(*sys.argv[1:])
