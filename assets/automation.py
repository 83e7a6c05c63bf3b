"""What starts runs by itself: the night, and settled deliveries."""

import json
import time
from datetime import timedelta
from typing import Any

import dagster as dg

from pipeline.intake.demo_marker import DemoMarkerError, foreign_files
from pipeline.parsing.masking import mask_id_numbers
from pipeline.release.arrivals import Inputs, delivery_files, look_at_inputs, released_inputs
from pipeline.service.settings_file import ServiceSettings
from pipeline.settings import Settings

LONGEST_WAIT = timedelta(minutes=15)
NAMED_FILES = 8

nightly = dg.define_asset_job(
    "nightly",
    selection="*",
    description="每夜全流程：读取、清洗、推算、核查、发布。",
    tags={"dagster/max_retries": "2", "dagster/retry_strategy": "ALL_STEPS"},
)


def refusal(settings: Settings) -> str:
    """Why no run can start on what lies in data/raw; empty if one can."""
    if not delivery_files(settings.raw_dir):
        return "data/raw 中没有报送文件。"
    try:
        is_mixed = bool(foreign_files(settings.data))
    except DemoMarkerError as error:
        return str(error)
    return "data/raw 中同时有示例文件和真实报送文件，请先运行 income demo --remove。" if is_mixed else ""


def nightly_schedule(settings: Settings, service: ServiceSettings) -> dg.ScheduleDefinition:
    """The night, running by default; it says why where there is nothing to run on."""

    @dg.schedule(
        name="nightly_schedule",
        job=nightly,
        cron_schedule=service.nightly,
        execution_timezone="Asia/Shanghai",
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description="每夜自动运行（北京时间）。",
    )
    def tick(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        reason = refusal(settings)
        return dg.SkipReason(reason) if reason else dg.RunRequest(tags={"income/trigger": "nightly"})

    return tick


def deliveries_sensor(settings: Settings, service: ServiceSettings) -> dg.SensorDefinition:
    """New or changed deliveries start a run once they lie still; the same content never starts two."""

    @dg.sensor(
        name="deliveries_sensor",
        job=nightly,
        minimum_interval_seconds=30,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="data/raw 有新增或改动的报送文件，且已放置稳定时，自动运行。",
    )
    def tick(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
        reason = refusal(settings) if service.start_on_delivery else "已设为只按时间运行（start_on_delivery: false）。"
        if reason:
            return dg.SkipReason(reason)
        return judged(look_at_inputs(settings, service.settle_seconds), context.cursor, settings)

    return tick


def judged(inputs: Inputs, cursor: str | None, settings: Settings) -> dg.SensorResult | dg.SkipReason:
    """Wait while files arrive (15 minutes at most); else ask for a run if any content is new."""
    state: dict[str, Any] = json.loads(cursor) if cursor else {"digest": "", "sequence": 0, "since": 0}
    if inputs.arriving:
        since = state["since"] or time.time()
        if time.time() - since < LONGEST_WAIT.total_seconds():
            return skipped(f"正在到达，稍候再读：{named(inputs.arriving)}", state | {"since": since})
    state["since"] = 0
    if inputs.digest == state["digest"]:
        return skipped("没有新增或改动的报送文件。", state)
    changed = inputs.changed_since(released_inputs(settings))
    state |= {"digest": inputs.digest, "sequence": state["sequence"] + 1}
    if not changed:
        return skipped("报送文件与当前版本所用的相同。", state)
    request = dg.RunRequest(
        run_key=f"{state['sequence']}-{inputs.digest}",
        tags={"income/trigger": "deliveries", "income/files": named(changed)[:250]},
    )
    return dg.SensorResult(run_requests=[request], cursor=json.dumps(state))


def skipped(reason: str, state: dict[str, Any]) -> dg.SensorResult:
    return dg.SensorResult(skip_reason=reason, cursor=json.dumps(state))


def named(paths: list[str] | tuple[str, ...]) -> str:
    """The first few files, with any ID number in a name masked, and how many more there are."""
    listed = "、".join(mask_id_numbers(path) for path in paths[:NAMED_FILES])
    return listed + (f" 等 {len(paths)} 个文件" if len(paths) > NAMED_FILES else "")
