"""Reads loose files as a run would, through the same models and rules, in a folder that is gone afterwards."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from assets.catalog import inputs_of
from assets.lookups import LOOKUPS
from assets.raw import HEADERS, judging_of, read_parameters, read_site_villages, texts_of_lookup, write_lookup
from expectations.rule_sql import topic_inputs
from expectations.rules import TOPICS, findings_table
from expectations.topics import fill_topic
from pipeline.engine import DuckEngine
from pipeline.intake.intake import check_files
from pipeline.intake.raw_tables import write_raw_tables
from pipeline.models import model_queries
from pipeline.parameter_tables import today
from pipeline.recognition.headers import HeaderBook
from pipeline.settings import Settings
from pipeline.workbooks.limits import Limits
from pipeline.workspace import Workspace

# Without a list or roster beside it every household would be doubted for what only these can tell.
NEED_LISTS = frozenset({"labour_capacity_unknown", "household_missing_in_year", "exit_status_contradicts_income"})
LISTS = frozenset({"household_list", "roster"})
OWN_TABLES = ("clean_corrections", "clean_rectification_replies")  # no rule reads them all
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class LooseRun:
    """What a run's lookups ask of it, for a run that publishes nothing."""

    workspace: Workspace
    as_of_date: dt.date
    what_if: dict[str, str]


@dataclass(frozen=True)
class Preflight:
    """What was found: a row per sheet, per row that can't be keyed, per remark of the reader, per doubt."""

    deliveries: Rows
    quarantine: Rows
    notes: Rows
    findings: Rows
    columns: Rows
    corrections: Rows = field(default_factory=list)
    answers: Rows = field(default_factory=list)
    replies: Rows = field(default_factory=list)
    matters: frozenset[str] | None = None

    @cached_property
    def letters(self) -> dict[tuple[str, str, str], str]:
        """(file, sheet, column's canonical name) → its letter."""
        return {
            (row["source_file"], row["source_sheet"], row["column_name"]): row["column_letter"]
            for row in self.columns
            if row["column_name"]
        }

    @property
    def is_acceptable(self) -> bool:
        """Nothing would be sent back, left aside or refused, and no household be undeterminable by these files."""
        is_read = all(row["status"] in ("accepted", "ignored") for row in self.deliveries)
        is_sound = all(row["severity"] != "critical" for row in self.findings)
        is_taken = not self.refused_corrections and not self.unknown_replies
        return is_read and is_sound and is_taken and not self.quarantine

    @property
    def unchecked_count(self) -> int:
        """Sheets that would be sent back: their rows were not checked."""
        return sum(row["status"] == "rejected" for row in self.deliveries)

    @property
    def unknown_replies(self) -> Rows:
        """Replies to matters that the ledger does not hold; none are where no ledger is known."""
        known = self.matters
        return [
            row
            for row in self.replies
            if row["is_filled"] and known is not None and row["rectification_id"] not in known
        ]

    @cached_property
    def refused_corrections(self) -> list[tuple[dict[str, Any], str]]:
        """Corrections that a run does not take up, with the reason; whether one fits its statement only the run knows."""
        filled = [(row, why_refused(row)) for row in self.corrections]
        told = {(row["source_file"], row["source_sheet"], row["source_row"]) for row, reason in filled if reason}
        filled += [
            (row, why_unanswered(row))
            for row in self.answers
            if (row["source_file"], row["source_sheet"], row["source_row"]) not in told
        ]
        return [(row, reason) for row, reason in filled if reason]


def why_refused(row: dict[str, Any]) -> str:
    """Why a filled correction can't be taken up; empty if it can."""
    if row["item_code"] is None:
        return "更正项目认不出，不会采用。请从下拉框选择。"
    if row["corrected_text"] is not None and row["corrected_fen"] is None:
        return f"更正值“{row['corrected_text']}”不是可识别的数，不会采用。请改填数字（元）。"
    if row["reason"] is None or row["signed_by"] is None:
        return "没有更正原因或签名，不会采用。请补填。"
    if row["is_date_impossible"]:
        return f"日期“{row['signed_text']}”早于所属年度，不会采用。请改正。"
    return ""


