"""What watches over the runs: alarms on failures, runs whose worker died, nights that the clock swallowed."""

import time

import dagster as dg

from assets.automation import nightly, refusal
from assets.failures import failure_alarm, is_about_another_run
from pipeline.release.folders import OVERDUE, is_overdue, newest_official
from pipeline.release.workers import WORKER_TAG
from pipeline.service.alarms import send_alarm
from pipeline.service.dead_runs import UNFINISHED, settle_dead_runs
from pipeline.settings import Settings

PATIENCE_SECONDS = 1800.0
TELLING = {
    dg.DagsterEventType.ASSET_CHECK_EVALUATION,
    dg.DagsterEventType.STEP_FAILURE,
    dg.DagsterEventType.RUN_FAILURE,
}


def failure_sensor(settings: Settings) -> dg.SensorDefinition:
    """Every failed run of the service raises an alarm within half a minute; one of the command line raises its own."""

    @dg.run_failure_sensor(
        name="failure_alarm_sensor",
        minimum_interval_seconds=10,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="运行失败或检查拦截时，按 data/site/alarms.yml 告警。",
    )
    def tick(context: dg.RunFailureSensorContext) -> None:
        run_id = context.dagster_run.run_id
        if WORKER_TAG in context.dagster_run.tags:
            return
        logs = context.instance.all_logs(run_id, of_type=TELLING)
        events = [entry.dagster_event for entry in logs if entry.dagster_event]
        message = "运行进程中断（被终止、断电或内存不足）；如可重试，将自动重新开始。"
        if not is_about_another_run(events):
            send_alarm(settings, failure_alarm(run_id, events, message))

    return tick


def caretaker_sensor(settings: Settings) -> dg.SensorDefinition:
    """Each minute: free the queue of dead command-line runs; make good a night that never came."""

    @dg.sensor(
        name="caretaker_sensor",
        job=nightly,
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description="清理已中断的运行；时钟错乱等致使 26 小时没有新版本时，补跑一次。",
    )
    def tick(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        dead = settle_dead_runs(context.instance, only_tagged=True)
        noticed = float(context.cursor or 0)
        if not is_night_missing(settings, context.instance):
            return dg.SensorResult(skip_reason=f"清理中断的运行 {len(dead)} 个；夜间运行正常。", cursor="0")
        if not noticed or time.time() - noticed < PATIENCE_SECONDS:
            cursor = str(noticed or time.time())
            return dg.SensorResult(skip_reason="超过 26 小时没有新版本，半小时后补跑。", cursor=cursor)
        request = dg.RunRequest(run_key=f"overdue-{int(noticed)}", tags={"income/trigger": "overdue"})
        return dg.SensorResult(run_requests=[request], cursor="0")

    return tick


def is_night_missing(settings: Settings, instance: dg.DagsterInstance) -> bool:
    """Whether nothing was published, or even tried, for 26 hours though there are deliveries."""
    if refusal(settings) or newest_official(settings.marts_dir) is None or not is_overdue(settings.marts_dir):
        return False
    waiting = [*UNFINISHED, dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.NOT_STARTED]
    if instance.get_runs_count(dg.RunsFilter(statuses=waiting)):
        return False
    latest = instance.get_run_records(dg.RunsFilter(job_name=nightly.name), limit=1)
    return not latest or abs(time.time() - latest[0].create_timestamp.timestamp()) > OVERDUE.total_seconds()
