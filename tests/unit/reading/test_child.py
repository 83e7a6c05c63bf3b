"""Guarded children: whatever one of them does, the rest of the batch goes on."""

import time

import pytest

from pipeline.intake.child import run_guarded
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
    started = time.monotonic()
    results = dict(run_guarded(misbehave, items, limits=LIMITS, workers=2, on_done=lambda item, _: heard.append(item)))
    assert list(results) == items
    assert sorted(heard) == sorted(items)
    assert len({str(result).rpartition(" ")[2] for result in results.values()}) <= 2
    assert time.monotonic() - started < 10


def test_children_see_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_SECRET", "hidden")
    assert [result for _, result in run_guarded(misbehave, ["secret"], limits=LIMITS)] == ["none"]


def test_children_build_arrays_without_pandas() -> None:
    """pyarrow would import it for the first array, wherever numpy can be imported: more CPU than reading twenty files."""
    assert [result for _, result in run_guarded(misbehave, ["arrays"], limits=LIMITS)] == ["['示例村', None] False"]


def test_nothing_to_do_starts_nothing() -> None:
    assert list(run_guarded(misbehave, [], limits=LIMITS)) == []


def test_a_child_that_never_starts_is_an_error_of_the_installation() -> None:
    with pytest.raises(RuntimeError, match="did not start"):
        list(run_guarded(misbehave, ["a"], limits=Limits(start_seconds=0.0)))
