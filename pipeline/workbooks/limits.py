"""Caps on delivered files: what a county's workbooks never reach, and what keeps a hostile one from doing harm.

A site changes them in data/site/limits.yml, `name: number` each.
"""

from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import yaml

FILE_NAME = "limits.yml"


class LimitsError(ValueError):
    """data/site/limits.yml holds something that cannot be meant; the message is Chinese."""


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes unless the name says otherwise; a file beyond a cap is rejected with the cap named.

    `wall_seconds` and `cpu_seconds` count per file; `settle_seconds` is how long a file must lie unchanged
    before it is read (0: at once); `inflated_ratio` applies to archives above `ratio_free_bytes`.
    """

    file_bytes: int = 100_000_000
    inflated_bytes: int = 1_000_000_000
    inflated_ratio: int = 200
    ratio_free_bytes: int = 20_000_000
    archive_members: int = 5_000
    sheets: int = 256
    rows: int = 1_048_576
    columns: int = 1_024
    cells: int = 12_000_000  # rows × columns of the used extent, blank cells counted
    merges: int = 100_000
    line_characters: int = 1_000_000
    cell_characters: int = 32_767  # what a cell of a workbook holds
    child_memory_bytes: int = 1 << 30
    cpu_seconds: int = 20
    wall_seconds: float = 20.0
    start_seconds: float = 60.0
    settle_seconds: float = 0.0
    notes: int = 500  # per sheet; beyond, one note tells how many more

    @classmethod
    def of_site(cls, site_dir: Path, settle_seconds: float = 0.0) -> "Limits":
        """The site's caps, its own `settle_seconds` before the one given. Raises LimitsError."""
        path = site_dir / FILE_NAME
        limits = cls(settle_seconds=settle_seconds)
        if not path.exists():
            return limits
        try:
            values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        except (yaml.YAMLError, UnicodeDecodeError):
            raise LimitsError(f"{FILE_NAME} 不是合格的 YAML 文件。") from None
        if not isinstance(values, dict):
            raise LimitsError(f"{FILE_NAME} 应为“名称: 数值”的列表。")
        kinds = {one.name: type(one.default) for one in fields(cls)}
        checked: dict[str, Any] = {name: _checked(name, value, kinds) for name, value in values.items()}
        return replace(limits, **checked)


def _checked(name: object, value: object, kinds: dict[str, type]) -> float:
    """A cap of its own kind: whole numbers from 1 on, seconds also in parts; only settle_seconds may be 0."""
    if name not in kinds:
        raise LimitsError(f"{FILE_NAME} 中的 {name} 不是上限名称；可用：{'、'.join(kinds)}。")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    is_whole = isinstance(value, int) or kinds[str(name)] is float
    if not (is_number and is_whole and isinstance(value, int | float) and value < float("inf")):
        raise LimitsError(f"{FILE_NAME} 中 {name} 应为{'数' if kinds[str(name)] is float else '整数'}。")
    if value < 0 or (value == 0 and name != "settle_seconds"):
        raise LimitsError(f"{FILE_NAME} 中 {name} 应大于 0。")
    return value
