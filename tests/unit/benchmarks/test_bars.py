"""A missed bar must be seen; models run after what they read; the work of one phase is not booked to another."""

import pytest

from tests.benchmarks.bars import Bar
from tests.benchmarks.models import in_order, inputs_of, model_texts, needed_for
from tests.benchmarks.phases import Phases
from tests.benchmarks.report import cost_row


@pytest.mark.parametrize(
    ("bar", "is_met"),
    [
        (Bar("most", 1.5, most=1.5), True),
        (Bar("most", 1.51, most=1.5), False),
        (Bar("least", 2.0, least=2), True),
        (Bar("least", 1.99, least=2), False),
        (Bar("told", 99.0), True),
    ],
)
def test_bar(bar: Bar, is_met: bool) -> None:
    assert bar.is_met is is_met
    assert ("missed" in bar.row[3]) is not is_met


def test_models_come_after_what_they_read() -> None:
    texts = model_texts()
    done: set[str] = set()
    for name, sql in in_order(texts):
        assert not (set(inputs_of(sql)) & texts.keys()) - done, name
        done.add(name)
    assert done == texts.keys()


def test_a_circle_is_told() -> None:
    circle = {"clean_members": "select 1 from clean_households", "clean_households": "select 1 from clean_members"}
    with pytest.raises(ValueError, match="circle"):
        list(in_order(circle))


def test_inner_phase_is_not_counted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([10.0, 11.0, 14.0, 16.0])  # outer begins, inner begins, inner ends, outer ends
    monkeypatch.setattr("tests.benchmarks.phases.cpu", lambda: next(clock))
    phases = Phases()
    phases.timed("outer", phases.timed("inner", lambda: None))()
    assert phases.seconds == {"inner": 3.0, "outer": 3.0}


def test_a_chain_is_whole_and_holds_nothing_else() -> None:
    texts = {
        "derive_rosters": "select 1 from derive_repeated_members",
        "derive_repeated_members": "select 1 from clean_members",
        "clean_members": "select 1 from raw_members",
        "mart_members": "select 1 from clean_members",
    }
    assert needed_for("derive_rosters", texts) == {"derive_rosters", "derive_repeated_members", "clean_members"}


def test_cost_is_told_per_household_year_and_memory_per_household() -> None:
    row = cost_row("3k", 9_000, {"cpu": 18.0, "peak_mib": 300.0})
    assert row == ("3k", "9,000", "2,000", "102.4")
