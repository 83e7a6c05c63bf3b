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
from pipeline.handouts.blank_workbooks import blank_columns

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
PLACE = {"county_name": "遂溪县", "town_name": "示例镇", "village_name": "示例渡村", "stated_year": "2018"}
HOUSEHOLDS = [
    # 22400 ÷ 3 is over 7365; without the item it is not, and nothing smaller would do
    {"household_code": "00001", "head_name": "示例甲", "registered_count": "3", "wage_income": "20000", "ferry_allowance": "2400"},
    # four amounts in whole hundreds, and the same one twice
    {"household_code": "00002", "head_name": "示例乙", "registered_count": "3", "wage_income": "20000", "pension": "500",
     "ferry_allowance": "2400", "other_transfer_income": "2400"},
    # a total that its items do not give, and the item left blank
    {"household_code": "00003", "head_name": "示例丙", "registered_count": "3", "wage_income": "30100", "pension": "500",
     "stated_transfer_income": "2900"},
]  # fmt: skip


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
    """Statements of three households, their list, and a ledger that pays the first less than it states."""
    (raw / "2018").mkdir(parents=True)
    columns = {one.name: one.sheet.title for one in blank_columns("income_statement")} | {"ferry_allowance": "渡工补贴"}
    statements = [[(PLACE | household).get(name, "") for name in columns] for household in HOUSEHOLDS]
    write(raw / "2018" / "收入表.csv", list(columns.values()), *statements)
    listed = {"labour_capacity": "有劳动力户", "exit_status": "预脱贫", "planned_exit_year": "2018"}
    columns = {one.name: one.sheet.title for one in blank_columns("household_list")}
    lists = [[(PLACE | listed | household).get(name, "") for name in columns] for household in HOUSEHOLDS]
    write(raw / "2018" / "名册.csv", list(columns.values()), *lists)
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


def rows(data: Path, sql: str) -> list[tuple[object, ...]]:
    """What the release's marts answer."""
    marts = duckdb.connect(str(data / "marts" / "current" / "marts.duckdb"), read_only=True)
    return marts.execute(sql).fetchall()


def test_the_new_item_is_in_the_income_and_decides_it(data: Path) -> None:
    figures = rows(
        data,
        "select ferry_allowance_yuan, transfer_income_yuan, disposable_income_yuan, decisive_item, decisive_item_zh"
        " from mart_household_incomes where household_code = '00001'",
    )
    assert [(*map(float, row[:3]), *row[3:]) for row in figures] == [(2400, 2400, 22400, "ferry_allowance", "渡工补贴")]  # type: ignore[arg-type]


def test_the_new_item_is_doubted_by_its_own_rule_and_by_its_ledger(data: Path) -> None:
    found = rows(
        data,
        "select rule_id, item, item_code, stated, expected, cell from mart_findings where household_code = '00001'",
    )
    [(letter,)] = rows(data, "select column_letter from mart_source_columns where column_name = 'ferry_allowance'")
    assert ("ferry_allowance_doubted", "渡工补贴", "ferry_allowance", "2400.00", None, f"{letter}2") in found
    assert ("ledger_differs", "渡工补贴", "ferry_allowance", "2400.00", "1800.00", f"{letter}2") in found


def test_rules_about_all_items_know_the_new_one(data: Path) -> None:
    found = rows(data, "select household_code, rule_id, item_code, message from mart_findings")
    told = {(code, rule, item) for code, rule, item, _ in found}
    assert ("00001", "income_depends_on_one_item", "ferry_allowance") in told
    assert ("00002", "round_amounts", None) in told  # three of the four amounts are on every form
    assert ("00002", "benefit_counted_twice", "ferry_allowance、other_transfer_income") in told
    [message] = [text for code, rule, _, text in found if (code, rule) == ("00003", "transfer_items_mismatch")]
    assert "渡工补贴" in str(message)


def test_the_new_item_can_be_corrected(data: Path) -> None:
    [form] = (data.parent / "包").rglob("更正表_*.xlsx")
    sheet = openpyxl.load_workbook(form).worksheets[0]
    texts = [[str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    assert any("渡工补贴" in row and "2400" in " ".join(row) for row in texts)
