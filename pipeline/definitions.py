"""Composition root: every asset, the nightly job, its schedule and its sensors. Service and command line load this."""

import os

import dagster as dg

from assets.automation import deliveries_sensor, nightly, nightly_schedule
from assets.exports import export_charts, export_database
from assets.findings import finding_assets
from assets.history import history_asset
from assets.models import model_assets
from assets.raw import raw_assets
from assets.release import release_asset
from assets.sensors import caretaker_sensor, failure_sensor
from assets.workspace import IncomeRun
from pipeline.service.settings_file import ServiceSettings
from pipeline.settings import Settings

settings = Settings.at(os.environ.get("INCOME_DATA", "data"))
service = ServiceSettings.load(settings.site_dir)

defs = dg.Definitions(
    assets=[
        *raw_assets(),
        history_asset,
        *model_assets(),
        *finding_assets(),
        export_database,
        export_charts,
        release_asset,
    ],
    jobs=[nightly],
    schedules=[nightly_schedule(settings, service)],
    sensors=[deliveries_sensor(settings, service), caretaker_sensor(settings), failure_sensor(settings)],
    executor=dg.in_process_executor,
    resources={"run": IncomeRun(data_dir=str(settings.data), wait_seconds=600, settle_seconds=service.settle_seconds)},
)
