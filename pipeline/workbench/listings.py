"""The lists of the workbench, declared: each is a mart with its columns, what may be chosen, and how it is ordered."""

from dataclasses import dataclass

from pipeline.handouts.package.list_books import BOOKS, GRAVEST, NEAREST

PLACE = ("town_name", "village_name", "household_code", "head_name")


@dataclass(frozen=True)
class Listing:
    """`columns` are shown first, `more` on demand; `choices` are offered as lists, `ranges` as numbers from … to …,
    `searched` by the search box. `hint` stands above the table, `empty` where it has no row at all.

    `about_households`: rows are about single households, closed to those who may not see them.
    """

    path: str
    title: str
    table: str
    columns: tuple[str, ...]
    more: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    order: str = ""
    hint: str = ""
    about_households: bool = True
    ranges: tuple[str, ...] = ()
    empty: str = ""

    @property
    def all_columns(self) -> tuple[str, ...]:
        return (*self.columns, *(name for name in self.more if name not in self.columns))


WIDE = {book.table: book.columns for book in BOOKS}
LISTINGS = (
    Listing("households", "查户", "mart_household_incomes", (
        "survey_year", *PLACE, "divisor_count", "disposable_income_yuan", "disposable_income_per_capita_yuan",
        "exit_line_yuan", "margin_yuan", "verdict_zh", "critical_finding_count", "warning_finding_count"), (
        "household_type", "planned_exit_year", "exit_status", "poverty_cause", "wage_income_yuan",
        "net_business_income_yuan", "net_property_income_yuan", "net_transfer_income_yuan",
        "stated_disposable_income_yuan", "stated_per_capita_yuan", "lowest_per_capita_yuan", "evidenced_share",
        "verdict_text", "review_state_zh", "reviewed_by", "reviewed_on", "source_file", "source_sheet", "source_row"),
        ("survey_year", "town_name", "village_name", "verdict_zh", "scope", "planned_exit_year", "review_state_zh"), PLACE,
        "survey_year desc, town_name, village_name, household_code, household_id",
        "在上方输入姓名（户主或成员，也可用拼音首字母）、户码、村名或证件号码末几位即可查到户。",
        ranges=("disposable_income_per_capita_yuan", "margin_yuan"),
        empty="还没有收入表：请把各村的收入统计表放入 data/raw/年度/ 后运行。"),
    Listing("near", "临界户", "mart_near_threshold", (
        "survey_year", *PLACE, "disposable_income_per_capita_yuan", "exit_line_yuan", "margin_yuan", "yuan_to_flip",
        "verdict_zh", "nearness_zh", "reasons", "evidence_needed"), WIDE["mart_near_threshold"],
        ("survey_year", "nearness_zh", "village_name", "verdict_zh", "decisive_item_zh"), (*PLACE, "reasons"), NEAREST,
        "“参考测算下结论改变”的户不是临界户，只供参考。", ranges=("yuan_to_flip",), empty="没有临界户。"),
    Listing("findings", "疑点", "mart_findings", (
        "severity_zh", "survey_year", "village_name", "household_code", "head_name", "title", "message", "item",
        "stated_yuan", "expected_yuan", "amount_basis", "answer_zh"), WIDE["mart_findings"], ("severity_zh", "answer_zh", "survey_year", "village_name", "title"), (*PLACE, "message", "title"),
        f"{GRAVEST}, survey_year desc, village_name, household_code, finding_id", "重大疑点在前。",
        empty="没有疑点。未核查的规则及原因见“规则”。"),
    Listing("gaps", "三保障缺口", "mart_coverage_gaps", (
        "survey_year", "department", "gap_zh", *PLACE, "name_masked", "age", "student_stage", "reason"),
        WIDE["mart_coverage_gaps"], ("survey_year", "department", "gap_zh", "village_name"), (*PLACE, "reason"),
        "survey_year desc, department, gap_zh, village_name, household_code, source_row",
        empty="没有缺口，或没有报送花名册和部门名单（见“规则”中未核查的原因）。"),
    Listing("reviews", "脱贫年度意见", "mart_exit_reviews", (
        *PLACE, "planned_exit_year", "exit_status", "exit_year_per_capita_yuan", "exit_year_verdict_zh",
        "final_year_per_capita_yuan", "final_year_verdict_zh", "review_text"), WIDE["mart_exit_reviews"],
        ("village_name", "planned_exit_year", "exit_year_verdict_zh", "final_year_verdict_zh", "false_exit_doubt"),
        (*PLACE, "review_text"), "town_name, village_name, household_code, household_id",
        empty="没有预脱贫户：请报送写明预脱贫年度的户名册。"),
    Listing("rectifications", "整改", "mart_rectifications", (
        "rectification_id", "issue_kind_zh", "survey_year", "village_name", "household_code", "head_name",
        "department", "issue_text", "due_date", "state_zh", "is_overdue", "reply_text"), (
        "found_on", "closed_on", "closed_by", "closing_evidence", "replied_by", "replied_on", "reopened_count", "history"),
        ("state_zh", "issue_kind_zh", "village_name", "department", "is_overdue"), ("head_name", "household_code", "issue_text"),
        "state = 'closed', is_overdue desc, due_date, rectification_id", empty="没有整改事项。"),
    Listing("progress", "进度", "mart_team_progress", (
        "village_name", "team_name", "stage_zh", "due_date", "status_zh", "is_overdue", "expected_count", "delivered_count",
        "verified_count", "delivered_share", "verified_share", "rank_number"), WIDE["mart_team_progress"],
        ("town_name", "village_name", "stage_zh", "status_zh", "is_overdue"), ("village_name", "team_name"),
        "is_overdue desc, village_name, due_date", about_households=False, empty="没有驻村工作队：请报送工作队名册。"),
    Listing("funds", "资金", "mart_fund_progress", WIDE["mart_fund_progress"], (),
            ("survey_year", "village_name", "status_zh", "project_type"), ("project_name", "village_name"),
            "survey_year desc, village_name, project_code", about_households=False,
            empty="没有资金项目：请把帮扶资金项目表放入 data/raw/年度/ 后运行。"),
    Listing("deliveries", "报送文件", "mart_deliveries", (
        "delivery_number", "survey_year", "source_file", "source_sheet", "kind", "status_zh", "reason", "rows_seen",
        "rows_accepted", "rows_quarantined"), (*WIDE["mart_deliveries"], "notes"), ("status_zh", "kind", "survey_year"),
        ("source_file", "reason"), "status <> 'rejected', source_file, source_sheet", "退回的在前，原因见“原因”栏。"),
    Listing("quarantine", "待更正记录", "mart_quarantine", WIDE["mart_quarantine"], (), ("kind", "survey_year"),
            ("source_file", "reason", "cells"), "source_file, source_sheet, source_row",
            "这些行没有计入任何结果；改正后重新报送即可。", empty="没有待更正的行。"),
    Listing("corrections", "更正记录", "mart_corrections", (
        "survey_year", *PLACE, "item_zh", "stated_text", "corrected_text", "status_zh", "message", "reason", "signed_by"),
        WIDE["mart_corrections"], ("status_zh", "village_name", "item_zh"), (*PLACE, "reason"),
        "village_name, household_code, survey_year, item_code", empty="还没有更正：请工作队填写村级资料包中的“更正表”后报送。"),
    Listing("answers", "疑点答复", "mart_finding_answers", (
        "survey_year", *PLACE, "title", "severity_zh", "conclusion_zh", "reason", "signed_by", "signed_text", "state_zh"),
        WIDE["mart_finding_answers"], ("state_zh", "conclusion_zh", "village_name", "title"), (*PLACE, "reason"),
        "village_name, household_code, survey_year, finding_id, source_row",
        empty="还没有答复：请在“更正表”的“核实结论”栏填写后报送。"),
    Listing("states", "疑点办理", "mart_finding_states", (
        "state_zh", "survey_year", "village_name", "household_code", "head_name", "severity_zh", "title", "message",
        "found_on", "closed_on", "history"), WIDE["mart_finding_states"],
        ("state_zh", "severity_zh", "survey_year", "village_name", "title"), (*PLACE, "message", "title"),
        f"state = 'closed', {GRAVEST}, survey_year desc, village_name, household_code, finding_id",
        "每条疑点从发现、答复、采纳到消除的经过；已消除的在后。", empty="没有需要办理的疑点。"),
    Listing("signatures", "复核", "mart_reviews", (
        "survey_year", *PLACE, "review_type", "review_text", "reviewed_by", "reviewed_on", "reason", "status_zh", "message"), (
        "basis_code", "current_basis_code", "source_file", "source_sheet", "source_row"),
        ("status_zh", "review_text", "review_type", "village_name", "reviewed_by"), (*PLACE, "reason"),
        "survey_year desc, village_name, household_code, reviewed_on, source_file, source_row",
        empty="还没有复核意见：复核人员登录后在户页签署，或报送“复核意见表”。"),
    Listing("ledgers", "台账核对", "mart_ledger_comparisons", WIDE["mart_ledger_comparisons"],
            ("has_ledger_difference", "still_due_yuan"), ("survey_year", "village_name", "item_zh", "has_ledger_difference"),
            PLACE, "has_ledger_difference desc, survey_year desc, village_name, household_code, item_code",
            "与台账不符的在前。", ranges=("difference_yuan",), empty="没有可核对的台账：请报送各部门发放台账。"),
    Listing("rules", "规则", "mart_rule_runs", (
        "severity_zh", "title", "checked_count", "finding_count", "not_checked_reason", "meaning"),
        WIDE["mart_rule_runs"], ("severity_zh", "topic"), ("title", "meaning", "rule_id"),
        f"{GRAVEST}, rule_id", about_households=False),
    Listing("parameters", "参数", "mart_parameters", WIDE["mart_parameters"], (), ("region",), ("title", "name", "source"),
            "name, valid_from", about_households=False),
)  # fmt: skip
BY_PATH = {one.path: one for one in LISTINGS}
MENU = (
    "households", "near", "findings", "states", "answers", "corrections", "ledgers", "gaps", "reviews", "rectifications", "signatures",
    "progress", "funds", "deliveries", "quarantine", "rules", "parameters",
)  # fmt: skip
