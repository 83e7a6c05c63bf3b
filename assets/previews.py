"""What an analyst sees of a table in the UI: ten masked rows, rows by year, figures that plot over the nights.

Only marts are shown row by row, and of them no ID number, no free text and no full name.
"""

from typing import Any

import dagster as dg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assets.pictures import chart_metadata
from pipeline.contracts import Column, contracts
from pipeline.handouts.code_words import in_words
from pipeline.workspace import Workspace

PREVIEW_ROWS, PREVIEW_COLUMNS = 10, 6
PERSON_WORDS = ("姓名", "签名", "签字", "经手", "负责人", "联系人", "更正人", "核实人")
WIDE = {"county_name", "town_name", "scope", "exit_status", "planned_exit_year", "household_type", "form"}
LEFT_OUT = (
    "masked",
    "birth_date",
    "_key",
    "_text",
    "cells",
    "message",
    "remark",
    "source",
    "reason",
    "detail",
    "employer",
    "_id",
)
# The columns of a preview, where they are not the table's first ones.
PREFERRED = {
    "mart_near_threshold": (
        "survey_year", "village_name", "household_code", "disposable_income_per_capita_yuan", "margin_yuan", "verdict_zh"),
    "mart_household_incomes": (
        "survey_year", "village_name", "household_code", "disposable_income_per_capita_yuan", "exit_line_yuan",
        "verdict_zh"),
    "mart_exit_reviews": (
        "village_name", "household_code", "planned_exit_year", "exit_year_per_capita_yuan", "exit_year_verdict_zh",
        "final_year_verdict_zh"),
    "mart_findings": ("severity_zh", "title", "survey_year", "village_name", "household_code", "answer_zh"),
    "mart_coverage_gaps": ("survey_year", "department", "gap_zh", "village_name", "household_code", "age"),
    "mart_rectifications": ("issue_kind_zh", "village_name", "household_code", "due_date", "state_zh", "is_overdue"),
    "mart_team_progress": ("village_name", "stage_zh", "due_date", "status_zh", "expected_count", "delivered_count"),
    "mart_deliveries": ("survey_year", "kind", "status_zh", "rows_seen", "rows_accepted", "rows_quarantined"),
    "mart_ledger_comparisons": (
        "survey_year", "village_name", "household_code", "item_zh", "declared_yuan", "paid_yuan"),
    "mart_rule_runs": ("severity_zh", "title", "topic", "checked_count", "finding_count", "rule_id"),
    "mart_parameters": ("title", "value", "valid_from", "valid_to", "region", "name"),
}  # fmt: skip
# Figures of a table: its column → {value: name of the plot}. English names sort and plot in the UI, Chinese label them.
COUNTED = {
    "mart_household_incomes": ("verdict", {
        "met": "达标户年度", "not_met": "未达标户年度", "borderline": "临界户年度", "undeterminable": "无法核定户年度",
        "covered": "兜底已落实户年度", "not_covered": "兜底未落实户年度", "insufficient_evidence": "证据不足户年度"}),
    "mart_findings": ("severity", {"critical": "重大疑点", "warning": "一般疑点", "info": "提示"}),
    "mart_deliveries": ("status", {"accepted": "接收", "rejected": "退回", "duplicate": "重复", "ignored": "略过"}),
}  # fmt: skip


def table_metadata(table: str, workspace: Workspace) -> dict[str, Any]:
    """Metadata of one table of the run that was just written."""
    path = workspace.path(table)
    if not path.exists():
        return {}
    columns = {column.name for column in contracts()[table].columns}
    found: dict[str, Any] = {}
    if table.startswith("mart_"):
        found["预览（姓名已脱敏）"] = dg.MetadataValue.md(preview(table, first_rows(path)))
    if "survey_year" in columns:
        found["按年度行数"] = dg.MetadataValue.md(years_table(path_column(path, "survey_year")))
    if table in COUNTED:
        column, names = COUNTED[table]
        counts = counts_of(path_column(path, column))
        found |= {name: counts.get(value, 0) for value, name in names.items()}
    if table == "mart_household_incomes":
        found["户数"] = pc.count_distinct(path_column(path, "household_id"), mode="all").as_py()
    return found | chart_metadata(table, workspace)


def path_column(path: Any, name: str) -> pa.ChunkedArray:
    """One column of a Parquet file."""
    with pq.ParquetFile(path) as file:
        return file.read(columns=[name])[name]


def first_rows(path: Any) -> pa.Table:
    """The first rows in the table's own order."""
    with pq.ParquetFile(path) as file:
        batch = next(file.iter_batches(batch_size=PREVIEW_ROWS), None)
        return file.schema_arrow.empty_table() if batch is None else pa.Table.from_batches([batch])


def counts_of(column: pa.ChunkedArray) -> dict[Any, int]:
    """Value → number of rows."""
    return {one["values"]: one["counts"] for one in pc.value_counts(column).to_pylist()}


def years_table(years: pa.ChunkedArray) -> str:
    """Markdown: year, rows."""
    counts = sorted(counts_of(years).items(), key=lambda one: one[0] or 0)
    rows = [f"| {year or '未定'} | {number:,} |" for year, number in counts]
    return "\n".join(["| 年度 | 行数 |", "|---|---:|", *rows])


def preview(table: str, rows: pa.Table) -> str:
    """Markdown of at most ten rows and six columns, Chinese headers, names masked."""
    columns = {column.name: column for column in contracts()[table].columns}
    told = [name for name in columns if is_shown(columns[name]) and f"{name}_zh" not in columns]
    names = PREFERRED.get(table) or told[:PREVIEW_COLUMNS]
    shown = [columns[name] for name in names]
    lines = ["| " + " | ".join(column.label for column in shown) + " |", "|" + "---|" * len(shown)]
    for row in rows.slice(0, PREVIEW_ROWS).to_pylist():
        lines.append("| " + " | ".join(cell(column, row.get(column.name)) for column in shown) + " |")
    return "\n".join(lines)


def is_shown(column: Column) -> bool:
    """Whether a column says something in a narrow preview, and nothing that must not be seen there."""
    name = column.name
    return not name.endswith(LEFT_OUT) and not name.startswith("source") and name not in WIDE


def is_person_name(column: Column) -> bool:
    """Known by the Chinese word, so that a new table's names are masked too."""
    return any(word in column.zh for word in PERSON_WORDS)


def cell(column: Column, value: Any) -> str:
    """A value as a markdown cell; a person's name keeps its first character."""
    if value is None:
        return ""
    if is_person_name(column):
        return f"{str(value)[:1]}＊＊"
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(in_words(column.name, value)).replace("|", "/").replace("\n", " ")[:60]
