"""Dated, cited parameters: every line, norm, tolerance and choice of method, loaded from YAML."""

import copy
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

SHIPPED = Path(__file__).resolve().parent.parent / "assets" / "parameters"
OTHER_SCHEMAS = {"words.yml", "stress_tests.yml"}
OPEN_END = dt.date(9999, 12, 31)
NUMBER_SUFFIXES = {"yuan": "_fen", "ratio": "_bp", "count": "", "months": "", "years": ""}


class ParameterError(ValueError):
    """A parameter file breaks a promise: a duplicate key, a gap, an overlap or a missing source."""


@dataclass(frozen=True)
class Value:
    """One dated value of a parameter, with the document it rests on."""

    name: str
    zh: str
    unit: str
    region: str
    valid_from: dt.date
    valid_to: dt.date
    value: str
    source: str
    published_on: dt.date | None
    allowed: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """Column of raw_year_parameters: yuan as integer fen, ratios as basis points, others as they are."""
        return self.name + NUMBER_SUFFIXES.get(self.unit.split()[0], "")

    @property
    def sql_value(self) -> int | str | dt.date:
        """The value as SQL sees it: fen, basis points, a count, a date or a text."""
        kind = self.unit.split()[0]
        if kind == "text":
            return self.value
        if kind == "date":
            return dt.date.fromisoformat(self.value)
        scale = {"yuan": 100, "ratio": 10_000}.get(kind, 1)
        scaled = Decimal(self.value) * scale
        if scaled != int(scaled):
            raise ParameterError(f"{self.name}: {self.value} is finer than the unit {self.unit} allows")
        return int(scaled)


class UniqueKeyLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML that refuses a key given twice (PyYAML silently keeps the last)."""


def _unique_mapping(loader: UniqueKeyLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    loader.flatten_mapping(node)
    mapping: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in mapping:
            raise ParameterError(f"{node.start_mark.name}: key {key!r} is given twice")
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_mapping)


def read_yaml(path: Path) -> dict[str, Any]:
    """One YAML mapping; duplicate keys raise ParameterError. A file that did not change is parsed once a process."""
    found = path.stat()
    return copy.deepcopy(_parsed_yaml(path, found.st_mtime_ns, found.st_size, found.st_ino))


@lru_cache(maxsize=64)
def _parsed_yaml(path: Path, *_: int) -> dict[str, Any]:
    with path.open(encoding="utf-8") as stream:
        return yaml.load(stream, UniqueKeyLoader) or {}


def load_parameters(folders: Iterable[Path]) -> list[Value]:
    """Every value in the folders' *.yml; a later folder adds series, or replaces those of the same region.

    Raises ParameterError for a missing source, a gap, an overlap or an unreadable value.
    """
    series: dict[tuple[str, str], list[Value]] = {}
    for folder in folders:
        for path in sorted(folder.glob("*.yml")):
            if path.name in OTHER_SCHEMAS:
                continue
            for name, entry in read_yaml(path).items():
                series[name, str(entry.get("region", ""))] = _series(name, entry, path)
    return [value for key in sorted(series) for value in series[key]]


def _series(name: str, entry: Mapping[str, Any], path: Path) -> list[Value]:
    for field in ("zh", "unit", "values"):
        if field not in entry:
            raise ParameterError(f"{path.name}: {name} lacks {field}")
    starts = sorted(entry["values"] or {})
    values = []
    for start, following in zip(starts, [*starts[1:], None], strict=False):
        given = entry["values"][start]
        if not given.get("source"):
            raise ParameterError(f"{path.name}: {name} {start} has no source")
        end = given.get("valid_to") or (following - dt.timedelta(days=1) if following else OPEN_END)
        if following and end >= following:
            raise ParameterError(f"{path.name}: {name} {start} overlaps the value from {following}")
        if following and end < following - dt.timedelta(days=1):
            raise ParameterError(f"{path.name}: {name} has a gap before {following}")
        values.append(
            Value(name, entry["zh"], entry["unit"], str(entry.get("region", "")), start, end,
                  _text(name, entry, given["value"]), given["source"], given.get("published_on"),
                  tuple(entry.get("allowed", ())))
        )  # fmt: skip
    return values


def _text(name: str, entry: Mapping[str, Any], value: object) -> str:
    if entry["unit"] == "text":
        allowed = entry.get("allowed")
        if allowed and value not in allowed:
            raise ParameterError(f"{name}: {value!r} is none of {', '.join(allowed)}")
        return str(value)
    try:
        if entry["unit"] == "date":
            return dt.date.fromisoformat(str(value)).isoformat()
        return format(Decimal(str(value)), "f")
    except (InvalidOperation, ValueError):
        raise ParameterError(f"{name}: {value!r} is no {entry['unit']}") from None


def declared_names(folders: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """Name → declaration of every parameter, those without a value included."""
    return {
        name: entry
        for folder in folders
        for path in sorted(folder.glob("*.yml"))
        if path.name not in OTHER_SCHEMAS
        for name, entry in read_yaml(path).items()
    }


def in_force(values: Iterable[Value], day: dt.date, region: str) -> dict[str, Value]:
    """Name → the value in force on a day for a region code; the most specific region wins."""
    found: dict[str, Value] = {}
    for value in values:
        if region.startswith(value.region) and value.valid_from <= day <= value.valid_to:
            known = found.get(value.name)
            if known is None or len(value.region) >= len(known.region):
                found[value.name] = value
    return found


def with_settings(
    values: list[Value], declared: Mapping[str, Mapping[str, Any]], settings: Mapping[str, str]
) -> list[Value]:
    """Values with a what-if's `--set name=value` put in place of every dated value of that name.

    Raises ParameterError for a name nobody declared or a value its unit does not take.
    """
    changed = list(values)
    for name, text in settings.items():
        if name not in declared:
            raise ParameterError(f"没有名为 {name} 的参数")
        entry = declared[name]
        value = _text(name, entry, text)
        template = Value(name, entry["zh"], entry["unit"], "", dt.date(1900, 1, 1), OPEN_END, value,
                         "假设测算（--set）", None)  # fmt: skip
        same = [v for v in changed if v.name == name] or [template]
        others = [v for v in changed if v.name != name]
        changed = others + [replace(v, value=value, source="假设测算（--set）") for v in same]
    return sorted(changed, key=lambda v: (v.name, v.region, v.valid_from))