def why_unanswered(row: dict[str, Any]) -> str:
    """Why an answer to a finding is not taken; empty if it is."""
    if row["conclusion"] is None:
        return f"核实结论“{row['conclusion_text']}”认不出，不会受理。请从下拉框选择。"
    if row["conclusion"] == "awaited":
        return "写的是尚在核实，不算答复。核实后请再报送。"
    if row["reason"] is None or row["signed_by"] is None:
        return "没有写原因或签名，答复不会受理。请补填。"
    return ""


def check_loose_files(
    paths: Iterable[Path], site_dir: Path, work_dir: Path, year: int | None, matters: frozenset[str] | None = None
) -> Preflight:
    """Check files as deliveries of `year` (None: the year that each states). `work_dir`: an empty folder; `matters`: numbers of
    the rectification ledger, where it is known."""
    settings = Settings.at(work_dir)
    settings.create_folders()
    if site_dir.is_dir():
        settings.site_dir.symlink_to(site_dir.resolve())
    run = LooseRun(Workspace(settings, "check", DuckEngine(settings.data)), today(), {})
    book = HeaderBook.load(HEADERS, site_dir / "headers")
    intake = check_files(paths, book, Limits.of_site(site_dir), year, judging_of(run))
    write_raw_tables(intake, run.workspace.folder)
    read_site_villages(run)
    if any(delivery.counts.accepted for delivery in intake.deliveries):
        for name in LOOKUPS:
            write_lookup(name, texts_of_lookup(name, run.workspace), run)
        read_parameters(run)
        write_models(run.workspace)
        for topic in TOPICS:
            fill_topic(topic, run.workspace)
    return replace(collected(run.workspace), matters=matters)


def write_models(workspace: Workspace) -> None:
    """The models that the rules stand on, each after those it reads."""
    wanted = [table for topic in TOPICS for table in topic_inputs(topic)]
    for name, sql in ordered_models([*wanted, *OWN_TABLES]):
        workspace.write_model(name, sql, inputs_of(sql))


def ordered_models(wanted: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(name, SQL) of the wanted models and of all that they read, in an order in which they can run."""
    queries, waiting = model_queries(), list(wanted)
    graph: dict[str, list[str]] = {}
    while waiting:
        name = waiting.pop()
        if name in queries and name not in graph:
            graph[name] = inputs_of(queries[name])
            waiting += graph[name]
    return ((name, queries[name]) for name in TopologicalSorter(graph).static_order() if name in graph)


def collected(workspace: Workspace) -> Preflight:
    """Everything worth telling, from the folder's tables."""
    deliveries = rows_of(workspace, "raw_deliveries")
    is_listed = any(row["kind"] in LISTS and row["status"] == "accepted" for row in deliveries)
    findings = [
        row
        for topic in TOPICS
        for row in rows_of(workspace, findings_table(topic))
        if is_listed or row["rule_id"] not in NEED_LISTS
    ]
    order = {"critical": 0, "warning": 1, "info": 2}
    findings.sort(key=lambda row: (row["source_file"] or "", row["source_row"] or 0, order[row["severity"]]))
    columns = rows_of(workspace, "raw_source_columns")
    lines, replies = (rows_of(workspace, table) for table in OWN_TABLES)
    return Preflight(
        deliveries,
        rows_of(workspace, "raw_quarantine"),
        rows_of(workspace, "raw_reading_notes"),
        findings,
        columns,
        corrections=[row for row in lines if row["corrected_text"] is not None],
        answers=[row for row in lines if row["finding_id"] is not None],
        replies=replies,
    )


def rows_of(workspace: Workspace, table: str) -> Rows:
    """The rows of a table of this check; none if it was not made."""
    path = workspace.path(table)
    return pq.read_table(path).to_pylist() if path.exists() else []
