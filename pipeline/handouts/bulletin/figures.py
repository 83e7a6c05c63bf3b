"""The bulletin's figures: each is one query on the marts. $day is the bulletin's date."""

from typing import Any

import duckdb

from pipeline.explanation import records

OPEN_GAP = "from mart_rectifications where issue_kind = 'gap' and state <> 'closed' and item ="
PERSON = "count(distinct concat_ws('|', household_id, coalesce(person_key, name_masked, rectification_id)))"
# Name → query of one value.
FIGURES = {
    "students": f"select {PERSON} {OPEN_GAP} 'student_support'",
    "dibao_households": f"select count(distinct household_id) {OPEN_GAP} 'dibao'",
    "without_medical": f"select {PERSON} {OPEN_GAP} 'medical_insurance'",
    "without_pension": f"select {PERSON} {OPEN_GAP} 'pension_insurance'",
    "dropouts": f"select {PERSON} {OPEN_GAP} 'dropout'",
    "unsafe_housing": f"select count(distinct household_id) {OPEN_GAP} 'housing'",
    "unsafe_water": f"select count(distinct household_id) {OPEN_GAP} 'drinking_water'",
    "villages": "select count(distinct village_id) from mart_team_progress",
    "registered_villages": "select count(distinct village_id) from mart_team_progress where is_registered",
    "matters": "select count(*) from mart_rectifications",
    "matters_open": "select count(*) from mart_rectifications where state in ('open', 'in_progress')",
    "matters_closed": "select count(*) from mart_rectifications where state = 'closed'",
    "matters_recurred": "select count(*) from mart_rectifications where state = 'recurred'",
    "matters_overdue": "select count(*) from mart_rectifications where state <> 'closed' and due_date < $day",
    "inspections_open": (
        "select count(*) from mart_rectifications where issue_kind = 'inspection' and state <> 'closed'"
    ),
    "differences_open": (
        "select count(*) from mart_rectifications where issue_kind = 'system_difference' and state <> 'closed'"
    ),
    "findings_open": "select count(*) from mart_rectifications where issue_kind = 'finding' and state <> 'closed'",
    "rejected_sheets": "select count(*) from mart_deliveries where status = 'rejected'",
    "rejected_files": "select count(distinct source_file) from mart_deliveries where status = 'rejected'",
    "quarantined_rows": "select count(*) from mart_quarantine",
    "replies_refused": (
        "select count(*) from mart_rectification_replies where status not in ('closed', 'in_progress', 'superseded')"
    ),
    "projects": "select count(*) from mart_fund_progress where survey_year = $year",
    "budget_yuan": "select coalesce(sum(budget_yuan), 0) from mart_fund_progress where survey_year = $year",
    "spent_yuan": "select coalesce(sum(spent_yuan), 0) from mart_fund_progress where survey_year = $year",
    "received_projects": (
        "select count(*) from mart_fund_progress where survey_year = $year and received_yuan is not null"
    ),
    "received_yuan": "select coalesce(sum(received_yuan), 0) from mart_fund_progress where survey_year = $year",
    "idle_yuan": "select coalesce(sum(idle_yuan), 0) from mart_fund_progress where survey_year = $year",
    "slow_projects": (
        "select count(*) from mart_fund_progress where survey_year = $year and status in ('slow', 'not_started')"
    ),
    "unchecked_projects": "select count(*) from mart_fund_progress where survey_year = $year and status = 'unknown'",
}
# Name → query of several rows.
LISTS = {
    "stages": """
select stage, stage_zh, due_date, count(*) as teams, count(*) filter (where status = 'finished') as finished,
    count(*) filter (where status = 'not_delivered') as silent, count(*) filter (where status = 'no_list') as no_list,
    count(*) filter (where status <> 'finished' and $day > due_date) as overdue,
    cast(sum(expected_count) as integer) as expected, cast(sum(delivered_count) as integer) as delivered,
    cast(sum(verified_count) as integer) as verified, cast(sum(late_count) as integer) as late
from mart_team_progress group by stage, stage_zh, due_date order by stage""",
    "ranks": """
select stage, rank_number, team_name || case when is_registered = false then '（名册外）' else '' end as team_name, town_name, supervision_group, expected_count, delivered_count, verified_count,
    verified_share, status_zh, status <> 'finished' and $day > due_date as is_overdue
from mart_team_progress order by stage, rank_number, village_id""",
    "groups": """
select coalesce(supervision_group, '未分组') as group_name, count(distinct village_id) as teams,
    count(*) filter (where $day > due_date) as due, count(*) filter (where status = 'finished' and $day > due_date) as finished,
    count(*) filter (where status <> 'finished' and $day > due_date) as overdue
from mart_team_progress group by supervision_group order by supervision_group nulls last""",
    "departments": """
select department, count(*) as matters, count(*) filter (where state = 'closed') as closed,
    count(*) filter (where state <> 'closed') as remaining,
    count(*) filter (where state <> 'closed' and due_date < $day) as overdue
from mart_rectifications group by department order by remaining desc, department nulls last""",
    "slow_projects": """
select village_name, project_name, budget_yuan, spent_yuan, spent_share, status_zh from mart_fund_progress
where survey_year = $year and status in ('slow', 'not_started')
order by spent_share, village_name, project_name, source_file, source_sheet, source_row""",
    "idle_projects": """
select village_name, project_name, idle_yuan from mart_fund_progress where survey_year = $year and idle_yuan > 0
order by idle_yuan desc, village_name, project_name, source_file, source_sheet, source_row""",
    "rejections": """
select reason, count(*) as sheets from mart_deliveries where status = 'rejected'
group by reason order by sheets desc, reason""",
    "limits": """
select issue_kind_zh, min(due_date) as due_date, count(*) as remaining from mart_rectifications
where state <> 'closed' and due_date is not null and issue_kind <> 'missing_delivery'
group by issue_kind_zh order by due_date, issue_kind_zh""",
}


def figures_of(marts: duckdb.DuckDBPyConnection, values: dict[str, Any]) -> dict[str, Any]:
    """Every figure by name. `values`: day (a date) and year."""
    return {name: marts.execute(sql, used(sql, values)).fetchall()[0][0] for name, sql in FIGURES.items()}


def lists_of(marts: duckdb.DuckDBPyConnection, values: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Every list by name, its rows as mappings."""
    return {name: records(marts, sql, used(sql, values)) for name, sql in LISTS.items()}


def used(sql: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values that a query names."""
    return {name: value for name, value in values.items() if f"${name}" in sql}
