"""The nightly job from raw rows: every asset as shipped, but the raw tables are put in place instead of read."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow.parquet as pq

from assets.catalog import asset_spec
from assets.checks import check_specs, evaluated
from assets.exports import export_charts, export_database
from assets.findings import finding_assets
from assets.history import history_asset
from assets.models import model_assets
from assets.raw import raw_assets, read_deliveries_asset
from assets.release import release_asset
from assets.workspace import IncomeRun
from pipeline.dagster_home import prepared_instance
from pipeline.intake.raw_tables import RAW_TABLES
from pipeline.settings import Settings

AS_OF = "2019-01-10"
SOURCE = "INCOME_BENCH_RAW"  # names the folder of raw tables, for the placing asset


@dg.multi_asset(
    name="read_deliveries",
    specs=[asset_spec(table, [], kinds={"parquet"}) for table in RAW_TABLES],
    check_specs=[spec for table in RAW_TABLES for spec in check_specs(table)],
    pool="duckdb",
)
def placed_deliveries(run: dg.ResourceParam[IncomeRun]) -> Iterator[dg.MaterializeResult]:
    """The raw tables of a benchmark, checked as those of a night are."""
    folder = Path(os.environ[SOURCE])
    for table in RAW_TABLES:
        os.link(folder / f"{table}.parquet", run.workspace.path(table))
    for table in RAW_TABLES:
        yield from evaluated(table, pq.read_metadata(run.workspace.path(table)).num_rows, run.workspace)


def raw_job() -> dg.JobDefinition:
    """The job over all assets."""
    read = [asset for asset in raw_assets() if asset is not read_deliveries_asset]
    assets = [placed_deliveries, history_asset, *read, *model_assets(), *finding_assets()]
    definitions = dg.Definitions(
        assets=[*assets, export_database, export_charts, release_asset],
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
