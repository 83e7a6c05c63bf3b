"""Each rule passes and fails where its own examples say, and each condition is needed (mutation of every rule)."""

import re

import pytest

from expectations.rules import Rule, rules
from pipeline.sql_subset import violations
from expectations.rule_sql import findings_sql
from tests.unit.rules.rule_examples import checked_by, found_by, with_condition

RULES = list(rules().values())
IDS = [rule.id for rule in RULES]
each_rule = pytest.mark.parametrize("rule", RULES, ids=IDS)


@each_rule
def test_the_failing_rows_are_found(rule: Rule) -> None:
    found = found_by(rule, rule.fails)
    assert found, "the failing example raises no finding"
    for finding in found:
        assert finding["rule_id"] == rule.id
        assert finding["severity"] in {"critical", "warning", "info"}
        assert finding["message"]
        assert finding["survey_year"] is not None


@each_rule
def test_the_passing_rows_are_checked_and_pass(rule: Rule) -> None:
    assert checked_by(rule, rule.passes) > 0, "the passing example is not checked at all"
    assert found_by(rule, rule.passes) == []


@each_rule
def test_a_rule_whose_condition_is_lost_is_noticed(rule: Rule) -> None:
    """Mutation: without its condition the rule finds nothing where it should, or everything where it should not."""
    assert found_by(with_condition(rule, "false"), rule.fails) == []
    assert found_by(with_condition(rule, "true"), rule.passes) != []


@each_rule
def test_a_condition_that_is_null_fails(rule: Rule) -> None:
    assert found_by(with_condition(rule, "cast(null as boolean)"), rule.passes) != []


@each_rule
def test_the_sql_is_portable(rule: Rule) -> None:
    assert violations(findings_sql([rule]), is_model=False) == []


@each_rule
def test_parameters_used_are_declared(rule: Rule) -> None:
    sql = findings_sql([rule])
    used = set(re.findall(r"\bp\.(\w+?)(?:_fen|_bp)?\b", sql)) - {"survey_year"}
    assert used <= set(rule.parameters), f"{used - set(rule.parameters)} not listed under parameters"


@each_rule
def test_messages_tell_what_and_what_to_do(rule: Rule) -> None:
    assert "请" in rule.message
    for text in (rule.title, rule.meaning, rule.source):
        assert re.search(r"[一-鿿]", text)
