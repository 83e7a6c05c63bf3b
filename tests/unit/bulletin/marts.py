"""Marts of a small county, as rows; the bulletin's figures are counted from them by hand in the tests."""

import datetime as dt
from typing import Any

import duckdb

from tests.table_cases import arrow_rows

Rows = list[dict[str, Any]]
DUE = [dt.date(2018, 12, 10), dt.date(2018, 12, 20), dt.date(2018, 12, 30), dt.date(2019, 1, 10)]
HEADS = ("秘密甲", "秘密乙", "秘密丙")  # whoever sees one of these in a bulletin has seen a household's name


def matter(number: int, item: str, state: str = "open", **more: Any) -> dict[str, Any]:
    return {"rectification_id": f"ZG-{number:010d}", "issue_kind": "gap", "item": item, "state": state, "department": "社保",
            "household_id": f"V|{number}", "person_key": f"p{number}", "head_name": HEADS[number % 3],
            "issue_text": f"{HEADS[number % 3]}家", "issue_kind_zh": "三保障及社会保障缺口"} | more  # fmt: skip


def ledger(closed: int = 0) -> Rows:
    """3 pupils, 4 households, 5 and 6 people without cover, `closed` of the last closed; the same person twice counts once."""
    numbers = iter(range(1, 100))
    rows = [matter(next(numbers), "student_support", department="教育") for _ in range(3)]
    rows += [matter(next(numbers), "dibao", department="民政") for _ in range(4)]
    rows += [matter(next(numbers), "medical_insurance", state="recurred") for _ in range(5)]
    rows += [matter(next(numbers), "pension_insurance", state="closed" if one < closed else "open") for one in range(6)]
    rows += [rows[0] | {"rectification_id": "ZG-again"}]
    rows += [matter(90, "pension", issue_kind="system_difference", department="驻村工作队", due_date=DUE[3])]
    return rows


def team(name: str, stage: int, counts: tuple[int, int, int], status: tuple[str, str], **more: Any) -> dict[str, Any]:
    expected, delivered, verified = counts
    return {"village_id": name, "village_name": name, "team_name": f"{name}驻村工作队", "stage": stage, "stage_zh": f"任务{stage}",
            "due_date": DUE[stage - 1], "expected_count": expected, "delivered_count": delivered, "verified_count": verified,
            "late_count": 0, "status": status[0], "status_zh": status[1], "rank_number": 1, "is_registered": True,
            "verified_share": None} | more  # fmt: skip


FINISHED, SILENT, GOING = ("finished", "已完成"), ("not_delivered", "未报送"), ("in_progress", "进行中")


def progress() -> Rows:
    rows = [team("山域村", stage, (7, 7, 7), FINISHED, supervision_group="第一组") for stage in (1, 2, 3, 4)]
    rows += [team("双村", 1, (9, 8, 8), GOING, late_count=2, rank_number=2)]
    rows += [team("双村", stage, (9, 0, 0), SILENT, rank_number=2) for stage in (2, 3, 4)]
    rows += [team("静村", stage, (0, 0, 0), SILENT, rank_number=3) for stage in (1, 2, 3, 4)]
    return rows


def funds() -> Rows:
    shared = {"survey_year": 2018, "village_name": "双村", "source_file": "f"}
    return [
        shared | {"project_name": "光伏", "budget_yuan": 300000, "received_yuan": 250000, "spent_yuan": 120000,
                  "idle_yuan": 130000, "status": "slow", "source_row": 1},
        shared | {"project_name": "村道", "budget_yuan": 100000, "received_yuan": 100000, "spent_yuan": 100000,
                  "idle_yuan": 0, "status": "finished", "source_row": 2},
        shared | {"project_name": "旧项", "budget_yuan": 999999, "status": "unknown", "survey_year": 2017, "source_row": 3},
    ]  # fmt: skip


def other_tables() -> dict[str, Rows]:
    return {
        "mart_deliveries": [
            {"source_file": "a.xlsx", "source_sheet": "一", "status": "rejected", "reason": "未识别：没有表头。请改"},
            {"source_file": "a.xlsx", "source_sheet": "二", "status": "rejected", "reason": "未识别：没有表头。请改"},
            {"source_file": "b.xlsx", "source_sheet": "一", "status": "accepted"},
        ],
        "mart_quarantine": [{"source_file": "b.xlsx", "source_sheet": "一", "source_row": 7}],
        "mart_rectification_replies": [
            {"source_file": "z.xlsx", "status": "unknown", "source_row": 1},
            {"source_file": "z.xlsx", "status": "closed", "source_row": 2},
        ],
    }


def open_county(closed: int = 0) -> duckdb.DuckDBPyConnection:
    """The marts in a database of their own."""
    connection = duckdb.connect()
    tables = {"mart_rectifications": ledger(closed), "mart_team_progress": progress(), "mart_fund_progress": funds()}
    for name, rows in (tables | other_tables()).items():
        connection.register("given", arrow_rows(name, rows))
        connection.execute(f"create table {name} as from given")
        connection.unregister("given")
    return connection
