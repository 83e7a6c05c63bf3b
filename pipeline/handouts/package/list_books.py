"""The lists of a package, declared: which columns a screen shows, and which of them go to paper, in which order."""

from dataclasses import dataclass

PLACE = ("town_name", "village_name", "household_code", "head_name")
GRAVEST = "case severity when 'critical' then 0 when 'warning' then 1 else 2 end"
BY_PLACE = "county_name, town_name, village_name, household_code, household_id"
APPENDIX = "附表"


@dataclass(frozen=True)
class Paper:
    """A sheet to print: its columns (all of the list if empty), which rows, in which order, what is added up."""

    name: str
    columns: tuple[str, ...] = ()
    where: str = ""
    order: str = ""
    by_village: bool = False
    signatures: tuple[str, ...] = ()
    summed: tuple[str, ...] = ()
    hint: str = ""
    counted: str = ""  # what a row is, where it is neither a household (户) nor an entry (项)


@dataclass(frozen=True)
class ListBook:
    """A workbook of one mart: file name, table, its columns in reading order, how many of them stay in view.

    `papers` come first; the sheet with all columns and rows, for the screen, is the last. `folder`: where the file
    lies; `for_village`: whether a village's own package has it.
    """

    file: str
    table: str
    columns: tuple[str, ...]
    frozen: int = 0
    papers: tuple[Paper, ...] = ()
    folder: str = APPENDIX
    for_village: bool = False

    @property
    def path(self) -> str:
        """The workbook below the package's folder."""
        return f"{self.folder}/{self.file}.xlsx" if self.folder else f"{self.file}.xlsx"


NEAR = (
    "survey_year", "village_name", "household_code", "head_name", "disposable_income_per_capita_yuan", "exit_line_yuan",
    "margin_yuan", "yuan_to_flip", "verdict_zh", "reasons", "evidence_needed",
)  # fmt: skip
TEAM = "驻村工作队"  # what the ledger calls whoever is no department
RECTIFIED = (
    "rectification_id", "issue_kind_zh", "village_name", "household_code", "head_name", "name_masked", "issue_text",
    "found_on", "due_date", "state_zh", "closed_on", "closing_evidence",
)  # fmt: skip
OPEN_FIRST = "state = 'closed', due_date nulls last, village_id, household_code, rectification_id"
NEAREST = "survey_year desc, abs(yuan_to_flip) nulls last, household_id"

