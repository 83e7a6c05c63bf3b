"""Folders of files to raw tables: one reading per content, exact schemas, every row accounted for."""

import csv
import os
import shutil
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline.contracts import arrow_schema, contracts
from pipeline.intake.deliveries import Judging
from pipeline.intake.intake import Intake, check_files, read_deliveries
from pipeline.intake.raw_tables import RAW_TABLES, write_raw_tables
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import Sheet
from tests.delivered_sheets import (
    ID_NUMBER,
    ROSTER,
    a_row,
    book,
    form_a,
    form_b,
    roster_row,
    write_csv,
    write_workbook,
)
from tests.demo_key import make_keyed_demo


def take_in(data: Path, monthly_form: str | None = None) -> Intake:
    return read_deliveries(data / "raw", data / "cache", book(), Limits(), judging=Judging(monthly_form), workers=1)


def rows_of(data: Path, table: str) -> list[dict[str, Any]]:
    return pq.read_table(data / "out" / f"{table}.parquet").to_pylist()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Two years of a few deliveries."""
    raw = tmp_path / "raw"
    statement = form_a(a_row("001"), a_row("0002"), [None], title=[["示例县示例镇示例东村2018年收入统计表"]])
    write_workbook(raw / "2018/村/东村.xlsx", statement, Sheet("旧", form_a(a_row("9")).rows, is_hidden=True))
    write_workbook(raw / "2018/村/东村（副本）.xlsx", statement)
    write_workbook(raw / "2017/省系统/导出.xlsx", form_b("万元"))
    roster = [list(ROSTER), roster_row("0001", "甲", "户主"), roster_row("0001", "乙", "之子")]
    write_csv(raw / "2018/名册/人口.csv", roster)
    write_workbook(raw / "2016/村/东村（放错年）.xlsx", statement)
    (raw / "2018/村/~$东村.xlsx").write_bytes(b"lock")
    (raw / "2018/村/坏.xlsx").write_bytes(b"PK\x03\x04 truncated")
    (raw / "README.md").write_text("x")
    return tmp_path


def test_folders_become_raw_tables_with_contract_schemas(data: Path) -> None:
    counts = write_raw_tables(take_in(data), data / "out")
    for table in RAW_TABLES:
        found = pq.read_table(data / "out" / f"{table}.parquet")
        assert found.schema.equals(arrow_schema(contracts()[table])) and found.num_rows == counts[table]
    status = {(one["source_file"], one["source_sheet"]): one["status"] for one in rows_of(data, "raw_deliveries")}
    assert status == {
        ("2016/村/东村（放错年）.xlsx", "表"): "rejected",
        ("2017/省系统/导出.xlsx", "Sheet1"): "accepted",
        ("2018/名册/人口.csv", ""): "accepted",
        ("2018/村/~$东村.xlsx", ""): "ignored",
        ("2018/村/东村.xlsx", "旧"): "ignored",
        ("2018/村/东村.xlsx", "表"): "accepted",
        ("2018/村/东村（副本）.xlsx", "表"): "duplicate",
        ("2018/村/坏.xlsx", ""): "rejected",
    }
    for one in rows_of(data, "raw_deliveries"):
        assert one["rows_seen"] == one["rows_accepted"] + one["rows_quarantined"] + one["rows_ignored"]
        left_out = one["rows_total"] + one["rows_blank"] + one["rows_heading"] + one["rows_hidden"] + one["rows_joined"]
        assert one["rows_ignored"] == left_out and (one["reason"] is None) == (one["status"] == "accepted")


def test_leading_zeros_merged_villages_and_gb18030_read_right(data: Path) -> None:
    write_raw_tables(take_in(data), data / "out")
    statements = rows_of(data, "raw_income_statements")
    assert [(one["survey_year"], one["form"], one["unit_yuan"], one["household_code"]) for one in statements] == [
        *((2017, "B", 10_000, f"00{number}") for number in range(1, 6)),
        (2018, "A", 1, "001"),
        (2018, "A", 1, "0002"),
    ]
    assert statements[2]["place_text"] == "示例县|示例镇|示例东村委会"
    members = rows_of(data, "raw_members")
    assert [(one["member_name"], one["relation"], one["id_number"]) for one in members] == [
        ("甲", "户主", ID_NUMBER), ("乙", "之子", ID_NUMBER),
    ]  # fmt: skip


def test_a_second_run_reads_nothing_and_a_changed_file_alone(data: Path) -> None:
    first = take_in(data)
    assert (first.files_read, first.files_cached) == (5, 1)
    write_raw_tables(first, data / "out")
    before = {table: (data / "out" / f"{table}.parquet").read_bytes() for table in RAW_TABLES}
    second = take_in(data)
    assert (second.files_read, second.files_cached) == (0, 6)
    write_raw_tables(second, data / "out")
    assert before == {table: (data / "out" / f"{table}.parquet").read_bytes() for table in RAW_TABLES}
    write_workbook(data / "raw/2018/村/东村（副本）.xlsx", form_a(a_row("003")))
    third = take_in(data)
    assert (third.files_read, third.files_cached) == (1, 5)


def test_the_cache_knows_contents_not_places(data: Path) -> None:
    take_in(data)
    (data / "raw/2017/省系统/导出.xlsx").rename(data / "raw/2018/村/换名.xlsx")
    moved = take_in(data)
    assert moved.files_read == 0
    status = {one.source_file: one.status for one in moved.deliveries}
    assert status["2018/村/换名.xlsx"] == "rejected"
    shutil.rmtree(data / "raw/2018")
    take_in(data)
    assert len(list((data / "cache").iterdir())) == 1


def test_progress_names_each_file_and_ends_at_the_total(data: Path) -> None:
    heard: list[tuple[int, int]] = []
    read_deliveries(
        data / "raw", data / "cache", book(), Limits(), workers=1,
        on_file=lambda done, total, _: heard.append((done, total)),
    )  # fmt: skip
    assert [total for _, total in heard] == [7] * len(heard) and heard[-1] == (7, 7)


def test_nothing_delivered_is_an_empty_intake(tmp_path: Path) -> None:
    intake = take_in(tmp_path)
    assert intake.deliveries == []
    assert set(write_raw_tables(intake, tmp_path / "out").values()) == {0}


def test_a_team_checks_loose_files(data: Path) -> None:
    paths = [data / "raw/2018/村/东村.xlsx", data / "raw/2018/村/坏.xlsx"]
    checked = check_files(paths, book(), Limits(), 2018)
    assert [one.status for one in checked.deliveries] == ["accepted", "ignored", "rejected"]
    assert write_raw_tables(checked, data / "checked")["raw_income_statements"] == 2
    wrong = check_files(paths[:1], book(), Limits(), 2017)
    assert wrong.deliveries[0].status == "rejected"


def test_a_file_still_arriving_waits_for_the_next_run(data: Path) -> None:
    limits = Limits(settle_seconds=3600)
    for path in (data / "raw").rglob("*.xlsx"):
        os.utime(path, (1, 1))
    intake = read_deliveries(data / "raw", data / "cache", book(), limits, workers=1)
    assert [path for path, _ in intake.deferred] == ["2018/名册/人口.csv"]
    assert "2018/名册/人口.csv" in {one.source_file for one in intake.deliveries if one.status == "ignored"}


def test_the_demo_is_read_as_its_key_says(tmp_path: Path) -> None:
    make_keyed_demo(tmp_path, villages=7, households=6, seed=11)
    intake = take_in(tmp_path)
    write_raw_tables(intake, tmp_path / "out")
    with (tmp_path / "demo_key/deliveries.csv").open(encoding="utf-8") as stream:
        key = {
            (
                row["source_file"],
                row["source_sheet"],
                row["kind"],
                row["status"],
                row["rows_accepted"],
                row["rows_quarantined"],
            )
            for row in csv.DictReader(stream)
        }
    found = {
        (
            one["source_file"],
            one["source_sheet"],
            one["kind"],
            one["status"],
            str(one["rows_accepted"]),
            str(one["rows_quarantined"]),
        )
        for one in rows_of(tmp_path, "raw_deliveries")
    }
    assert {one for one in key ^ found if one[3] != "rejected" or one[2]} == set()


def test_a_damaged_cache_entry_is_read_again(data: Path) -> None:
    take_in(data)
    victim = next(path for path in (data / "cache").iterdir() if b"income_statement" in path.read_bytes())
    victim.write_bytes(victim.read_bytes()[:-100])
    again = take_in(data)
    assert again.files_read == 1
    assert write_raw_tables(again, data / "out")["raw_income_statements"] == 7
