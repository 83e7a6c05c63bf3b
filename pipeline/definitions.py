"""Composition root: every asset, the nightly job and its schedule. `dg dev` and the command line load this."""

import os

import dagster as dg
from assets.findings import finding_assets

from assets.exports import export_charts, export_database
from assets.models import model_assets
from assets.raw import raw_assets
from assets.release import release_asset
from assets.workspace import IncomeRun

nightly = dg.define_asset_job("nightly", selection="*", description="每夜全流程：读取、清洗、推算、核查、发布。")

nightly_schedule = dg.ScheduleDefinition(
    name="nightly_schedule",
    job=nightly,
    cron_schedule="0 2 * * *",
    execution_timezone="Asia/Shanghai",
    default_status=dg.DefaultScheduleStatus.RUNNING,
)

defs = dg.Definitions(
    assets=[*raw_assets(), *model_assets(), *finding_assets(), export_database, export_charts, release_asset],
    jobs=[nightly],
    schedules=[nightly_schedule],
    executor=dg.in_process_executor,
    resources={"run": IncomeRun(data_dir=os.environ.get("INCOME_DATA", "data"))},
)
