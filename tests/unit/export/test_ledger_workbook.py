"""整改台账: what goes out comes back as replies, is split by who must act, and never repeats a file."""

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pytest

from assets.raw import HEADERS
from pipeline.contracts import arrow_schema, contracts
from pipeline.handouts.rectification_ledger import ledger_books
from pipeline.handouts.workbook import write_workbook
from pipeline.intake.intake import check_files
from pipeline.recognition.headers import HeaderBook
from pipeline.workbooks.limits import Limits

SHARED = {"survey_year": 2018, "issue_kind": "gap", "issue_kind_zh": "三保障及社会保障缺口", "town_name": "河头镇",
          "village_name": "山域村", "team_name": "山域队", "supervision_group": "第一组", "department": "社保",
          "household_code": "00007", "head_name": "陈甲", "issue_text": "养老保险：未参保", "found_on": dt.date(2018, 12, 1),
          "state": "open", "state_zh": "待整改", "is_overdue": False, "history": "2018-12-01发现"}  # fmt: skip
MATTERS: list[dict[str, Any]] = [
    SHARED | {"rectification_id": "ZG-0000000001"},
    SHARED | {"rectification_id": "ZG-0000000002", "department": "民政", "is_overdue": True},
    SHARED | {"rectification_id": "ZG-0000000003", "town_name": "城月镇", "state": "closed", "state_zh": "已销号"},
    SHARED | {"rectification_id": "ZG-0000000004", "supervision_group": None},
]


@pytest.fixture
def marts() -> duckdb.DuckDBPyConnection:
    schema = arrow_schema(contracts()["mart_rectifications"])
    connection = duckdb.connect()
    connection.register("ledger", pa.Table.from_pylist(MATTERS, schema))
    connection.execute("create table mart_rectifications as from ledger")
    return connection


def test_a_workbook_comes_back_as_replies(marts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    (book,) = ledger_books(marts, None, True, "数据截止日2018-12-31。")
    path = tmp_path / book.file
    write_workbook(path, [book.plan])
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[3]}
    assert [sheet.cell(4, columns[name]).value for name in ("整改编号", "状态")] == ["ZG-0000000002", "待整改（逾期）"]
    replies = {"整改情况": "已整改", "整改责任人": "林乙", "整改日期": "2018-12-20", "佐证材料": "凭证1号"}
    for name, text in replies.items():
        sheet.cell(4, columns[name]).value = text
    workbook.save(path)
    (found,) = check_files([path], HeaderBook.load(HEADERS), Limits(), 2018).deliveries
    assert (found.status, found.reading.kind, found.counts.accepted) == ("accepted", "rectification", 4)
    assert found.counts.quarantined == 0
    mapped = {column.column_name: column.header for column in found.reading.columns}
    assert {"reply_text", "replied_by", "replied_text", "evidence", "rectification_id"} <= mapped.keys()


@pytest.mark.parametrize(
    ("by", "files"),
    [
        (None, {"整改台账.xlsx": 3}),
        ("team", {"整改台账_河头镇山域队.xlsx": 3}),
        ("department", {"整改台账_民政.xlsx": 1, "整改台账_社保.xlsx": 2}),
        ("group", {"整改台账_第一组.xlsx": 2, "整改台账_未分督查组.xlsx": 1}),
    ],
)
def test_books_by_who_must_act_leave_out_what_is_closed(
    marts: duckdb.DuckDBPyConnection, by: str | None, files: dict[str, int]
) -> None:
    assert {book.file: len(list(book.plan.rows())) for book in ledger_books(marts, by, False, "")} == files
