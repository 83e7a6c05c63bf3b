"""Stress tests of a verdict, declared in stress_tests.yml: what each changes, and whether it decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from pipeline.contracts import arrow_schema, contracts
from pipeline.parameters import ParameterError, read_yaml

FILE = "stress_tests.yml"
FIELDS = ("zh", "source", "decides", "evidence")


@dataclass(frozen=True)
class StressTest:
    """One scenario: Chinese name, whether it can flip a verdict, the evidence that would settle it, its source."""

    scenario: str
    zh: str
    is_deciding: bool
    evidence: str
    source: str


def load_stress_tests(folders: Iterable[Path]) -> list[StressTest]:
    """The shipped scenarios in order; a site may change what one says, never add one that no SQL computes.

    Raises ParameterError (Chinese) for an unknown scenario or field, a missing field or a `decides` that is no boolean.
    """
    declared: dict[str, dict[str, object]] = {}
    for order, folder in enumerate(folders):
        path = folder / FILE
        for name, entry in (read_yaml(path) if path.exists() else {}).items():
            if order and name not in declared:
                raise ParameterError(f"{path.name}：没有名为 {name} 的测算情形，可用：{sorted(declared)}")
            declared[name] = declared.get(name, {}) | entry
    return [_stress_test(name, entry) for name, entry in declared.items()]


def _stress_test(name: str, entry: dict[str, object]) -> StressTest:
    if set(entry) != set(FIELDS) or not all(entry[field] for field in FIELDS if field != "decides"):
        raise ParameterError(f"{FILE}：{name} 须写明且仅写明 {'、'.join(FIELDS)}")
    if not isinstance(entry["decides"], bool):
        raise ParameterError(f"{FILE}：{name} 的 decides 须为 true 或 false")
    return StressTest(name, str(entry["zh"]), entry["decides"], str(entry["evidence"]), str(entry["source"]))


def stress_test_rows(tests: Iterable[StressTest]) -> pa.Table:
    """raw_stress_tests: one row per scenario, numbered in the order declared."""
    rows = [
        {"scenario": test.scenario, "position": position, "scenario_zh": test.zh, "is_deciding": test.is_deciding,
         "evidence": test.evidence, "source": test.source}
        for position, test in enumerate(tests, start=1)
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, arrow_schema(contracts()["raw_stress_tests"]))
