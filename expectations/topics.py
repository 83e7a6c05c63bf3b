"""Filling a topic: its rules' findings, and of each rule how many rows it checked or why it could not run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from expectations.rule_sql import count_queries, findings_sql, rule_sql, topic_inputs
from expectations.rules import Rule, findings_table, rules_of
from expectations.suites import runs_table
from pipeline.contracts import arrow_schema, contracts
from pipeline.engine import ModelError
from pipeline.engines import Session
from pipeline.workspace import Workspace


def fill_topic(topic: str, workspace: Workspace) -> dict[str, int]:
    """Write derive_<topic>_findings and derive_<topic>_runs; returns rows by table.

    A rule whose SQL raises gives no finding and has its error in the runs table, where the topic's suite finds
    it and blocks; the other rules run.
    """
    sources = {name: workspace.source(name) for name in topic_inputs(topic)}
    files = [f"{table}.parquet" for table in (findings_table(topic), runs_table(topic))]
    definitions = [rule_sql(rule) + rule.message for rule in rules_of(topic)]
    return workspace.memo.once(
        findings_table(topic), sources, lambda: _fill(topic, workspace, sources), files, definitions
    )


def _fill(topic: str, workspace: Workspace, sources: Mapping[str, Path]) -> dict[str, int]:
    rules, table = rules_of(topic), findings_table(topic)
    with workspace.engine.connect(sources, writable=[workspace.folder]) as session:
        errors = _write_findings(session, rules, table, workspace)
        checked, failed = _count_checked(session, [rule for rule in rules if rule.id not in errors])
    errors |= failed
    found = _found(workspace, table)
    runs = [
        {"rule_id": rule.id, "checked_count": checked.get(rule.id), "finding_count": found.get(rule.id, 0),
         "error": errors.get(rule.id)}
        for rule in rules
    ]  # fmt: skip
    name = runs_table(topic)
    workspace.write_rows(name, pa.Table.from_pylist(runs, arrow_schema(contracts()[name])))
    return {table: sum(found.values()), name: len(runs)}


def _write_findings(session: Session, rules: list[Rule], table: str, workspace: Workspace) -> dict[str, str]:
    path, comment = workspace.path(table), contracts()[table].comment
    try:
        session.write(findings_sql(rules), path, comment=comment)
        return {}
    except ModelError:
        errors = {rule.id: reason for rule in rules if (reason := _reason(session, findings_sql([rule]), rule.id))}
    sound = [rule for rule in rules if rule.id not in errors]
    if len(sound) == len(rules):
        raise  # none fails alone: not a rule's fault
    if sound:
        session.write(findings_sql(sound), path, comment=comment)
    else:
        pq.write_table(arrow_schema(contracts()[table]).empty_table(), path)
    return errors


def _count_checked(session: Session, rules: list[Rule]) -> tuple[dict[str, int], dict[str, str]]:
    checked: dict[str, int] = {}
    errors: dict[str, str] = {}
    for ids, sql in count_queries(rules):
        try:
            [counts] = session.rows(sql, ids[0])
            checked |= dict(zip(ids, map(int, counts), strict=True))
        except ModelError as error:
            errors |= dict.fromkeys(ids, error.reason)
    return checked, errors


def _reason(session: Session, sql: str, name: str) -> str:
    try:
        session.rows(f"select count(*) as n from ({sql}) as one", name)
    except ModelError as error:
        return error.reason
    return ""


def _found(workspace: Workspace, table: str) -> dict[str, int]:
    counts: Any = pq.read_table(workspace.path(table), columns=["rule_id"])["rule_id"].value_counts()
    return {entry["values"]: entry["counts"] for entry in counts.to_pylist()}