BOOKS = (
    ListBook("疑点清单", "mart_findings", (
        "survey_year", *PLACE, "severity_zh", "title", "item", "stated_yuan", "expected_yuan", "amount_basis", "stated",
        "expected", "message", "answer_zh", "reason", "signed_by", "source_file", "source_sheet", "source_row", "rule_id",
        "finding_id"), 5, (
        Paper("疑点清单", (
            "severity_zh", "survey_year", "village_name", "household_code", "head_name", "title", "item", "stated_yuan",
            "expected_yuan", "amount_basis", "message", "answer_zh"), order=f"{GRAVEST}, survey_year desc, {BY_PLACE}, finding_id",
            hint="重大疑点在前；申报数、应有数是金额的才填数，口径见“金额口径”栏"),), "", True),
    ListBook("临界户名单", "mart_near_threshold", (
        "survey_year", *PLACE, "planned_exit_year", "exit_status", "disposable_income_per_capita_yuan",
        "exit_line_yuan", "margin_yuan", "yuan_to_flip", "yuan_per_person_to_flip", "verdict_zh", "nearness_zh",
        "lowest_per_capita_yuan", "highest_per_capita_yuan", "previous_per_capita_yuan", "transfer_share",
        "unverified_share", "decisive_item_zh", "reasons", "evidence_needed"), 5, (
        Paper("临界户", NEAR, "nearness <> 'informing_test'", NEAREST,
              hint="在临界范围内，或改正某项缺陷后结论即改变的户；结论临界差额为全户金额，其余为人均"),
        Paper("供参考", NEAR, "nearness = 'informing_test'", NEAREST,
              hint="不是临界户：只在参考测算下结论才会改变；结论临界差额为全户金额，其余为人均")), "", True),
    ListBook("三保障及社会保障未落实清单", "mart_coverage_gaps", (
        "survey_year", *PLACE, "gap_zh", "department", "name_masked", "age", "student_stage", "reason", "source_file",
        "source_sheet", "source_row"), 5, (
        Paper("未落实清单", (
            "department", "gap_zh", "survey_year", "village_name", "household_code", "head_name", "name_masked", "age",
            "student_stage", "reason"), order=f"department, gap_zh, survey_year desc, {BY_PLACE}, source_row",
            hint="按责任部门排列"),), "", True),
    ListBook("脱贫年度核查意见", "mart_exit_reviews", (
        *PLACE, "household_type", "planned_exit_year", "exit_status", "exit_year_per_capita_yuan",
        "exit_year_line_yuan", "exit_year_margin_yuan", "exit_year_verdict_zh", "final_year",
        "final_year_per_capita_yuan", "final_year_line_yuan", "final_year_margin_yuan", "final_year_verdict_zh",
        "relapse_risk", "false_exit_doubt", "missing_years", "review_text"), 4, (
        Paper("核查意见", (
            "household_code", "head_name", "planned_exit_year", "exit_status", "exit_year_per_capita_yuan",
            "exit_year_line_yuan", "exit_year_verdict_zh", "final_year_per_capita_yuan", "final_year_line_yuan",
            "final_year_verdict_zh", "review_text"), order=BY_PLACE, by_village=True,
            signatures=("驻村干部（签名）", "村书记（签名）")),), "", True),
    ListBook("核查规则执行情况", "mart_rule_runs", (
        "title", "topic", "severity_zh", "checked_count", "finding_count", "not_checked_reason", "source", "rule_id"), 1),
    ListBook("村级汇总", "mart_village_summaries", (
        "survey_year", "town_name", "village_name", "household_count", "left_out_count", "people_count", "mean_per_capita_yuan",
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
        "system_source_row"), 5, (
        Paper("省系统差异", (
            "survey_year", "village_name", "household_code", "head_name", "item_zh", "difference_kind", "survey_yuan",
            "system_yuan", "difference_yuan", "survey_count", "system_count"), order=f"{BY_PLACE}, survey_year"),),
        for_village=True),
    ListBook("家庭成员", "mart_members", (
        "survey_year", "village_in_id", "code_in_id", "name", "id_number_masked", "relation", "gender", "age", "student_stage",
        "health_status", "labour_type", "work_months", "work_place", "monthly_wage_yuan", "is_resident",
        "has_medical_insurance", "has_serious_illness_insurance", "has_pension_insurance", "has_employee_insurance",
        "has_student_support"), 4, for_village=True),
    ListBook("迎考工作进度表", "mart_team_progress", (
        "town_name", "village_name", "team_name", "supervision_group", "stage_zh", "due_date", "rank_number", "status_zh",
        "expected_count", "delivered_count", "verified_count", "in_time_count", "late_count", "delivered_share",
        "verified_share", "is_overdue", "registry_zh", "as_of_date"), 3, (
        Paper("进度表", (
            "rank_number", "town_name", "village_name", "team_name", "stage_zh", "due_date", "status_zh", "expected_count",
            "delivered_count", "verified_count", "verified_share", "is_overdue"), order="stage, rank_number, village_id"),),
        for_village=True),
    ListBook("整改台账", "mart_rectifications", (
        "rectification_id", "issue_kind_zh", "town_name", "village_name", "team_name", "supervision_group", "department",
        "household_code", "head_name", "name_masked", "issue_text", "found_on", "due_date", "state_zh", "is_overdue",
        "closed_on", "closing_evidence", "reopened_count", "history"), 2, (
        Paper("职能部门", (
            "department", *RECTIFIED), f"department <> '{TEAM}'",
            f"department, {OPEN_FIRST}", hint="由职能部门办理的，按部门排列，未销号的在前"),
        Paper("驻村工作队", RECTIFIED, f"department = '{TEAM}'", f"county_name, town_name, village_name, {OPEN_FIRST}",
              by_village=True, signatures=("驻村干部（签名）",), counted="件",
              hint="由驻村工作队办理的，按村排列，未销号的在前")),
        for_village=True),
    ListBook("整改回复", "mart_rectification_replies", (
        "rectification_id", "village_name", "reply_text", "measure_text", "replied_by", "replied_text", "evidence",
        "status_zh", "message", "source_file", "source_sheet", "source_row"), 2),
    ListBook("帮扶资金使用进度", "mart_fund_progress", (
        "survey_year", "town_name", "village_name", "project_code", "project_name", "project_type", "fund_source",
        "budget_yuan", "received_yuan", "received_share", "spent_yuan", "spent_share", "idle_yuan", "elapsed_share",
        "status_zh", "status_text", "remark"), 3, (
        Paper("资金进度", (
            "survey_year", "project_code", "project_name", "project_type", "budget_yuan", "received_yuan", "spent_yuan",
            "idle_yuan", "spent_share", "elapsed_share", "status_zh", "status_text"),
            order="county_name, town_name, village_name, survey_year, project_code",
            by_village=True, summed=("budget_yuan", "received_yuan", "spent_yuan", "idle_yuan")),), for_village=True),
    ListBook("村级资金与分红", "mart_village_funds", (
        "survey_year", "town_name", "village_name", "team_name", "project_count", "slow_count", "budget_yuan",
        "received_yuan", "spent_yuan", "idle_yuan", "dividend_paid_yuan", "dividend_declared_yuan",
        "dividend_difference_yuan"), 3, (
        Paper("各村资金", order="survey_year desc, county_name, town_name, village_name",
              hint="分红差额为各户申报数减台账发放数"),), for_village=True),
    ListBook("台账核对", "mart_ledger_comparisons", (
        "survey_year", *PLACE, "item_zh", "declared_yuan", "paid_yuan", "difference_yuan", "is_partial",
        "is_ledger_complete", "entry_count", "source_file", "source_sheet", "source_row"), 5, for_village=True),
    ListBook("报送文件清单", "mart_deliveries", (
        "survey_year", "source_file", "source_sheet", "kind", "form", "status_zh", "reason", "rows_seen",
        "rows_accepted", "rows_quarantined", "rows_ignored", "duplicate_of", "sha256"), 3, (
        Paper("报送文件", (
            "survey_year", "source_file", "source_sheet", "kind", "status_zh", "reason", "rows_seen", "rows_accepted",
            "rows_quarantined"), order="status <> 'rejected', source_file, source_sheet", hint="退回的在前"),),
        for_village=True),
    ListBook("待更正记录", "mart_quarantine", (
        "survey_year", "source_file", "source_sheet", "source_row", "kind", "reason", "cells"), 4, for_village=True),
    ListBook("更正记录", "mart_corrections", (
        "survey_year", *PLACE, "item_zh", "stated_text", "delivered_yuan", "corrected_text", "status_zh", "message",
        "reason", "evidence", "signed_by", "signed_text", "statement_file", "statement_sheet", "statement_row",
        "source_file", "source_sheet", "source_row"), 5, (
        Paper("更正记录", (
            "survey_year", "village_name", "household_code", "head_name", "item_zh", "stated_text", "corrected_text",
            "status_zh", "message", "reason", "signed_by"), order=f"{BY_PLACE}, survey_year, item_code"),),
        for_village=True),
    ListBook("复核记录", "mart_reviews", (
        "survey_year", *PLACE, "review_type", "review_text", "reviewed_by", "reviewed_on", "reason", "status_zh", "message",
        "source_file", "source_sheet", "source_row"), 5, for_village=True),
    ListBook("入户核查结果", "mart_field_checks", (
        "survey_year", *PLACE, "item_zh", "verified_yuan", "found_yuan", "found_text", "difference_yuan", "agreement_zh",
        "checked_by", "checked_on", "reason", "source_file", "source_sheet", "source_row"), 5, for_village=True),
    ListBook("疑点答复", "mart_finding_answers", (
        "survey_year", *PLACE, "title", "severity_zh", "item_zh", "conclusion_zh", "corrected_text", "reason", "evidence",
        "signed_by", "signed_text", "state_zh", "source_file", "source_sheet", "source_row", "finding_id"), 5, (
        Paper("疑点答复", (
            "survey_year", "village_name", "household_code", "head_name", "title", "conclusion_zh", "corrected_text",
            "reason", "signed_by", "signed_text", "state_zh"), order=f"{BY_PLACE}, survey_year, finding_id, source_row"),),
        for_village=True),
    ListBook("疑点办理状态", "mart_finding_states", (
        "survey_year", *PLACE, "severity_zh", "title", "item", "message", "state_zh", "found_on", "reason", "signed_by",
        "office_by", "closed_on", "reopened_on", "reopened_count", "history", "finding_id"), 5, (
        Paper("办理状态", (
            "state_zh", "survey_year", "village_name", "household_code", "head_name", "severity_zh", "title", "message",
            "found_on", "history"), order=f"state = 'closed', {GRAVEST}, {BY_PLACE}, survey_year, finding_id",
            hint="已消除的在后"),), for_village=True),
    ListBook("参数及依据", "mart_parameters", (
        "title", "value", "unit", "valid_from", "valid_to", "region", "source", "published_on", "name"), 1),
)  # fmt: skip
