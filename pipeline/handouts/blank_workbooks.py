"""Workbooks to fill in: the headers that the reader knows, what may be typed under them, the households that a release knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from pipeline.contracts import ROOT
from pipeline.explanation import records
from pipeline.handouts.sheets import Rows, SheetColumn, SheetPlan
from pipeline.handouts.village_choice import Village
from pipeline.handouts.workbook import write_workbook
from pipeline.item_book import parts
from pipeline.recognition.headers import HeaderBook, HeaderColumn
from pipeline.recognition.kind_book import kinds

HEADERS = ROOT / "assets" / "headers"
TITLES = {kind.name: kind.title for kind in kinds().values() if kind.title}
LEFT_OUT = parts() | {
    "province_name", "city_name", "natural_village_name", "month", "stated_net_income", "stated_net_income_per_capita",
    "is_planned_this_year", "identified_year", "employer", "ethnicity", "education", "monthly_amount",
}  # fmt: skip
COUNTS = {"registered_count", "resident_count"}
MONTHS = {"work_months", "months"}
YEARS = {"stated_year", "planned_exit_year", "paid_year"}
CHOICES = {
    "labour_capacity": ("有劳动力户", "无劳动力户"),
    "exit_status": ("未脱贫", "预脱贫", "已脱贫", "返贫", "注销"),
    "household_type": ("一般贫困户", "低保贫困户", "五保贫困户"),
    "labour_type": ("普通劳动力", "技能劳动力", "弱劳动力或半劳动力", "丧失劳动力", "无劳动力"),
    "student_status": ("非在校生", "学前教育", "义务教育阶段", "高中", "中职", "大专及以上"),
    "gender": ("男", "女"),
    "presence_text": ("是", "否"),
    "reply_text": ("已整改", "整改中"),
    "review_text": ("同意", "异议"),
    "review_type": ("复核", "户主申诉", "申诉答复"),
}


@dataclass(frozen=True)
class BlankColumn:
    """A column: its canonical name, and how it shows in the sheet."""

    name: str
    sheet: SheetColumn


def blank_columns(kind: str) -> list[BlankColumn]:
    """The columns of a kind in the order of its header file; of an income statement those of the village form."""
    return list(_columns(kind))


def _columns(kind: str) -> Iterator[BlankColumn]:
    headers = HeaderBook.load(HEADERS).kinds[kind]
    for column in headers.columns.values():
        if column.name not in LEFT_OUT:
            yield BlankColumn(column.name, SheetColumn(header_of(column), "entry", 20, narrowest(column),
                                                       choices_of(column), check_of(column)))  # fmt: skip


def header_of(column: HeaderColumn) -> str:
    """The header that tells the column beyond doubt: the village form's own, else the first that any form may use."""
    return column.labels[0] if column.labels else column.zh


def check_of(column: HeaderColumn) -> str:
    """What may be typed."""
    if column.name in COUNTS:
        return "count"
    if column.name in MONTHS:
        return "months"
    if column.name in YEARS:
        return "year"
    if column.is_money or column.name == "amount":
        return "amount"
    return "id" if column.type == "id" else ""


def choices_of(column: HeaderColumn) -> tuple[str, ...]:
    """What may be chosen."""
    return ("是", "否") if column.name.startswith(("is_", "has_")) else CHOICES.get(column.name, ())


def narrowest(column: HeaderColumn) -> int:
    """Room to write in."""
    return 19 if column.type == "id" else 11 if column.is_money else 8


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


SPARE_ROWS = 40
HINT = "单位：元。表头请勿改动；没有的金额留空；证件号码、户码为文本。"


def write_blank(path: Path, kind: str, *, place: str, year: int, known: list[dict[str, Any]]) -> int:
    """Write the workbook; returns the rows that are filled in already. `place`: 镇和村, for the title."""
    columns = blank_columns(kind)
    filled = [tuple(({"stated_year": year} | row).get(column.name) for column in columns) for row in known]
    spare = [tuple(None for _ in columns)] * SPARE_ROWS

    def rows() -> Rows:
        return [*filled, *spare]

    title = f"{place}{year}年{TITLES[kind]}"
    plan = SheetPlan(TITLES[kind], title, HINT, tuple(column.sheet for column in columns), rows, min(6, len(columns)))
    write_workbook(path, [plan])
    return len(filled)
