"""Where alarms go: data/site/alarms.yml, read anew for each alarm."""

from dataclasses import dataclass, fields
from pathlib import Path

import yaml

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
