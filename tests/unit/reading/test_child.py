"""Guarded children: whatever one of them does, the rest of the batch goes on."""

import subprocess
import sys
from typing import Any

import pytest

from pipeline.intake import child
from pipeline.intake.child import WorkerProcess, run_guarded
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import Rejection
from tests.unit.reading.child_tasks import misbehave

LIMITS = Limits(wall_seconds=2.0, cpu_seconds=1)


def _codes(items: list[str], workers: int = 1) -> list[str]:
    results = run_guarded(misbehave, items, limits=LIMITS, workers=workers)
    return [result.code if isinstance(result, Rejection) else "answered" for _, result in results]


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("raise", "reader_crashed"),
        ("panic", "reader_crashed"),
        ("abort", "reader_crashed"),
        ("segfault", "reader_crashed"),
        ("unpicklable", "reader_crashed"),
        ("killed", "reader_memory"),
        ("eat", "reader_memory"),
        ("hang", "reader_timeout"),
    ],
)
def test_one_bad_item_costs_itself_only(how: str, code: str) -> None:
    assert _codes(["a", how, "b"]) == ["answered", code, "answered"]


def test_cpu_time_is_counted_per_item() -> None:
    assert _codes(["spin", "a", "spin"], workers=2) == ["reader_timeout", "answered", "reader_timeout"]


def test_results_come_in_order_and_workers_are_reused() -> None:
    items = [str(number) for number in range(200)]
    heard: list[str] = []
    results = dict(run_guarded(misbehave, items, limits=LIMITS, workers=2, on_done=lambda item, _: heard.append(item)))
    assert list(results) == items
    assert sorted(heard) == sorted(items)
    assert len({str(result).rpartition(" ")[2] for result in results.values()}) <= 2


def test_children_see_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_SECRET", "hidden")
    assert [result for _, result in run_guarded(misbehave, ["secret"], limits=LIMITS)] == ["none"]


def test_children_read_without_the_libraries_of_tables() -> None:
    """Half a CPU second of every child; a workbook is read in hundredths of it."""
    said = "import sys, pipeline.intake.read_task; print({'pyarrow', 'pandas', 'duckdb', 'numpy'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", said], check=True, capture_output=True, text=True).stdout == "set()\n"


def test_nothing_to_do_starts_nothing() -> None:
    assert list(run_guarded(misbehave, [], limits=LIMITS)) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_a_child_killed_while_it_starts_costs_nothing(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    started = []

    class KilledAtFirst(WorkerProcess):
        def __init__(self, task: Any, limits: Limits) -> None:
            super().__init__(task, limits)
            started.append(self)
            if len(started) in (1, workers + 1):  # one of the first, and what took its place
                self._process.kill()

    monkeypatch.setattr(child, "WorkerProcess", KilledAtFirst)
    assert _codes(["a", "b", "abort", "c"], workers) == ["answered", "answered", "reader_crashed", "answered"]


def test_a_child_that_never_starts_is_an_error_of_the_installation() -> None:
    with pytest.raises(RuntimeError, match="did not start"):
        list(run_guarded(misbehave, ["a"], limits=Limits(start_seconds=0.0)))
