"""Two tables and a release, with the real job, schedule, sensors, lease and publishing: the service without its hours.

INCOME_MODULE=tests.reduced_definitions makes the service load this. STEP_SECONDS stretches a step, so that it can
be killed in the middle; the file data/site/block makes the blocking check fail.
"""

import datetime as dt
import os
import time
from collections.abc import Iterator

import dagster as dg
import duckdb

from assets.automation import deliveries_sensor, nightly, nightly_schedule
from assets.catalog import asset_spec
from assets.sensors import caretaker_sensor, failure_sensor
from assets.workspace import IncomeRun
from pipeline.contracts import contracts
from pipeline.release.arrivals import look_at_inputs
from pipeline.release.manifest import Manifest
from pipeline.release.publish import add_file, publish, write_marts_database
from pipeline.release.secret import load_secret
from pipeline.service.settings_file import ServiceSettings
from pipeline.settings import Settings

settings = Settings.at(os.environ.get("INCOME_DATA", "data"))
service = ServiceSettings.load(settings.site_dir)
MARTS = ("mart_village_summaries", "mart_near_threshold")
SECRET = "440823199001011234"


def reduced_mart(name: str, deps: list[str]) -> dg.AssetsDefinition:
    """An asset with the contract's columns, all null, and one blocking check."""
    check = dg.AssetCheckSpec("rows_there", asset=name, blocking=True, description="有行")

    @dg.multi_asset(name=name, specs=[asset_spec(name, deps, kinds={"duckdb"})], check_specs=[check])
    def build(run: dg.ResourceParam[IncomeRun]) -> Iterator[dg.MaterializeResult]:
        time.sleep(float(os.environ.get("STEP_SECONDS", "0")))
        if (settings.site_dir / "break").exists():
            raise ValueError(f"row 3: 张三 '{SECRET}' {SECRET}")
        columns = ", ".join(f"cast(null as {column.type}) as {column.name}" for column in contracts()[name].columns)
        path = run.workspace.path(name)
        duckdb.sql(f"copy (select {columns} from range(3)) to '{path}' (format parquet)")
        passed = not (settings.site_dir / "block").exists()
        result = dg.AssetCheckResult(
            passed=passed, asset_key=name, check_name="rows_there", severity=dg.AssetCheckSeverity.ERROR,
            description=f"共3条，证号 {SECRET}",
        )  # fmt: skip
        yield dg.MaterializeResult(asset_key=name, metadata={"dagster/row_count": 3}, check_results=[result])

    return build


@dg.asset(deps=MARTS, group_name="6_release")
def release(run: dg.ResourceParam[IncomeRun]) -> dg.MaterializeResult:
    """Publish the two tables; the key of people is there before a release is, as after a reading of deliveries."""
    load_secret(settings.secret_dir)
    build_dir = run.lease.build_dir()
    for name in MARTS:
        add_file(build_dir, run.workspace.path(name))
    write_marts_database(build_dir, {})
    inputs = dict(look_at_inputs(settings, 0).settled)
    manifest = Manifest(run.workspace.run_id, dt.date(2018, 12, 31), dict.fromkeys(MARTS, 3), inputs, {}, {})
    published = publish(settings.marts_dir, build_dir, manifest, run.lease.generation)
    return dg.MaterializeResult(metadata={"release_id": published.id})


defs = dg.Definitions(
    assets=[reduced_mart(MARTS[0], []), reduced_mart(MARTS[1], [MARTS[0]]), release],
    jobs=[nightly],
    schedules=[nightly_schedule(settings, service)],
    sensors=[deliveries_sensor(settings, service), caretaker_sensor(settings), failure_sensor(settings)],
    executor=dg.in_process_executor,
    resources={"run": IncomeRun(data_dir=str(settings.data), wait_seconds=600)},
)
