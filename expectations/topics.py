"""Filling a topic: its rules' findings, and of each rule how many rows it checked or why it could not run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from expectations.rule_sql import count_query, findings_sql, rule_sql, same_rows, topic_inputs
from expectations.rules import Rule, findings_table, rules_of
from expectations.suites import runs_table
from pipeline.contracts import arrow_schema, contracts
from pipeline.engine import ModelError
from pipeline.engines import Session
from pipeline.workspace import Workspace


class Counts(NamedTuple):
    """How many rows a rule checked, and how many of them fail."""

    checked: int
    failing: int


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
        counts, errors = _count(session, rules)
        sound = [rule for rule in rules if rule.id in counts]
        doubting = [rule for rule in sound if counts[rule.id].failing]
        errors |= _write_findings(session, doubting or sound[:1], table, workspace)
    found = _found(workspace, table)
    runs = [
        {"rule_id": rule.id, "checked_count": counts[rule.id].checked if rule.id in counts else None,
         "finding_count": found.get(rule.id, 0), "error": errors.get(rule.id)}
        for rule in rules
    ]  # fmt: skip
    name = runs_table(topic)
    workspace.write_rows(name, pa.Table.from_pylist(runs, arrow_schema(contracts()[name])))
    return {table: sum(found.values()), name: len(runs)}


def _count(session: Session, rules: list[Rule]) -> tuple[dict[str, Counts], dict[str, str]]:
    """What each rule counts, or why it could not. Only those with a failing row are then written out, joined and worded."""
    counts: dict[str, Counts] = {}
    errors: dict[str, str] = {}
    waiting = same_rows(rules)
    while waiting:
        group = waiting.pop(0)
        try:
            [numbers] = session.rows(count_query(group), group[0].id)
            pairs = zip(numbers[::2], numbers[1::2], strict=True)
            counts |= {rule.id: Counts(*map(int, pair)) for rule, pair in zip(group, pairs, strict=True)}
        except ModelError as error:
            if len(group) == 1:
                errors[group[0].id] = error.reason
            else:
                waiting += [[rule] for rule in group]  # which of them it is
    return counts, errors


def _write_findings(session: Session, rules: list[Rule], table: str, workspace: Workspace) -> dict[str, str]:
    path, comment = workspace.path(table), contracts()[table].comment
    if not rules:
        pq.write_table(arrow_schema(contracts()[table]).empty_table(), path)
        return {}
    try:
        session.write(findings_sql(rules), path, comment=comment)
        return {}
    except ModelError:
        errors = {rule.id: reason for rule in rules if (reason := _reason(session, findings_sql([rule]), rule.id))}
    if not errors:
        raise  # none fails alone: not a rule's fault
    return errors | _write_findings(session, [rule for rule in rules if rule.id not in errors], table, workspace)


def _reason(session: Session, sql: str, name: str) -> str:
    try:
        session.rows(f"select count(*) as n from ({sql}) as one", name)
    except ModelError as error:
        return error.reason
    return ""


def _found(workspace: Workspace, table: str) -> dict[str, int]:
    counts: Any = pq.read_table(workspace.path(table), columns=["rule_id"])["rule_id"].value_counts()
    return {entry["values"]: entry["counts"] for entry in counts.to_pylist()}
