"""The lists of a package: one workbook per mart, its columns as an official reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.handouts.code_words import in_words
from pipeline.handouts.package.mart_files import columns_of, row_stream
from pipeline.handouts.sheets import Rows, SheetPlan, sheet_column

PLACE = ("town_name", "village_name", "household_code", "head_name")


@dataclass(frozen=True)
class ListBook:
    """A workbook of one mart: file name, table, columns in reading order, how many of them stay in view."""

    file: str
    table: str
    columns: tuple[str, ...]
    frozen: int = 0
    signatures: tuple[str, ...] = ()


BOOKS = (
    ListBook("疑点清单", "mart_findings", (
        "survey_year", *PLACE, "severity_zh", "title", "item", "stated", "expected", "message", "source_file",
        "source_sheet", "source_row", "rule_id", "finding_id"), 5),
    ListBook("核查规则执行情况", "mart_rule_runs", (
        "rule_id", "title", "topic", "severity_zh", "checked_count", "finding_count", "not_checked_reason",
        "source"), 2),
    ListBook("临界户名单", "mart_near_threshold", (
        "survey_year", *PLACE, "planned_exit_year", "exit_status", "disposable_income_per_capita_yuan",
        "exit_line_yuan", "margin_yuan", "yuan_to_flip", "yuan_per_person_to_flip", "verdict_zh", "nearness_zh",
        "lowest_per_capita_yuan",
        "highest_per_capita_yuan", "previous_per_capita_yuan", "transfer_share", "unverified_share", "decisive_item_zh",
        "reasons", "evidence_needed"), 5),
    ListBook("三保障及社会保障未落实清单", "mart_coverage_gaps", (
        "survey_year", *PLACE, "gap_zh", "department", "name_masked", "age", "student_stage", "reason", "source_file",
        "source_sheet", "source_row"), 5),
    ListBook("脱贫年度核查意见", "mart_exit_reviews", (
        *PLACE, "household_type", "planned_exit_year", "exit_status", "exit_year_per_capita_yuan",
        "exit_year_line_yuan", "exit_year_margin_yuan", "exit_year_verdict_zh", "final_year",
        "final_year_per_capita_yuan", "final_year_line_yuan", "final_year_margin_yuan", "final_year_verdict_zh",
        "relapse_risk", "false_exit_doubt", "missing_years",
        "review_text"), 4, ("驻村干部（签名）", "村书记（签名）")),
    ListBook("村级汇总", "mart_village_summaries", (
        "survey_year", "town_name", "village_name", "household_count", "people_count", "mean_per_capita_yuan",
        "median_per_capita_yuan", "exit_line_yuan", "met_count", "borderline_above_count", "borderline_below_count",
        "not_met_count", "insufficient_evidence_count", "undeterminable_count", "covered_count", "not_covered_count",
        "provisional_count", "not_delivered_count", "stated_differs_count", "fgt0", "fgt1", "gini"), 3),
    ListBook("年度间达标变动", "mart_exit_transitions", (
        "from_year", "to_year", "town_name", "village_name", "scope", "from_verdict_zh", "to_verdict_zh",
        "household_count", "people_count", "fell_below_count", "rose_above_count", "surely_met_count",
        "possibly_met_count"), 4),
    ListBook("省系统差异清单", "mart_system_differences", (
        "survey_year", *PLACE, "item_zh", "difference_kind", "survey_yuan", "system_yuan", "difference_yuan",
        "survey_count", "system_count", "source_file", "source_sheet", "source_row", "system_source_file",
        "system_source_row"), 5),
    ListBook("家庭成员", "mart_members", (
        "survey_year", "household_id", "name", "id_number_masked", "relation", "gender", "age", "student_stage",
        "health_status", "labour_type", "work_months", "work_place", "monthly_wage_yuan", "is_resident",
        "has_medical_insurance", "has_serious_illness_insurance", "has_pension_insurance", "has_employee_insurance",
        "has_student_support"), 3),
    ListBook("迎考工作进度表", "mart_team_progress", (
        "town_name", "village_name", "team_name", "supervision_group", "stage_zh", "due_date", "rank_number", "status_zh",
        "expected_count", "delivered_count", "verified_count", "in_time_count", "late_count", "delivered_share",
        "verified_share", "is_overdue", "registry_zh", "as_of_date"), 3),
    ListBook("整改台账", "mart_rectifications", (
        "rectification_id", "issue_kind_zh", "town_name", "village_name", "team_name", "supervision_group", "department",
        "household_code", "head_name", "name_masked", "issue_text", "found_on", "due_date", "state_zh", "is_overdue",
        "closed_on", "closing_evidence", "reopened_count", "history"), 2),
    ListBook("帮扶资金使用进度", "mart_fund_progress", (
        "survey_year", "town_name", "village_name", "project_code", "project_name", "project_type", "fund_source",
        "budget_yuan", "received_yuan", "received_share", "spent_yuan", "spent_share", "status_zh",
        "status_text", "remark"), 3),
    ListBook("报送文件清单", "mart_deliveries", (
        "survey_year", "source_file", "source_sheet", "kind", "form", "status_zh", "reason", "rows_seen",
        "rows_accepted", "rows_quarantined", "rows_ignored", "duplicate_of", "sha256"), 3),
    ListBook("待更正记录", "mart_quarantine", (
        "survey_year", "source_file", "source_sheet", "source_row", "kind", "reason", "cells"), 4),
    ListBook("更正记录", "mart_corrections", (
        "survey_year", *PLACE, "item_zh", "stated_text", "delivered_yuan", "corrected_text", "status_zh", "message",
        "reason", "evidence", "signed_by", "signed_text", "statement_file", "statement_sheet", "statement_row",
        "source_file", "source_sheet", "source_row"), 5),
    ListBook("参数及依据", "mart_parameters", (
        "title", "name", "value", "unit", "valid_from", "valid_to", "region", "source", "published_on"), 1),
)  # fmt: skip


def list_plan(book: ListBook, parquet: Path, note: str) -> SheetPlan:
    """The sheet of a list; columns that the table does not have are left out."""
    source = pq.ParquetFile(parquet)
    kept = shown_columns(book, source.schema_arrow.names)
    shown = [(name, source.schema_arrow.names.index(name)) for name in kept]

    def rows() -> Rows:
        return (
            tuple(in_words(name, row[place]) for name, place in shown) for row in row_stream(pq.ParquetFile(parquet))
        )

    columns = tuple(sheet_column(column) for column in columns_of(book.table, kept))
    return SheetPlan(book.file[:28], book.file, note, columns, rows, book.frozen, book.signatures)


def shown_columns(book: ListBook, held: Sequence[str]) -> list[str]:
    """Columns of the list that the table has, in reading order."""
    return [name for name in book.columns if name in held]
