"""Households without a fault break no rule: a false alarm on them is the rule's, not the demo's."""

from collections import Counter, defaultdict
from itertools import pairwise

from pipeline.demo.arithmetic import EXIT_LINE_YUAN, disposable
from pipeline.demo.ledgers import ITEM_NAMES
from pipeline.demo.records import Household, HouseholdYear, World

LINES = {2016: 6433, 2017: 6883, 2018: 7365}


def records(world: World) -> list[tuple[Household, HouseholdYear]]:
    """All household-years."""
    return [(household, record) for household in world.households for record in household.years.values()]


def items(record: HouseholdYear) -> dict[str, int]:
    """The declared items."""
    assert record.statement is not None
    return record.statement.items


def test_amounts_are_plausible(clean_world: World) -> None:
    for _, record in records(clean_world):
        declared = items(record)
        assert all(fen > 0 for fen in declared.values())
        if "wage_income" in declared:
            assert 30_000 <= declared["wage_income"] <= 30_000_000
        for item, least in (("subsistence_allowance", 20_000), ("destitute_allowance", 20_000)):
            assert declared.get(item, least) >= least
        assert declared.get("family_planning_allowance", 10_000) >= 10_000
        assert declared.get("pension", 8_800) >= 8_800


def test_business_has_a_cost_within_the_norm(clean_world: World) -> None:
    for _, record in records(clean_world):
        declared = items(record)
        assert ("business_income" in declared) == ("business_cost" in declared)
        if "business_income" in declared:
            assert 0.3 < declared["business_cost"] / declared["business_income"] < 0.5


def test_income_moves_by_less_than_half(clean_world: World) -> None:
    for household in clean_world.households:
        figures = [disposable(one.items) for one in household.statements()]
        assert all(abs(later / before - 1) < 0.5 for before, later in pairwise(figures))


def test_few_amounts_are_round(clean_world: World) -> None:
    for _, record in records(clean_world):
        earned = [items(record).get(item, 0) for item in ("wage_income", "business_income", "property_income")]
        assert not any(fen and fen % 10_000 == 0 for fen in earned)


def test_no_two_rows_of_a_village_are_alike(clean_world: World) -> None:
    rows = Counter(
        (household.village.index, record.year, *sorted(items(record).items()))
        for household, record in records(clean_world)
    )
    assert max(rows.values()) == 1


def test_ledgers_pay_exactly_what_was_declared(clean_world: World) -> None:
    for _, record in records(clean_world):
        paid: defaultdict[str, int] = defaultdict(int)
        for entry in record.entries:
            paid[entry.item] += entry.amount
            if entry.monthly and entry.months:
                assert entry.amount == entry.monthly * entry.months
        posts = paid["public_welfare_wage"]
        assert items(record).get("public_welfare_wage", 0) == posts
        assert items(record).get("wage_income", 0) == paid["wage_income"] + posts
        for item in set(ITEM_NAMES) - {"wage_income", "public_welfare_wage"}:
            assert items(record).get(item, 0) == paid[item], item


def test_work_and_cover_fit_the_members(clean_world: World) -> None:
    for _, record in records(clean_world):
        declared = items(record)
        earned = sum((one.work_months or 0) * (one.monthly_wage or 0) for one in record.members)
        assert declared.get("wage_income", 0) == earned
        assert all(one.work_months is None or 1 <= one.work_months <= 12 for one in record.members)
        insured_elders = [one for one in record.members if one.age(record.year) >= 60 and one.has_pension]
        assert ("pension" in declared) == bool(insured_elders)
        insured = any(one.has_medical or one.has_pension or one.has_employee for one in record.members)
        assert ("social_security_contribution" in declared) == insured


def test_nobody_turns_sixty_within_the_years(clean_world: World) -> None:
    ages = {one.person.birth_year for _, record in records(clean_world) for one in record.members}
    assert not ages & set(range(1956, 1960))


def test_benefits_stand_on_a_status(clean_world: World) -> None:
    for household, record in records(clean_world):
        declared = items(record)
        assert ("subsistence_allowance" in declared) == (household.household_type == "低保贫困户")
        assert ("destitute_allowance" in declared) == (household.household_type == "五保贫困户")


def test_exit_status_fits_the_income(clean_world: World) -> None:
    for household, record in records(clean_world):
        if record.listing is None or household.kind != "labour":
            continue
        met = disposable(items(record)) >= LINES[record.year] * 100 * len(record.members)
        assert met or record.listing.exit_status != "已脱贫"


def test_incomes_spread_around_the_line(clean_world: World) -> None:
    assert EXIT_LINE_YUAN == LINES
    ratios = [
        disposable(items(record)) / (LINES[record.year] * 100 * len(record.members))
        for household, record in records(clean_world)
        if household.kind == "labour"
    ]
    near = sum(0.95 <= ratio <= 1.05 for ratio in ratios) / len(ratios)
    below = sum(ratio < 1 for ratio in ratios) / len(ratios)
    assert 0.04 < near < 0.2
    assert 0.1 < below < 0.35
