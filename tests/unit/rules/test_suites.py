"""Every table has a suite; what it promises can be broken, and is then noticed."""

import re
from pathlib import Path

import pyarrow as pa
import pytest

from assets.catalog import inputs_of
from expectations.rule_runs import run_inputs
from expectations.rule_sql import topic_inputs
from expectations.rules import TOPICS, findings_table
from expectations.suites import inputs, runs_table, suite
from expectations.validate import validate_table
from pipeline.contracts import arrow_schema, contracts
from pipeline.engine import DuckEngine
from pipeline.models import model_queries
from pipeline.settings import Settings
from pipeline.workspace import Workspace

SHEET = {
    "source_file": "2018/a.xlsx", "source_sheet": "表", "kind": "income_statement", "survey_year": 2018,
    "status": "accepted", "rows_seen": 5, "rows_accepted": 3, "rows_quarantined": 1, "rows_ignored": 1,
    "rows_total": 0, "rows_blank": 0, "rows_heading": 1, "rows_hidden": 0, "rows_joined": 0,
}  # fmt: skip


def upstream(table: str) -> set[str]:
    """What exists before the table: its inputs and theirs; raw tables are written together."""
    reads = {name: inputs_of(sql) for name, sql in model_queries().items()}
    for topic in TOPICS:
        own = (findings_table(topic), runs_table(topic))
        reads |= {name: [*topic_inputs(topic), own[1]] for name in own}
    reads |= {"mart_rule_runs": ["raw_rules", *run_inputs()]}
    found: set[str] = {name for name in contracts() if name.startswith("raw_")}
    waiting = [table]
    while waiting:
        name = waiting.pop()
        for other in reads.get(name, []):
            if other not in found:
                found.add(other)
                waiting.append(other)
            if other.endswith("_findings"):
                found.add(other.replace("_findings", "_runs"))
    return found


@pytest.mark.parametrize("table", contracts())
def test_a_suite_is_small_and_reads_only_what_is_there_before(table: str) -> None:
    checks = suite(table)
    assert 0 < len(checks) < 50
    assert len({check.name for check in checks}) == len(checks)
    assert all(re.fullmatch(r"[a-z0-9_]+", check.name) and check.title for check in checks)
    assert set(inputs(table)) - {table} <= upstream(table), "the check would read a table made later"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(Settings.at(tmp_path), "test", DuckEngine(tmp_path))


def write(workspace: Workspace, table: str, *rows: dict[str, object]) -> None:
    workspace.write_rows(table, pa.Table.from_pylist(list(rows), arrow_schema(contracts()[table])))


def broken_promises(workspace: Workspace, table: str) -> set[str]:
    outcomes = validate_table(table, workspace)
    assert all(one.is_blocking for one in outcomes)
    return {one.name for one in outcomes if not one.passed}


def test_rows_of_a_sheet_that_do_not_add_up_are_noticed(workspace: Workspace) -> None:
    write(workspace, "raw_deliveries", SHEET)
    assert broken_promises(workspace, "raw_deliveries") == set()
    write(workspace, "raw_deliveries", SHEET | {"rows_seen": 6})
    assert broken_promises(workspace, "raw_deliveries") == {"rows_accounted_for"}
    write(workspace, "raw_deliveries", SHEET | {"status": "lost"})
    assert broken_promises(workspace, "raw_deliveries") == {"status_known", "only_accepted_sheets_have_rows"}
    write(workspace, "raw_deliveries", SHEET, SHEET)
    assert broken_promises(workspace, "raw_deliveries") == {"key_unique"}
    write(workspace, "raw_deliveries", SHEET | {"kind": None})
    assert broken_promises(workspace, "raw_deliveries") == {"key_not_null"}


def test_accepted_rows_that_did_not_arrive_are_noticed(workspace: Workspace) -> None:
    write(workspace, "raw_deliveries", SHEET)
    row = {"source_file": "2018/a.xlsx", "source_sheet": "表", "unit_yuan": 1, "survey_year": 2018}
    rows = [row | {"source_row": number} for number in (2, 3, 4)]
    write(workspace, "raw_income_statements", *rows)
    assert broken_promises(workspace, "raw_income_statements") == set()
    write(workspace, "raw_income_statements", *rows[:2])
    assert broken_promises(workspace, "raw_income_statements") == {"rows_as_accepted"}


def test_another_type_or_column_is_noticed(workspace: Workspace) -> None:
    schema = arrow_schema(contracts()["mart_parameters"])
    other = pa.schema([(name, pa.float64() if name == "value" else schema.field(name).type) for name in schema.names])
    workspace.write_rows("mart_parameters", other.empty_table())
    assert broken_promises(workspace, "mart_parameters") == {"columns_and_types"}
    workspace.write_rows("mart_parameters", schema.empty_table().select(schema.names[::-1]))
    assert broken_promises(workspace, "mart_parameters") == {"columns_and_types"}
    workspace.write_rows("mart_parameters", schema.empty_table().select(schema.names[:-1]))
    assert "columns_and_types" in broken_promises(workspace, "mart_parameters")
    workspace.write_rows("derive_ledger_lines", arrow_schema(contracts()["derive_ledger_lines"]).empty_table())
    assert broken_promises(workspace, "derive_ledger_lines") == set()


def test_rows_lost_between_two_tables_are_noticed(workspace: Workspace) -> None:
    quarantined = {"source_file": "a", "source_sheet": "b", "source_row": 1, "kind": "roster"}
    write(workspace, "raw_quarantine", quarantined)
    write(workspace, "mart_quarantine")
    assert broken_promises(workspace, "mart_quarantine") == {"rows_conserved"}
    write(workspace, "mart_quarantine", quarantined)
    assert broken_promises(workspace, "mart_quarantine") == set()


def test_a_table_that_should_be_fed_is_not_empty(workspace: Workspace) -> None:
    write(workspace, "clean_members", {"source_file": "a", "source_sheet": "b", "source_row": 1, "survey_year": 2018})
    write(workspace, "derive_rosters")
    assert broken_promises(workspace, "derive_rosters") == {"not_empty"}
