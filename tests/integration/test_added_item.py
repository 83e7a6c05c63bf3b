"""A new item of the forms needs its row in items.csv, its header cells and its rule, and no other file: shown in a copy."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import openpyxl
import pytest

from pipeline.contracts import ROOT
from pipeline.handouts.blanks.blank_columns import blank_columns

ITEM = "ferry_allowance,渡工补贴,,item,transfer,1,,regular,whole,A,yes,yes,,,,,测试\n"
HEADER = "ferry_allowance,,amount,1,,,渡工补贴,,,\n"
RULE = """
ferry_allowance_doubted:
  title: 渡工补贴待核
  meaning: 渡工补贴须有聘用协议。
  severity: warning
  source: 测试
  rows: |
    select survey_year, household_id, ferry_allowance_fen from derive_base_statements
  fails_when: ferry_allowance_fen > 0
  item: "'渡工补贴'"
  item_code: ferry_allowance
  stated: r.ferry_allowance_fen
  message: "{item}{stated}元，请附聘用协议。"
  fails:
    derive_base_statements: [{survey_year: 2018, household_id: h, ferry_allowance_yuan: 2400}]
  passes:
    derive_base_statements: [{survey_year: 2018, household_id: h, ferry_allowance_yuan: 0}]
"""
PLACE = {"county_name": "遂溪县", "town_name": "示例镇", "village_name": "示例渡村", "household_code": "00001",
         "head_name": "示例甲", "stated_year": "2018"}  # fmt: skip
AMOUNTS = {"registered_count": "3", "wage_income": "20000", "business_income": "0", "ferry_allowance": "2400"}


def grown_copy(folder: Path) -> Path:
    """The code with one item more: three files are appended to."""
    for package in ("assets", "expectations", "pipeline"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name, text in (
        ("assets/items.csv", ITEM),
        ("assets/headers/income_statement.csv", HEADER),
        ("expectations/rules/amounts.yml", RULE),
    ):
        with (folder / name).open("a", encoding="utf-8") as stream:
            stream.write(text)
    return folder


def deliver(raw: Path) -> None:
    """A statement of one household that has the item, and a ledger that pays less."""
    (raw / "2018").mkdir(parents=True)
    columns = [(one.name, one.sheet.title) for one in blank_columns("income_statement")]
    columns.append(("ferry_allowance", "渡工补贴"))
    write(
        raw / "2018" / "收入表.csv",
        [title for _, title in columns],
        [(PLACE | AMOUNTS).get(name, "") for name, _ in columns],
    )
    ledger = {"县": "遂溪县", "镇": "示例镇", "村": "示例渡村", "户码": "00001", "户主姓名": "示例甲", "补贴项目": "渡工补贴",
              "发放金额": "1800", "发放年度": "2018"}  # fmt: skip
    write(raw / "2018" / "台账.csv", list(ledger), list(ledger.values()))


def write(path: Path, *rows: list[str]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a run of the grown copy, with the correction forms beside it."""
    folder = tmp_path_factory.mktemp("grown")
    code, data = grown_copy(folder / "code"), folder / "data"
    deliver(data / "raw")
    for words in (("run", "--as-of", "2019-03-01"), ("export", str(folder / "包"), "--audience", "village")):
        command = [sys.executable, "-m", "pipeline.cli", *words, "--data", str(data)]
        done = subprocess.run(
            command, cwd=code, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(code)}
        )
        assert done.returncode == 0, done.stdout + done.stderr
    return data


def test_the_new_item_is_in_the_income_and_in_the_ledger_and_in_the_findings(data: Path) -> None:
    marts = duckdb.connect(str(data / "marts" / "current" / "marts.duckdb"), read_only=True)
    figures = marts.execute(
        "select ferry_allowance_yuan, transfer_income_yuan, disposable_income_yuan from mart_household_incomes"
    ).fetchall()
    assert [tuple(map(float, row)) for row in figures] == [(2400, 2400, 22400)]
    found = marts.execute("select rule_id, item, item_code, stated, expected, cell from mart_findings").fetchall()
    letter = marts.execute(
        "select column_letter from mart_source_columns where column_name = 'ferry_allowance'"
    ).fetchall()[0][0]
    assert ("ferry_allowance_doubted", "渡工补贴", "ferry_allowance", "2400.00", None, f"{letter}2") in found
    assert ("ledger_differs", "渡工补贴", "ferry_allowance", "2400.00", "1800.00", f"{letter}2") in found


def test_the_new_item_can_be_corrected(data: Path) -> None:
    [form] = (data.parent / "包").rglob("更正表_*.xlsx")
    sheet = openpyxl.load_workbook(form).worksheets[0]
    texts = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert any("渡工补贴" in row and "2400" in " ".join(row) for row in texts)
