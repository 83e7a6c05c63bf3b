"""Checks and findings of a whole run agree, rule by rule; every table keeps its promises; no ID number is told."""

import re
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from expectations.rules import TOPICS, findings_table, rules
from expectations.suites import runs_table
from expectations.validate import CheckOutcome, validate_table
from pipeline.contracts import contracts
from pipeline.demo import make_demo
from pipeline.workspace import Workspace
from tests.pipeline_chain import run_to_findings

pytestmark = pytest.mark.xdist_group("recall")
ID_NUMBER = re.compile(r"(?<![0-9a-f])\d{17}[\dXx](?![0-9a-f])")  # a keyed hash may hold as many digits


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("checks")
    make_demo(folder, villages=6, households=14, seed=5)
    return run_to_findings(folder)


@pytest.fixture(scope="module")
def outcomes(workspace: Workspace) -> dict[str, list[CheckOutcome]]:
    tables = [name for name in contracts() if workspace.path(name).exists()]
    return {table: validate_table(table, workspace) for table in tables}


def test_every_promise_of_every_table_holds(outcomes: dict[str, list[CheckOutcome]]) -> None:
    broken = [(table, one.name, one.summary) for table, found in outcomes.items() for one in found
              if one.is_blocking and not one.passed]  # fmt: skip
    assert broken == []
    assert len(outcomes) > 60


def test_check_metadata_counts_what_mart_findings_holds(
    workspace: Workspace, outcomes: dict[str, list[CheckOutcome]]
) -> None:
    found = Counter(pq.read_table(workspace.path("mart_findings"), columns=["rule_id"])["rule_id"].to_pylist())
    shown = {one.name: one for topic in TOPICS for one in outcomes[findings_table(topic)] if one.name in rules()}
    runs = {row["rule_id"]: row for row in pq.read_table(workspace.path("mart_rule_runs")).to_pylist()}
    assert set(shown) == set(runs) == set(rules())
    for name, one in shown.items():
        assert one.metadata()["疑点条数"] == one.count == found[name] == runs[name]["finding_count"], name
        assert one.checked == runs[name]["checked_count"] and one.checked >= one.count, name
        assert one.passed == (found[name] == 0)


def test_findings_can_be_told_apart_and_located(workspace: Workspace) -> None:
    rows = pq.read_table(workspace.path("mart_findings")).to_pylist()
    assert len({row["finding_id"] for row in rows}) == len(rows)
    for row in rows:
        assert row["source_file"] and row["title"] and row["severity_zh"], row["rule_id"]
        assert row["household_id"] is None or (row["village_name"] and row["household_code"]), row["rule_id"]


def test_no_check_or_finding_tells_an_id_number(workspace: Workspace, outcomes: dict[str, list[CheckOutcome]]) -> None:
    for table in ("mart_findings", "mart_rule_runs", *(runs_table(topic) for topic in TOPICS)):
        for row in pq.read_table(workspace.path(table)).to_pylist():
            assert not any(ID_NUMBER.search(str(value)) for value in row.values()), (table, row)
    names = {row["head_name"] for row in pq.read_table(workspace.path("mart_findings")).to_pylist()} - {None}
    for found in outcomes.values():
        for one in found:
            told = str(one.metadata())
            assert not ID_NUMBER.search(told)
            assert not any(name in told for name in names), one.name


def test_the_same_deliveries_give_the_same_findings(workspace: Workspace, tmp_path: Path) -> None:
    make_demo(tmp_path, villages=6, households=14, seed=5)
    secret = workspace.settings.secret_dir
    (tmp_path / "secret").mkdir(mode=0o700)
    for path in secret.iterdir():
        (tmp_path / "secret" / path.name).write_bytes(path.read_bytes())
        (tmp_path / "secret" / path.name).chmod(0o600)
    again = run_to_findings(tmp_path)
    assert again.path("mart_findings").read_bytes() == workspace.path("mart_findings").read_bytes()
