"""What the operator may set for the service, in data/site/service.yml: port, hour of the night, what is shown."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import yaml

FILE_NAME = "service.yml"
KINDS = {int: "整数", str: "文字", bool: " true 或 false"}


class ServiceSettingsError(ValueError):
    """data/site/service.yml holds something that cannot be meant; the message is Chinese."""


@dataclass(frozen=True)
class ServiceSettings:
    """Settings of the service; every one has a default.

    `nightly` is a cron line in Shanghai time; `settle_seconds` is how long a delivery must lie unchanged before
    it starts a run and is read; `start_on_delivery`: new deliveries start a run by themselves, without waiting for the
    night; `household_files` shows files with rows of single households under /exports/;
    runs are forgotten after `keep_runs_days`, and the oldest ones before that where the run history has more than
    `keep_history_mb`.
    """

    port: int = 3000
    nightly: str = "0 2 * * *"
    settle_seconds: int = 60
    start_on_delivery: bool = True
    household_files: bool = False
    keep_runs_days: int = 180
    keep_history_mb: int = 300
    keep_backups: int = 7

    @classmethod
    def load(cls, site_dir: Path) -> "ServiceSettings":
        """Settings of a site; the defaults where it has no file. Raises ServiceSettingsError."""
        path = site_dir / FILE_NAME
        if not path.exists():
            return cls()
        try:
            values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        except (yaml.YAMLError, UnicodeDecodeError):
            raise ServiceSettingsError(f"{path} 不是合格的 YAML 文件。") from None
        if not isinstance(values, dict):
            raise ServiceSettingsError(f"{path} 应为“名称: 取值”的列表。")
        return cls(**checked(values, path))


def checked(values: dict[str, Any], path: Path) -> dict[str, Any]:
    """The values, if every name is known and of the default's type. Raises ServiceSettingsError."""
    expected = {one.name: type(one.default) for one in fields(ServiceSettings)}
    for name, value in values.items():
        if name not in expected:
            raise ServiceSettingsError(f"{path} 中的 {name} 不是设置项；可用：{'、'.join(expected)}。")
        if type(value) is not expected[name]:
            raise ServiceSettingsError(f"{path} 中 {name} 的取值类型不对，应为{KINDS[expected[name]]}。")
    return values
