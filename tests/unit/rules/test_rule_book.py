"""The rule book as a whole: the ids of the contract, critical where the contract says so, its page current."""

from pathlib import Path

import pytest

from expectations.rule_docs import PAGE, README, rules_markdown, with_rule_count
from expectations.rule_runs import INPUTS, not_checked_reason, rule_rows
from expectations.rules import TOPICS, rules, rules_of
from pipeline.item_book import items
from pipeline.parameters import SHIPPED, declared_names
from tests.unit.rules.rule_examples import trial

CONTRACT = {
    "totals": "total_income_mismatch transfer_items_mismatch total_expense_mismatch disposable_income_mismatch "
    "per_capita_mismatch",
    "amounts": "amount_unreadable business_cost_missing business_cost_outside_norm negative_amount "
    "implausible_amount unit_suspected identical_rows unchanged_from_last_year large_change_from_last_year "
    "round_amounts",
    "size": "household_size_missing_or_zero household_size_differs_from_roster household_size_changed household_split",
    "identity": "id_number_invalid person_in_two_households household_duplicated head_changed "
    "household_missing_in_year id_prefix_outside_county deceased_member",
    "evidence": "ledger_differs ledger_not_declared declared_without_ledger benefit_without_status "
    "contribution_not_deducted wage_without_work_months forecast_income one_off_income loan_in_income "
    "benefit_counted_twice thirteen_month_subsidy register_contradicts income_depends_on_one_item "
    "pension_not_received",
    "status": "exit_status_contradicts_income labour_capacity_unknown",
}
CRITICAL = {"amount_unreadable", "household_size_missing_or_zero", "household_duplicated", "labour_capacity_unknown"}
HINTS = {"id_prefix_outside_county", "income_depends_on_one_item"}


@pytest.mark.parametrize("topic", CONTRACT)
def test_every_rule_of_the_contract_is_there(topic: str) -> None:
    assert set(CONTRACT[topic].split()) <= {rule.id for rule in rules_of(topic)}


def test_severities_are_those_of_the_contract() -> None:
    for topic in CONTRACT.values():
        for name in topic.split():
            expected = "critical" if name in CRITICAL else "info" if name in HINTS else "warning"
            assert rules()[name].severity == expected, name
    others = {"exit_line_missing", "statement_blank"}
    assert {rule.id for rule in rules().values() if rule.severity == "critical"} == CRITICAL | others


def test_a_topic_stays_below_fifty_checks() -> None:
    assert all(0 < len(rules_of(topic)) < 40 for topic in TOPICS)


def test_needs_and_parameters_are_known() -> None:
    kinds = set(INPUTS) | {code.split(":")[0] for code in INPUTS}
    declared = set(declared_names([SHIPPED]))
    for rule in rules().values():
        assert set(rule.needs) <= kinds, rule.id
        assert set(rule.parameters) <= declared, rule.id


def test_the_page_is_current() -> None:
    assert Path(PAGE).read_text(encoding="utf-8") == rules_markdown(), "run python -m expectations.rule_docs"


def test_the_readme_states_the_number_of_rules() -> None:
    text = README.read_text(encoding="utf-8")
    assert f"\n{len(rules())} rules, each with" in text, "run python -m expectations.rule_docs"
    assert with_rule_count(text.replace(f"\n{len(rules())} rules, each", "\n7 rules, each")) == text


def test_the_table_of_rules_holds_the_whole_book() -> None:
    assert rule_rows()["rule_id"].to_pylist() == list(rules())


def test_a_missing_input_is_named_by_year() -> None:
    missing = [
        {"input_code": "ledger:subsistence_allowance", "survey_year": 2016, "missing_count": 3, "village_count": 26},
        {"input_code": "ledger:subsistence_allowance", "survey_year": 2017, "missing_count": 26, "village_count": 26},
        {"input_code": "register:death", "survey_year": 2016, "missing_count": 26, "village_count": 26},
    ]
    assert (
        not_checked_reason(rules()["ledger_differs"], missing) == "未核查：低保金台账：2016年3个村未报送、2017年未报送"
    )
    assert not_checked_reason(rules()["deceased_member"], missing) == "未核查：死亡登记：2016年未报送"
    first = [{"input_code": "previous_year", "survey_year": 2016, "missing_count": 3, "village_count": 3}]
    assert not_checked_reason(rules()["head_changed"], first) == "未核查：上年统计表：2016年度无上年（2015年）可比"
    assert not_checked_reason(rules()["negative_amount"], missing) is None


@pytest.mark.parametrize("rule_id", rules())
def test_a_rule_about_an_item_of_the_statement_names_its_cell(rule_id: str) -> None:
    """`item_code` of assets/items.csv: without it a finding shows no cell, and the correction form asks for none."""
    on_statements = {code for code, item in items().items() if item.kind != "ledger"}
    found = trial(rule_id, "fails").findings()
    codes = {code for one in found if one["item_code"] for code in one["item_code"].split("、")}
    assert codes <= on_statements
    words = {item.zh for code, item in items().items() if code in on_statements}
    for one in [] if rules()[rule_id].own_source else found:  # what stands on another sheet has no cell here
        about = rules()[rule_id].item if one["item"] is None else one["item"]
        if set(str(about).split("、")) & words or "stated_" in rules()[rule_id].stated:
            assert one["item_code"], one
