"""From a failed run's events to the alarm that names the asset and the rule."""

import re
from collections.abc import Iterable
from typing import Any

import dagster as dg

from assets.checks import BROKEN
from assets.steps import StepError
from pipeline.release.failures import known_reason
from pipeline.service.alarms import CHECK_BLOCKED, RUN_FAILED, Alarm

BUSY = "LockedError"
# Our own errors say in Chinese what operators must know, and carry no personal data. Others' may quote a cell.
_OWN = re.compile(r"(?:pipeline|assets|expectations)\.[\w.]+: (?P<said>.*[\u4e00-\u9fff].*)", re.DOTALL)


def failure_alarm(run_id: str, events: Iterable[dg.DagsterEvent], run_message: str = "") -> Alarm:
    """The blocking check that failed, else the step that broke, else that the run died."""
    events = list(events)
    return (
        _of_check(run_id, events)
        or _of_step(run_id, events)
        or _of_run(run_id, events)
        or Alarm(RUN_FAILED, run_message or "运行中断。", run_id=run_id)
    )


def _of_check(run_id: str, events: list[dg.DagsterEvent]) -> Alarm | None:
    for event in events:
        if event.event_type != dg.DagsterEventType.ASSET_CHECK_EVALUATION:
            continue
        found = event.asset_check_evaluation_data
        if not found.passed and found.blocking:
            text = f"{found.description or '检查未通过'}。上一版本保持不变。"
            asset = found.asset_key.to_user_string()
            broken = found.metadata.get(BROKEN)
            rule = str(broken.value) if broken else found.check_name
            return Alarm(CHECK_BLOCKED, text, asset=asset, rule=rule, run_id=run_id)
    return None


def _of_step(run_id: str, events: list[dg.DagsterEvent]) -> Alarm | None:
    for event in events:
        if event.is_step_failure:
            step, error = broken_step(event)
            return Alarm(RUN_FAILED, worded(error), asset=step, run_id=run_id)
    return None


def broken_step(event: Any) -> tuple[str, Any]:
    """Which step broke, and of what error: of an op that takes many steps, ours inside Dagster's error says which."""
    error = event.step_failure_data.error
    cause = (error.cause or error) if error else None
    if cause is not None and cause.cls_name == StepError.__name__:
        return cause.message.strip().rpartition(": ")[2], cause.cause
    return event.step_key or "", cause


def _of_run(run_id: str, events: list[dg.DagsterEvent]) -> Alarm | None:
    """A run that broke before its first step: the key is lost, the disk refuses."""
    for event in events:
        error = getattr(event.event_specific_data, "error", None) if event.is_failure else None
        if error is not None:
            return Alarm(RUN_FAILED, worded(root_of(error)), run_id=run_id)
    return None


def is_about_another_run(events: Iterable[dg.DagsterEvent]) -> bool:
    """Whether a run failed only because another one went on for too long: no alarm, the other one makes the release."""
    errors = (getattr(event.event_specific_data, "error", None) for event in events if event.is_failure)
    return any(error is not None and root_of(error).cls_name == BUSY for error in errors)


def root_of(error: Any) -> Any:
    """The error that began it."""
    while error.cause is not None:
        error = error.cause
    return error


def worded(error: object) -> str:
    """The message of an error of ours; of others, whose text may quote a cell, only where to look."""
    message = str(getattr(error, "message", "")).strip()
    if own := _OWN.fullmatch(message):
        return own["said"]
    return f"{known_reason(message) or '程序出错'}（详情见运行记录）。上一版本保持不变。"
