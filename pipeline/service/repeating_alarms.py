"""A standing alarm (no release for long) is sent once, and again only after some hours."""

import json
import time
from contextlib import suppress

from pipeline.release.durable import write_file
from pipeline.service.alarm import Alarm
from pipeline.service.alarm_delivery import AlarmConfig, AlarmConfigError, send_alarm
from pipeline.settings import Settings

STATE = "standing_alarms.json"


def send_standing(settings: Settings, alarm: Alarm) -> bool:
    """Send unless one of its kind went out within `repeat_hours`; returns whether it was sent."""
    sent = read_sent(settings)
    try:
        pause = AlarmConfig.load(settings).repeat_hours * 3600
    except (AlarmConfigError, TypeError, OSError):
        pause = AlarmConfig().repeat_hours * 3600
    if 0 <= time.time() - sent.get(alarm.kind, 0.0) < pause:
        return False
    send_alarm(settings, alarm)
    write_sent(settings, sent | {alarm.kind: time.time()})
    return True


def clear_standing(settings: Settings, kind: str) -> None:
    """All is well again: the next one of the kind goes out at once."""
    sent = read_sent(settings)
    if kind in sent:
        del sent[kind]
        write_sent(settings, sent)


def read_sent(settings: Settings) -> dict[str, float]:
    """Kind → when it last went out, in seconds since 1970."""
    with suppress(OSError, ValueError):
        content = json.loads((settings.dagster_home / STATE).read_text(encoding="utf-8"))
        return {str(kind): float(at) for kind, at in content.items()}
    return {}


def write_sent(settings: Settings, sent: dict[str, float]) -> None:
    settings.dagster_home.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_file(settings.dagster_home / STATE, json.dumps(sent).encode())
