"""Every rule of docs/method.md#verdict is planted, on few households, and those without a fault break no rule we know."""

from collections import Counter, defaultdict

import pytest

from pipeline.demo import Demo
from pipeline.demo.deliver import RULES, plant_faults
from pipeline.demo.history import make_world
from tests.unit.demo.conftest import read_key

CONTRACT = """
total_income_mismatch transfer_items_mismatch total_expense_mismatch disposable_income_mismatch
per_capita_mismatch amount_unreadable business_cost_missing business_cost_outside_norm negative_amount
implausible_amount unit_suspected identical_rows unchanged_from_last_year large_change_from_last_year
round_amounts household_size_missing_or_zero household_size_differs_from_roster household_size_changed
household_split id_number_invalid person_in_two_households household_duplicated head_changed
household_missing_in_year id_prefix_outside_county deceased_member ledger_differs ledger_not_declared
declared_without_ledger benefit_without_status contribution_not_deducted wage_without_work_months
forecast_income one_off_income loan_in_income earmarked_aid_in_income support_income_unproved benefit_counted_twice thirteen_month_subsidy
register_contradicts income_depends_on_one_item pension_not_received exit_status_contradicts_income
labour_capacity_unknown status_sources_disagree record_book_unsigned record_book_before_visit record_book_income_differs archive_paper_missing
person_sources_disagree post_wage_doubtful elders_registered_alone dividend_repays_principal project_dividends_undeclared
"""


def test_the_rules_are_those_of_the_contract() -> None:
    assert sorted(RULES) == sorted(CONTRACT.split())


@pytest.mark.parametrize("seed", [1, 2018, 77])
def test_every_rule_is_planted_in_each_of_its_ways(seed: int) -> None:
    faults = plant_faults(make_world(seed, 26, 30), seed, {(2017, 7)})
    planted = Counter(fault.rule_id for fault in faults)
    assert {rule: planted[rule] for rule in RULES if planted[rule] < max(2, len(RULES[rule]))} == {}


def test_most_households_stay_untouched(demo: Demo) -> None:
    rows = read_key(demo, "household_years")
    untouched = sum(row["is_touched"] == "false" for row in rows) / len(rows)
    assert 0.80 <= untouched <= 0.93


def test_a_household_carries_one_fault(demo: Demo) -> None:
    rules = defaultdict(set)
    for row in read_key(demo, "faults"):
        rules[row["town_name"], row["village_name"], row["household_code"]].add(row["rule_id"])
    assert {key: found for key, found in rules.items() if len(found) > 1} == {}


def test_faults_name_households_of_the_key(demo: Demo) -> None:
    touched = {
        (row["survey_year"], row["village_name"], row["household_code"])
        for row in read_key(demo, "household_years")
        if row["is_touched"] == "true"
    }
    missing = {
        (row["survey_year"], row["village_name"], row["household_code"]) for row in read_key(demo, "missing_statements")
    }
    for row in read_key(demo, "faults"):
        key = (row["survey_year"], row["village_name"], row["household_code"])
        assert key in (missing if row["rule_id"] == "household_missing_in_year" else touched)


def test_without_faults_nothing_is_touched() -> None:
    world = make_world(3, 2, 5)
    assert all(household.faults == [] for household in world.households)
    assert world.registers == []


def test_a_tiny_demo_plants_what_it_can() -> None:
    world = make_world(3, 1, 6)
    faults = plant_faults(world, 3, set())
    assert 0 < len({fault.household.code for fault in faults}) <= 8
