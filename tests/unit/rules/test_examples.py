"""Each rule passes and fails where its own examples say, and each condition is needed (mutation of every rule)."""

import re
from dataclasses import replace
from typing import Any

import pytest

from expectations.rule_sql import findings_sql
from expectations.rules import Rule, rules
from tests.code.sql_subset import violations
from tests.unit.rules.condition_parts import CONDITIONS, without_each_part
from tests.unit.rules.rule_examples import trial

RULES = list(rules().values())
each_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])


@each_rule
def test_the_failing_rows_are_found_and_need_the_condition(rule: Rule) -> None:
    """Mutation: without its condition the rule finds nothing where it should."""
    failing = trial(rule.id, "fails")
    found = failing.findings()
    assert found, "the failing example raises no finding"
    for finding in found:
        assert finding["rule_id"] == rule.id
        assert finding["severity"] in {"critical", "warning", "info"}
        assert finding["message"] and finding["survey_year"]
    assert len({finding["finding_id"] for finding in found}) == len(found)
    places = {(finding["household_id"], finding["survey_year"]) for finding in found}
    main = next(iter(rule.fails.given.values()))
    meant = {(row["household_id"], row["survey_year"]) for row in main if row.get("household_id")}
    assert meant <= places, "each failing row stands for a part of the condition"
    assert failing.findings("false") == []


@each_rule
def test_the_passing_rows_are_checked_and_need_the_condition(rule: Rule) -> None:
    """Mutation: a condition that always holds, or is null, finds something where nothing is."""
    passing = trial(rule.id, "passes")
    assert passing.checked_count() > 0, "the passing example is not checked at all"
    assert passing.findings() == []
    assert passing.findings("true") != []
    assert passing.findings("cast(null as boolean)") != [], "a condition that is null passes silently"


@each_rule
def test_the_sql_is_portable_and_declares_its_parameters(rule: Rule) -> None:
    sql = findings_sql([rule])
    assert violations(sql, is_model=False) == []
    used = set(re.findall(r"\bp\.(\w+?)(?:_fen|_bp)?\b", sql)) - {"survey_year", "county_name", "is_own_county"}
    assert used <= set(rule.parameters), f"{used - set(rule.parameters)} not listed under parameters"


@each_rule
def test_messages_tell_what_and_what_to_do(rule: Rule) -> None:
    assert "请" in rule.message
    for text in (rule.title, rule.meaning, rule.source):
        assert re.search(r"[一-鿿]", text)


@each_rule
def test_each_part_of_a_condition_is_needed(rule: Rule) -> None:
    """Mutation of parts: whichever operand of an `and` or `or` is left out, an example of the rule tells."""
    failing, passing = trial(rule.id, "fails"), trial(rule.id, "passes")
    found = _places(failing.findings())
    for field in CONDITIONS:
        for part, rest in without_each_part(getattr(rule, field)):
            careless = replace(rule, **{field: rest})
            is_told = _places(failing.of(careless)) != found or passing.of(careless) != []
            assert is_told, f"{field} is the same without {part}"


WORDED = [  # rule, household of its failing example, what its message says
    ("head_changed", "m", "户主为孙甲，上年为孙甲，姓名相同而证件号码不同。"),
    ("head_changed", "k", "户主为陈甲，上年为李乙，证件号码却相同。"),
    ("one_off_income", "m", "台账有慰问金、补偿款等一次性款项500.00元，申报的其他转移性收入可能含此款。"),
    (
        "one_off_income",
        "h",
        "台账有慰问金、补偿款等一次性款项1500.00元，与所填其他转移性收入（扣除台账已说明的部分）相当。",
    ),
    ("benefit_counted_twice", "e", "公益性岗位收入（台账）、其他转移性收入两处金额相同（9613.00元）"),
    ("benefit_counted_twice", "b", "分红、生产经营性收入两处金额相同（812.00元）"),
]


@pytest.mark.parametrize(("rule_id", "household_id", "words"), WORDED)
def test_a_message_says_no_more_than_the_case(rule_id: str, household_id: str, words: str) -> None:
    messages = [f["message"] for f in trial(rule_id, "fails").findings() if f["household_id"] == household_id]
    assert [message for message in messages if words in message], messages


def _places(findings: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    keys = ("household_id", "survey_year", "item", "source_row")
    return sorted(tuple(str(finding[key]) for key in keys) for finding in findings)
