"""An alarm: what it says (never a name or an ID number), and how it is sent: first to the file, then to the webhook, as
data/site/alarms.yml says. A delivery that fails never fails a run; a standing alarm is sent again only after some hours.
"""

import json
import logging
import re
import time
import urllib.request
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from pipeline.release.durable import append_line, write_file
from pipeline.release.failures import known_reason, reason_of
from pipeline.settings import Settings

RUN_FAILED, CHECK_BLOCKED, OVERDUE, NEW_CRITICAL, BACKUP_FAILED, TEST = (
    "run_failed", "check_blocked", "release_overdue", "new_critical_findings", "backup_failed", "test",
)  # fmt: skip
TITLES = {
    RUN_FAILED: "运行失败",
    CHECK_BLOCKED: "检查未通过，未发布",
    OVERDUE: "过久没有新版本",
    NEW_CRITICAL: "出现新的重大疑点",
    BACKUP_FAILED: "运行历史备份失败",
    TEST: "告警测试",
}
LONG_NUMBER = re.compile(r"[0-9０-９][0-9０-９\s\-]{9,}[0-9０-９Xx]")
QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|“[^”\n]*”|「[^」\n]*」")
LONGEST = 400


@dataclass(frozen=True)
class Alarm:
    """`asset` and `rule` name what failed; `text` is made safe on creation: quotes and long numbers masked."""

    kind: str
    text: str
    asset: str = ""
    rule: str = ""
    run_id: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    at: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", without_personal_data(self.text))

    @property
    def sentence(self) -> str:
        """Title, where, what, for a chat."""
        place = "；".join(
            f"{label} {value}"
            for label, value in (("资产", self.asset), ("规则", self.rule), ("运行", self.run_id[:8]))
            if value
        )
        return f"【收入核查】{TITLES[self.kind]}。{place + '。' if place else ''}{self.text}"

    def as_dict(self) -> dict[str, Any]:
        """The alarm as JSON carries it."""
        return asdict(self) | {"title": TITLES[self.kind]}


def without_personal_data(text: str) -> str:
    """The text without quoted values and long numbers, on one line, cut to 400 characters.

    Error messages of libraries quote the value they choke on; the operator looks it up in the run, not here.
    """
    masked = LONG_NUMBER.sub("＊＊＊＊", QUOTED.sub("“…”", text))
    return " ".join(masked.split())[:LONGEST]


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
