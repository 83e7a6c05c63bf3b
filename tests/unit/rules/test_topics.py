"""A topic in a run: counts and findings agree, and a rule that cannot run or keeps silent blocks with its name."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from expectations import topics
from expectations.rule_sql import topic_inputs
from expectations.rules import Rule, rules_of
from expectations.suites import ALL_REPORTED
from expectations.topics import fill_topic
from expectations.validate import CheckOutcome, validate_table
from pipeline.contracts import arrow_schema, contracts
from pipeline.engine import DuckEngine
from pipeline.settings import Settings
from pipeline.workspace import Workspace
from tests.table_cases import Case, arrow_rows, counties_in, shipped_tables

TABLE = "derive_status_findings"
BELOW = {
    "survey_year": 2018,
    "is_over_line": False,
    "disposable_income_per_capita_fen": 700_000,
    "exit_line_fen": 736_500,
}
LISTED = {
    "survey_year": 2018, "village_name": "示例村", "has_statement": True, "has_labour_capacity": True,
    "exit_status": "已脱贫", "exit_state": "exited", "exit_status_year": 2018, "is_listed": True,
}  # fmt: skip
Break = Callable[[Rule], Rule]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Thirty households called 已脱贫 below the line, one of unknown labour capacity; nothing else delivered."""
    made = Workspace(Settings.at(tmp_path), "test", DuckEngine(tmp_path))
    homes = [f"h{number}" for number in range(30)]
    rows = {
        "derive_disposable_incomes": [BELOW | {"household_id": home} for home in homes],
        "derive_household_years": [LISTED | {"household_id": home, "household_code": home} for home in homes]
        + [{"household_id": "u", "survey_year": 2018, "village_name": "示例村", "has_statement": True}],
    }
    counties = counties_in(rows, {}, Case.as_of)
    parameters = shipped_tables(counties, Case.as_of, {2018}, {"raw_year_parameters"})
    for name in topic_inputs("status"):
        made.write_rows(name, parameters.get(name) or arrow_rows(name, rows.get(name, [])))
    return made


def outcome(workspace: Workspace, name: str) -> CheckOutcome:
    return next(one for one in validate_table(TABLE, workspace) if one.name == name)


def test_counts_checked_and_found_agree(workspace: Workspace) -> None:
    assert fill_topic("status", workspace) == {TABLE: 31, "derive_status_runs": 4}
    outcomes = {one.name: one for one in validate_table(TABLE, workspace)}
    found = outcomes["exit_status_contradicts_income"]
    assert (found.checked, found.count, found.share) == (30, 30, 1.0)
    assert not found.passed and not found.is_blocking and found.severity == "warning"
    assert (outcomes["labour_capacity_unknown"].checked, outcomes["labour_capacity_unknown"].count) == (31, 1)
    assert outcomes["labour_capacity_contradicts"].passed
    assert all(one.passed for one in outcomes.values() if one.is_blocking)
    assert outcomes[ALL_REPORTED].passed


def test_the_sample_is_short_and_says_what_to_look_at(workspace: Workspace) -> None:
    fill_topic("status", workspace)
    sample = outcome(workspace, "exit_status_contradicts_income").sample
    assert len(sample) == 20
    assert sample[0]["stated"] == "7000.00" and sample[0]["expected"] == "7365.00"
    assert "请" in sample[0]["message"]


def test_metadata_is_plain_and_in_chinese(workspace: Workspace) -> None:
    fill_topic("status", workspace)
    metadata = outcome(workspace, "labour_capacity_unknown").metadata()
    assert metadata["疑点条数"] == 1 and metadata["核查条数"] == 31 and metadata["程度"] == "重大疑点"
    assert metadata["依据"] and "select" in metadata["定义"]


def broken(monkeypatch: pytest.MonkeyPatch, rule_id: str, change: Break) -> None:
    changed = [change(rule) if rule.id == rule_id else rule for rule in rules_of("status")]
    monkeypatch.setattr(topics, "rules_of", lambda topic: changed)


def test_a_rule_that_raises_blocks_and_is_named(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, "labour_capacity_unknown", lambda rule: replace(rule, fails_when="no_such_column = 1"))
    fill_topic("status", workspace)
    blocked = outcome(workspace, ALL_REPORTED)
    assert blocked.is_blocking and not blocked.passed
    assert "有无劳动能力不明 labour_capacity_unknown" in blocked.summary and "停止发布" in blocked.summary
    own = outcome(workspace, "labour_capacity_unknown")
    assert own.is_blocking and not own.passed and own.error is not None and "BinderException" in own.error
    assert outcome(workspace, "exit_status_contradicts_income").count == 30, "the other rules still ran"


def test_a_rule_whose_rows_cannot_be_counted_blocks(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch, "labour_capacity_unknown", lambda rule: replace(rule, applies_when="no_such_column"))
    fill_topic("status", workspace)
    assert not outcome(workspace, ALL_REPORTED).passed


def test_when_all_rules_raise_the_table_is_there_and_empty(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = [replace(rule, rows="select * from no_such_table") for rule in rules_of("status")]
    monkeypatch.setattr(topics, "rules_of", lambda topic: changed)
    assert fill_topic("status", workspace)[TABLE] == 0
    assert not outcome(workspace, ALL_REPORTED).passed


def test_a_rule_that_reports_nothing_blocks_and_is_named(workspace: Workspace) -> None:
    fill_topic("status", workspace)
    drop(workspace, "derive_status_runs", "labour_capacity_unknown")
    assert "labour_capacity_unknown：规则没有报告运行结果" in outcome(workspace, ALL_REPORTED).summary
    assert not outcome(workspace, "labour_capacity_unknown").passed


def test_findings_that_vanish_block(workspace: Workspace) -> None:
    fill_topic("status", workspace)
    drop(workspace, TABLE, "labour_capacity_unknown")
    assert not outcome(workspace, ALL_REPORTED).passed
    assert "规则报告1条疑点，疑点表有0条" in str(outcome(workspace, "labour_capacity_unknown").error)


def drop(workspace: Workspace, table: str, rule_id: str) -> None:
    rows = pq.read_table(workspace.path(table))
    workspace.write_rows(table, rows.filter(pc.not_equal(rows["rule_id"], rule_id)))


def test_a_finding_about_nobody_known_blocks(workspace: Workspace) -> None:
    fill_topic("status", workspace)
    rows = pq.read_table(workspace.path(TABLE)).to_pylist()
    rows[0]["household_id"] = "nobody"
    workspace.write_rows(TABLE, pa.Table.from_pylist(rows, arrow_schema(contracts()[TABLE])))
    assert not outcome(workspace, "references_exist").passed
