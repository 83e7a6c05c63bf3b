"""A reviewer's answers leave the workbench as deliveries: workbooks of kind `review` and `rectification`, one a time,
never changed afterwards. The pipeline reads them like any other; no figure is written here.
"""

import datetime as dt
import secrets
from pathlib import Path
from typing import Any

import duckdb

from pipeline.explanation import records
from pipeline.handouts.blank_workbooks import TITLES, blank_columns
from pipeline.handouts.sheets import SheetPlan
from pipeline.handouts.workbook import write_workbook
from pipeline.release.folders import BEIJING, Release
from pipeline.release.staging import whole_file
from pipeline.settings import Settings
from pipeline.workbench.users import User

FOLDER = "核查工作台"
OPINIONS = ("同意", "异议")
REPLIES = ("已整改", "整改中")
LONGEST = 500


class AnswerError(ValueError):
    """An answer that can't be taken; the message is Chinese and says what is missing."""


class UnknownMatterError(LookupError):
    """Nothing of that number or household is there to be answered; the message is Chinese."""


def write_answer(
    settings: Settings, release: Release, *, tables: duckdb.DuckDBPyConnection, user: User, given: dict[str, Any]
) -> str:
    """Write one answer; returns the file's name below data/raw. Raises AnswerError, UnknownMatterError."""
    texts = {name: str(value).strip()[:LONGEST] for name, value in given.items() if value is not None}
    kinds = {"review": review_row, "rectification": reply_row}
    kind = texts.get("kind", "")
    if kind not in kinds:
        raise AnswerError("不知道要填什么：应为复核意见或整改回复。")
    day = dt.datetime.now(BEIJING)
    row, year = kinds[kind](release, tables, user=user, texts=texts, day=day)
    return deliver(settings, kind, year, row, day)


def review_row(
    release: Release, tables: duckdb.DuckDBPyConnection, *, user: User, texts: dict[str, str], day: dt.datetime
) -> tuple[dict[str, Any], int]:
    """同意 or 异议 to a household's opinion of a year; an objection needs its reason."""
    if texts.get("decision") not in OPINIONS:
        raise AnswerError("请选择 同意 或 异议。")
    if texts["decision"] == "异议" and not texts.get("reason"):
        raise AnswerError("异议须写明理由。")
    sql = "select * from mart_household_incomes where household_id = ? and cast(survey_year as varchar) = ?"
    found = records(tables, sql, [texts.get("household_id", ""), texts.get("year", "")])
    if not found:
        raise UnknownMatterError("没有这一户这一年度的核查结果。")
    (household,) = found
    own = {
        "stated_year": household["survey_year"], "basis_code": household.get("basis_code") or release.manifest.content_hash[:16],
        "release_code": release.id, "review_text": texts["decision"], "reviewed_by": user.name,
        "reviewed_text": day.date().isoformat(), "review_type": "复核", "reason": texts.get("reason"),
    }  # fmt: skip
    return placed(household) | own, household["survey_year"]


def reply_row(
    release: Release, tables: duckdb.DuckDBPyConnection, *, user: User, texts: dict[str, str], day: dt.datetime
) -> tuple[dict[str, Any], int]:
    """What was done about a matter of the rectification ledger, with its evidence."""
    if texts.get("reply") not in REPLIES:
        raise AnswerError("请选择 已整改 或 整改中。")
    if not texts.get("measure") or (texts["reply"] == "已整改" and not texts.get("evidence")):
        raise AnswerError("请写明核实情况或措施；已整改的还须写明佐证材料。")
    found = records(tables, "select * from mart_rectifications where rectification_id = ?", [texts.get("matter", "")])
    if not found:
        raise UnknownMatterError("整改台账中没有这个编号。")
    (matter,) = found
    own = {
        "rectification_id": matter["rectification_id"], "issue_text": matter["issue_text"], "reply_text": texts["reply"],
        "measure_text": texts["measure"], "replied_by": user.name, "replied_text": day.date().isoformat(),
        "evidence": texts.get("evidence"),
    }  # fmt: skip
    return placed(matter) | own, matter["survey_year"] or day.year


def placed(row: dict[str, Any]) -> dict[str, Any]:
    names = ("county_name", "town_name", "village_name", "household_code", "head_name")
    return {name: row.get(name) for name in names}


def deliver(settings: Settings, kind: str, year: int, row: dict[str, Any], day: dt.datetime) -> str:
    """Write the row as a workbook of the kind into data/raw, whole or not at all; returns its path below it."""
    columns = blank_columns(kind)
    values = tuple(row.get(column.name) for column in columns)
    plan = SheetPlan(
        TITLES[kind], f"{year}年{TITLES[kind]}", "由核查工作台写出，请勿改动。", tuple(column.sheet for column in columns),
        lambda: [values], 2,
    )  # fmt: skip
    stem = f"{TITLES[kind]}_{label(row)}_{day:%Y%m%d%H%M%S}_{secrets.token_hex(3)}"
    target = settings.raw_dir / str(year) / FOLDER / f"{stem}.xlsx"  # hex digits of chance: nobody else's
    with whole_file(target, settings) as work:
        write_workbook(work, [plan])
    return target.relative_to(settings.raw_dir).as_posix()


def label(row: dict[str, Any]) -> str:
    """Village and code, without what a file name can't carry."""
    text = "_".join(str(row.get(name) or "") for name in ("town_name", "village_name", "household_code"))
    return "".join(char if char.isalnum() or char in "-_" else "_" for char in text)[:60]


def pending(raw_dir: Path, household: dict[str, Any], release: Release) -> list[str]:
    """Answers about a household that no release has read yet: files that the release's manifest does not list."""
    start = label(household)
    found = [
        path.relative_to(raw_dir).as_posix() for path in raw_dir.glob(f"*/{FOLDER}/*.xlsx") if f"_{start}_" in path.name
    ]
    return sorted(name for name in found if name not in release.manifest.inputs)
