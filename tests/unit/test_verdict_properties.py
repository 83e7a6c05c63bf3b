"""Promises of a verdict that hold for every household: hypothesis looks for one that breaks them."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.verdict_chain import INCOMES, LINE, OUTLAYS, Household, run_chain

LOOKS = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
AMOUNTS = st.one_of(st.just(0), st.integers(0, 5_000_000), st.integers(1, 300))
DOUBTS = st.one_of(st.just(0), st.integers(0, 3_000_000))


@st.composite
def near_line(draw: st.DrawFn) -> dict[str, int]:
    """Items that add up to the line times the size, give or take what the caller adds."""
    others = draw(st.dictionaries(st.sampled_from(INCOMES[3:]), st.integers(0, 100_000), max_size=4))
    outlays = draw(st.dictionaries(st.sampled_from(OUTLAYS[4:]), st.integers(0, 50_000), max_size=3))
    return others | outlays


@st.composite
def households(draw: st.DrawFn) -> Household:
    """Any household; half of them within a few fen, or a few per cent, of the line."""
    size = draw(st.integers(1, 11))
    if draw(st.booleans()):
        items = draw(near_line())
        offset = draw(st.one_of(st.integers(-3, 3), st.integers(-LINE // 10, LINE // 10)))
        items["wage_income"] = LINE * size + offset - Household(items, size).disposable
    else:
        items = draw(st.dictionaries(st.sampled_from([*INCOMES, *OUTLAYS]), AMOUNTS, max_size=8))
    return Household(
        items,
        size,
        draw(st.sampled_from([True, True, True, False, None])),
        draw(st.booleans()),
        draw(DOUBTS),
        draw(DOUBTS),
        draw(DOUBTS),
        draw(st.sampled_from([0, 0, 0, 0, 1])),
    )


BATCHES = st.lists(households(), min_size=15, max_size=30)


def column(rows: dict[str, dict[str, Any]], name: str) -> list[Any]:
    """One column of a model in the order of the households' numbers."""
    return [rows[key][name] for key in sorted(rows, key=int)]


@LOOKS
@given(BATCHES)
def test_figures_and_verdicts_are_those_of_exact_arithmetic(tmp_path: Path, batch: list[Household]) -> None:
    found = run_chain(batch, tmp_path)
    incomes = found["derive_disposable_incomes"]
    assert column(incomes, "disposable_income_fen") == [one.disposable for one in batch]
    assert column(incomes, "disposable_income_per_capita_fen") == [one.per_capita for one in batch]
    assert column(incomes, "is_over_line") == [one.disposable >= LINE * one.size for one in batch]
    assert column(found["derive_verdicts"], "verdict") == [one.verdict for one in batch]


@pytest.mark.parametrize("offset", [-1, 0, 1])
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_at_one_fen_below_and_above_the_line(tmp_path: Path, offset: int, size: int) -> None:
    found = run_chain([Household({"wage_income": LINE * size + offset}, size)], tmp_path)
    assert found["derive_disposable_incomes"]["0"]["is_over_line"] is (offset >= 0)
    assert found["derive_verdicts"]["0"]["borderline_side"] == ("above" if offset >= 0 else "below")


@LOOKS
@given(BATCHES)
def test_nothing_depends_on_the_order_of_rows(tmp_path: Path, batch: list[Household]) -> None:
    assert run_chain(batch, tmp_path) == run_chain(batch, tmp_path, is_reversed=True)


@LOOKS
@given(st.lists(st.tuples(households(), st.sampled_from(INCOMES)), min_size=10, max_size=20))
def test_striking_an_income_item_never_raises_income(tmp_path: Path, struck: list[tuple[Household, str]]) -> None:
    twins = [one for household, item in struck for one in (household, household.without(item))]
    incomes = run_chain(twins, tmp_path)["derive_disposable_incomes"]
    figures = column(incomes, "disposable_income_per_capita_fen")
    amounts = [household.items.get(item, 0) for household, item in struck]
    for before, after, amount in zip(figures[::2], figures[1::2], amounts, strict=True):
        assert (after <= before) if amount >= 0 else (after >= before)


@LOOKS
@given(BATCHES)
def test_bounds_hold_the_base_figure_and_every_deciding_test(tmp_path: Path, batch: list[Household]) -> None:
    found = run_chain(batch, tmp_path)
    for key, bounds in found["derive_stress_bounds"].items():
        lowest, highest = bounds["lowest_per_capita_fen"], bounds["highest_per_capita_fen"]
        assert lowest <= found["derive_disposable_incomes"][key]["disposable_income_per_capita_fen"] <= highest
        for test in found["derive_stress_tests"][key].values():
            assert not test["is_deciding"] or lowest <= test["per_capita_fen"] <= highest


ALWAYS_TRIED = {"without_one_off", "without_loans", "presumptive_cost", "without_forecast"}


@LOOKS
@given(BATCHES)
def test_met_and_not_met_never_flip_under_a_deciding_test(tmp_path: Path, batch: list[Household]) -> None:
    found = run_chain(batch, tmp_path)
    for key, verdict in found["derive_verdicts"].items():
        tests = [test for test in found["derive_stress_tests"][key].values() if test["is_deciding"]]
        assert {test["scenario"] for test in tests} >= ALWAYS_TRIED
        if verdict["verdict"] in ("met", "not_met"):
            assert {test["is_met"] for test in tests} == {verdict["verdict"] == "met"}


@LOOKS
@given(BATCHES)
def test_to_flip_is_the_least_change_that_flips(tmp_path: Path, batch: list[Household]) -> None:
    found = run_chain(batch, tmp_path)
    for key, verdict in found["derive_verdicts"].items():
        one, change = batch[int(key)], verdict["to_flip_fen"]
        line, step = LINE * one.size, -1 if one.disposable >= LINE * one.size else 1
        assert change > 0 and verdict["per_person_to_flip_fen"] * one.size >= change
        assert (one.disposable + step * change >= line) is (step == 1)
        assert (one.disposable + step * (change - 1) >= line) is (step == -1)


@LOOKS
@given(BATCHES)
def test_striking_the_decisive_item_flips_and_no_smaller_one_does(tmp_path: Path, batch: list[Household]) -> None:
    found = run_chain(batch, tmp_path)
    for number, one in enumerate(batch):
        left_over = one.disposable - LINE * one.size
        nets = {
            "wage_income": one.items.get("wage_income", 0),
            "net_business_income": found["derive_disposable_incomes"][str(number)]["net_business_income_fen"],
            "net_property_income": found["derive_disposable_incomes"][str(number)]["net_property_income_fen"],
        } | {name: one.items.get(name, 0) for name in INCOMES[3:]}
        flipping = [fen for fen in nets.values() if fen > left_over >= 0]
        decisive = found["derive_decisive_items"].get(str(number))
        assert (decisive["decisive_amount_fen"] if decisive else None) == min(flipping, default=None)
        assert not decisive or nets[decisive["decisive_item"]] == decisive["decisive_amount_fen"]
