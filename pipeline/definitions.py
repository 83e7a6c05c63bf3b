"""Composition root: every asset, the nightly job, its schedule and its sensors. Service and command line load this."""

import os

import dagster as dg

from assets.automation import deliveries_sensor, nightly, nightly_schedule
from assets.exports import database_step, export_charts
from assets.findings import finding_steps
from assets.history import history_step
from assets.models import model_steps
from assets.raw import raw_steps, reading_step
from assets.release import release_asset
from assets.sensors import caretaker_sensor, failure_sensor
from assets.steps import steps_asset
from assets.workspace import IncomeRun
from pipeline.intake.raw_tables import RAW_TABLES
from pipeline.service.settings_file import ServiceSettings
from pipeline.settings import Settings

settings = Settings.at(os.environ.get("INCOME_DATA", "data"))
service = ServiceSettings.load(settings.site_dir)
table_steps = [*raw_steps(), history_step(), *model_steps(), *finding_steps(), database_step()]

defs = dg.Definitions(
    assets=[
        steps_asset("read_deliveries", [reading_step()], always=RAW_TABLES),
        steps_asset("make_tables", table_steps),
        export_charts,
        release_asset,
    ],
    jobs=[nightly],
    schedules=[nightly_schedule(settings, service)],
    sensors=[deliveries_sensor(settings, service), caretaker_sensor(settings), failure_sensor(settings)],
    executor=dg.in_process_executor,
    resources={"run": IncomeRun(data_dir=str(settings.data), wait_seconds=600, settle_seconds=service.settle_seconds)},
)
