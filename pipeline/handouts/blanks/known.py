"""What a release already knows of a village's households, to be filled in before the team writes the rest."""

from typing import Any

import duckdb

from pipeline.explanation import records
from pipeline.handouts.village_choice import Village

# For each kind: the table, and which of its columns fill which of the form's.
HOUSEHOLD = {
    "county_name": "county_name", "town_name": "town_name", "village_name": "village_name",
    "household_code": "household_code", "head_name": "head_name", "household_type": "household_type",
    "registered_count": "registered_count", "planned_exit_year": "planned_exit_year", "exit_status": "exit_status",
    "poverty_cause": "poverty_cause",
}  # fmt: skip
MEMBER = {
    "member_name": "name", "relation": "relation", "gender": "gender", "labour_type": "labour_type",
    "health_status": "health_status",
}  # fmt: skip
# Papers that a household's file holds; a team adds its own lines.
PAPERS = ("经济收入调查表", "帮扶记录簿", "收入佐证材料")
BY_HOUSEHOLD = ("income_statement", "household_list", "record_book", "archive_item", "field_check", "review")
OF_ALL_YEARS = (
    "select * from mart_household_incomes where village_id = $1 order by survey_year, household_code, household_id"
)
CAPACITY = {True: "有劳动力户", False: "无劳动力户"}
HOUSEHOLDS = (
    "select * from mart_household_incomes where village_id = $1 and survey_year = (select max(survey_year)"
    " from mart_household_incomes where village_id = $1) order by household_code, household_id"
)
MEMBERS = (
    "select * from mart_members where village_id = $1 and survey_year = (select max(survey_year) from mart_members"
    " where village_id = $1) order by household_id, source_file, source_sheet, source_row"
)


def known_rows(marts: duckdb.DuckDBPyConnection, kind: str, village: Village) -> list[dict[str, Any]]:
    """A row per household (per member for a roster), by the form's canonical names. ID numbers are never known."""
    if kind == "review":
        return [review_row(row) for row in records(marts, OF_ALL_YEARS, [village.village_id])]
    households = [household_row(row) for row in records(marts, HOUSEHOLDS, [village.village_id])]
    if kind == "archive_item":
        return [row | {"item_text": paper} for row in households for paper in PAPERS]
    if kind != "roster":
        return households if kind in BY_HOUSEHOLD else []
    by_id = {row["household_id"]: row for row in households}
    members = records(marts, MEMBERS, [village.village_id])
    return [
        by_id[row["household_id"]] | {name: row[source] for name, source in MEMBER.items()}
        for row in members
        if row["household_id"] in by_id
    ]


def household_row(row: dict[str, Any]) -> dict[str, Any]:
    """A household by the form's names."""
    known = {name: row[source] for name, source in HOUSEHOLD.items()}
    return known | {"household_id": row["household_id"], "labour_capacity": CAPACITY.get(row["has_labour_capacity"])}


def review_row(row: dict[str, Any]) -> dict[str, Any]:
    """A household's figure of a year with the code that a review of it names."""
    per_capita = row["disposable_income_per_capita_yuan"]
    return household_row(row) | {
        "stated_year": row["survey_year"],
        "basis_code": row["basis_code"],
        "verified_text": None if per_capita is None else str(per_capita),
        "verdict_text": row["verdict_zh"],
    }
