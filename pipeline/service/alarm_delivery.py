"""Sending an alarm: first to the file, then to the webhook, as data/site/alarms.yml says. A delivery that fails never fails a run."""

import json
import logging
import urllib.request
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

from pipeline.release.durable import append_line
from pipeline.release.failures import known_reason, reason_of
from pipeline.service.alarm import Alarm
from pipeline.settings import Settings

FILE_NAME = "alarms.yml"
FORMATS = ("json", "dingtalk", "wecom")


class AlarmConfigError(ValueError):
    """data/site/alarms.yml holds something that cannot be meant; the message is Chinese."""


@dataclass(frozen=True)
class AlarmConfig:
    """`webhook`: URL of a POST, none by default; `format`: json, dingtalk or wecom; `file`: where each alarm goes
    as a line of JSON, relative to the data folder; `repeat_hours`: the same standing alarm at most so often."""

    webhook: str = ""
    format: str = "json"
    file: str = "dagster/logs/alarms.jsonl"
    timeout_seconds: float = 5.0
    repeat_hours: float = 12.0

    @classmethod
    def load(cls, settings: Settings) -> "AlarmConfig":
        """The site's settings, or the defaults. Raises AlarmConfigError."""
        path = settings.site_dir / FILE_NAME
        return cls._parsed(path) if path.exists() else cls()

    @classmethod
    def _parsed(cls, path: Path) -> "AlarmConfig":
        try:
            values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        except (yaml.YAMLError, UnicodeDecodeError):
            raise AlarmConfigError(f"{path} 不是合格的 YAML 文件。") from None
        known = {one.name for one in fields(cls)}
        if not isinstance(values, dict) or not set(values) <= known:
            raise AlarmConfigError(f"{path} 只可有这些设置项：{'、'.join(sorted(known))}。")
        config = cls(**values)
        if config.format not in FORMATS:
            raise AlarmConfigError(f"{path} 中 format 只可为 {'、'.join(FORMATS)}。")
        if config.webhook and not str(config.webhook).startswith(("http://", "https://")):
            raise AlarmConfigError(f"{path} 中 webhook 应以 http:// 或 https:// 开头。")
        return config


logger = logging.getLogger(__name__)


def send_alarm(settings: Settings, alarm: Alarm) -> bool:
    """Deliver to every channel of the site; returns whether all of them took it. Never raises."""
    try:
        config = AlarmConfig.load(settings)
    except (AlarmConfigError, TypeError, OSError) as error:
        logger.error("告警设置有误，只记入文件：%s", error)
        write_alarm(settings.data / AlarmConfig().file, alarm)
        return False
    is_written = write_alarm(settings.data / config.file, alarm)
    is_posted = not config.webhook or post_alarm(config, alarm)
    return is_written and is_posted


def write_alarm(path: Path, alarm: Alarm) -> bool:
    """Append the alarm to the file as one line of JSON."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        append_line(path, json.dumps(alarm.as_dict(), ensure_ascii=False))
    except OSError as error:
        logger.error("告警未能写入文件：%s", reason_of(error))
        return False
    return True


def post_alarm(config: AlarmConfig, alarm: Alarm) -> bool:
    """POST the alarm in the webhook's own form; one retry."""
    request = urllib.request.Request(
        config.webhook,
        data=json.dumps(payload(config.format, alarm), ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json; charset=utf-8"},
        method="POST",
    )
    for _ in range(2):
        try:
            with urllib.request.urlopen(request, timeout=config.timeout_seconds) as response:
                return bool(200 <= response.status < 300)
        except (OSError, ValueError) as error:
            logger.warning("告警未能送达：%s", known_reason(str(error)) or "对方没有应答或地址不通")
    return False


def payload(form: str, alarm: Alarm) -> dict[str, Any]:
    """The body: our own JSON, or the text message that DingTalk and WeCom robots take."""
    if form == "dingtalk":
        return {"msgtype": "text", "text": {"content": alarm.sentence}}
    if form == "wecom":
        return {"msgtype": "text", "text": {"content": alarm.sentence, "mentioned_list": []}}
    return alarm.as_dict()
