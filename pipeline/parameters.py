"""Dated, cited parameters: every line, norm, tolerance and choice of method, loaded from YAML."""

import copy
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

SHIPPED = Path(__file__).resolve().parent.parent / "assets" / "parameters"
OTHER_SCHEMAS = {"words.yml", "stress_tests.yml"}
OPEN_END = dt.date(9999, 12, 31)
DAY = dt.timedelta(days=1)
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
            raise ParameterError(f"{self.name} 的取值 {self.value} 小数位过多，单位为 {self.unit}")
        return int(scaled)


class UniqueKeyLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """YAML that refuses a key given twice (PyYAML silently keeps the last)."""


def _unique_mapping(loader: UniqueKeyLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    loader.flatten_mapping(node)
    mapping: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in mapping:
            raise ParameterError(f"{node.start_mark.name}：{key!r} 写了两次")
        mapping[key] = loader.construct_object(value_node, deep=True)
    return mapping


UniqueKeyLoader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _unique_mapping)


FileState = tuple[int, int, int]


def state_of(path: Path) -> FileState:
    """By what a file that did not change is known: time of change, size, inode."""
    found = path.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino


def read_yaml(path: Path) -> dict[str, Any]:
    """One YAML mapping; duplicate keys raise ParameterError. A file that did not change is parsed once a process."""
    return copy.deepcopy(_parsed_yaml(path, state_of(path)))


@lru_cache(maxsize=64)
def _parsed_yaml(path: Path, _: FileState) -> dict[str, Any]:
    with path.open(encoding="utf-8") as stream:
        return yaml.load(stream, UniqueKeyLoader) or {}


def load_parameters(folders: Iterable[Path], own_region: str = "") -> list[Value]:
    """Every value in the folders' *.yml, those of a later folder (a site's) first.

    A later folder need not say again what is declared (title, unit, choices), and where it names no region it means
    `own_region`. Raises ParameterError for a missing source, a gap, an overlap, an unreadable value, a series given
    twice, and, in a later folder, for a name that nobody declared or another unit.
    """
    declared: dict[str, dict[str, Any]] = {}
    values: list[Value] = []
    for order, folder in enumerate(folders):
        series: dict[tuple[str, str], list[Value]] = {}
        for path, name, given in _entries(folder):
            entry = {"region": own_region, **_redeclared(path, name, given, declared)} if order else given
            key = (name, str(entry.get("region", "")))
            if key in series:
                raise ParameterError(f"{path.name}：参数 {name}（地区“{key[1]}”）给出了两次")
            series[key] = _series(name, entry, path)
            declared.setdefault(name, given)
        values = [value for key in sorted(series) for value in series[key]] + values
    return values


def _entries(folder: Path) -> Iterator[tuple[Path, str, dict[str, Any]]]:
    """(file, name, declaration) of every parameter in a folder."""
    for path in sorted(folder.glob("*.yml")):
        if path.name not in OTHER_SCHEMAS:
            for name, entry in read_yaml(path).items():
                yield path, name, entry


def _redeclared(
    path: Path, name: str, given: Mapping[str, Any], declared: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """A site's entry with what the shipped one says of the parameter itself."""
    if name not in declared:
        raise ParameterError(f"{path.name}：没有名为 {name} 的参数")
    known = {field: declared[name][field] for field in ("zh", "unit", "allowed") if field in declared[name]}
    if given.get("unit", known["unit"]).split()[0] != known["unit"].split()[0]:
        raise ParameterError(f"{path.name}：{name} 的单位须为 {known['unit']}")
    return {**known, **given}


def _series(name: str, entry: Mapping[str, Any], path: Path) -> list[Value]:
    for field in ("zh", "unit", "values"):
        if field not in entry:
            raise ParameterError(f"{path.name}：{name} 缺少 {field}")
    starts = sorted(entry["values"] or {})
    values = []
    for start, following in zip(starts, [*starts[1:], None], strict=False):
        given = entry["values"][start]
        if not given.get("source"):
            raise ParameterError(f"{path.name}：{name} {start} 的取值没有来源（source）")
        end = given.get("valid_to") or (following - DAY if following else OPEN_END)
        if following and end >= following:
            raise ParameterError(f"{path.name}：{name} {start} 的取值与 {following} 起的取值重叠")
        if following and end < following - DAY:
            raise ParameterError(f"{path.name}：{name} 在 {following} 之前有空档")
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
            raise ParameterError(f"{name} 的取值 {value!r} 不在可选之列：{'、'.join(allowed)}")
        return str(value)
    try:
        if entry["unit"] == "date":
            return dt.date.fromisoformat(str(value)).isoformat()
        return format(Decimal(str(value)), "f")
    except (InvalidOperation, ValueError):
        raise ParameterError(f"{name} 的取值 {value!r} 不合单位 {entry['unit']}") from None


def declared_names(folders: Iterable[Path]) -> dict[str, dict[str, Any]]:
    """Name → declaration of every parameter, those without a value included."""
    declared: dict[str, dict[str, Any]] = {}
    for folder in folders:
        for _, name, entry in _entries(folder):
            declared[name] = declared.get(name, {}) | entry
    return declared


def prevailing(values: Iterable[Value], county_code: str) -> list[Value]:
    """The values of the regions a county lies in, of each day only that of the most specific one; of one region the first.

    What another value overrides for a time is cut to the rest of its time.
    """
    kept: dict[str, list[Value]] = {}
    for value in sorted(values, key=lambda v: -len(v.region)):
        if county_code.startswith(value.region):
            own = kept.setdefault(value.name, [])
            own += _outside(value, own)
    return sorted((v for own in kept.values() for v in own), key=lambda v: (v.name, v.valid_from))


def _outside(value: Value, others: Iterable[Value]) -> list[Value]:
    """The parts of a value's time in which none of the others holds."""
    parts = [value]
    for other in others:
        before = [replace(p, valid_to=min(p.valid_to, other.valid_from - DAY)) for p in parts]
        after = [
            replace(p, valid_from=max(p.valid_from, other.valid_to + DAY)) for p in parts if p.valid_to > other.valid_to
        ]
        parts = [p for p in before + after if p.valid_from <= p.valid_to]
    return parts


def in_force(values: Iterable[Value], day: dt.date) -> dict[str, Value]:
    """Name → the value in force on a day, of values that prevail somewhere."""
    return {value.name: value for value in values if value.valid_from <= day <= value.valid_to}


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
