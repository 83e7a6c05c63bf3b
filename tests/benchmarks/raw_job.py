"""The nightly job from raw rows: every asset as shipped, but the raw tables are put in place instead of read."""

import os
import shutil
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow.parquet as pq

from assets.catalog import asset_spec
from assets.exports import export_charts
from assets.release import release_asset
from assets.steps import Step, steps_asset
from assets.workspace import IncomeRun
from pipeline.dagster_home import prepared_instance
from pipeline.definitions import table_steps
from pipeline.intake.raw_tables import RAW_TABLES
from pipeline.settings import Settings

AS_OF = "2019-01-10"
SOURCE = "INCOME_BENCH_RAW"  # names the folder of raw tables, for the placing asset


def place_deliveries(run: IncomeRun) -> dict[str, int]:
    """The raw tables of a benchmark."""
    folder = Path(os.environ[SOURCE])
    for table in RAW_TABLES:
        os.link(folder / f"{table}.parquet", run.workspace.path(table))
    return {table: pq.read_metadata(run.workspace.path(table)).num_rows for table in RAW_TABLES}


def raw_job() -> dg.JobDefinition:
    """The job over all assets."""
    specs = [asset_spec(table, [], kinds={"parquet"}) for table in RAW_TABLES]
    placed = Step("read_deliveries", specs, place_deliveries)
    assets = [steps_asset(placed.name, [placed], RAW_TABLES), steps_asset("make_tables", table_steps)]
    definitions = dg.Definitions(
        assets=[*assets, export_charts, release_asset],
        jobs=[dg.define_asset_job("nightly", selection="*")],
        executor=dg.in_process_executor,
        resources={"run": IncomeRun()},
    )
    return definitions.resolve_job_def("nightly")


def run_from_raw(raw: Path, data: Path, memory_limit: str = "") -> Any:
    """Run the whole job on the raw tables of a folder into a fresh data folder; raises when it does not publish."""
    shutil.rmtree(data, ignore_errors=True)
    settings = Settings.at(data)
    settings.create_folders()
    os.environ[SOURCE] = str(raw)
    config = {"data_dir": str(data), "as_of": AS_OF, "memory_limit": memory_limit}
    with prepared_instance(settings) as instance:
        result = raw_job().execute_in_process(
            instance=instance,
            run_config={
                "resources": {"run": {"config": config}},
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            },
            raise_on_error=False,
        )
    if not result.success:
        failed = [event for event in result.all_events if event.is_step_failure]
        raise RuntimeError(f"the run did not publish: {failed[0].step_failure_data.error if failed else 'see its log'}")
    return result
