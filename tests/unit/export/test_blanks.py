"""Blank workbooks and 更正表: the reader knows every header, and what a team types into them comes back."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.handouts.blank_workbooks import HEADERS, TITLES, blank_columns, write_blank
from pipeline.handouts.item_lines import items_of
from pipeline.intake.intake import Intake, check_files
from pipeline.recognition.headers import HeaderBook
from pipeline.workbooks.limits import Limits

KNOWN = {"county_name": "遂溪县", "town_name": "乐民镇", "village_name": "那仙村", "household_code": "0001",
         "head_name": "示例一", "member_name": "示例一", "registered_count": 3}  # fmt: skip
TYPED: dict[str, Any] = {"wage_income": 20000.5, "pension": 1320, "id_number": "440823200001010014", "amount": 100,
                         "item_text": "养老金", "person_name": "示例一", "inspection_number": "X-1", "issue_text": "示例问题",
                         "rectification_id": "ZG-0A1B2C3D4E", "project_name": "示例项目", "budget": 50000,
                         "register_type": "死亡", "old_household_code": "0001", "new_household_code": "0101"}  # fmt: skip


def read(path: Path) -> Intake:
    return check_files([path], HeaderBook.load(HEADERS), Limits(), 2018)


@pytest.mark.parametrize("kind", list(TITLES))
def test_a_form_that_was_filled_in_is_accepted_without_a_remark(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "表.xlsx"
    assert write_blank(path, kind, place="乐民镇那仙村", year=2018, known=[KNOWN | TYPED] * 2) == 2
    intake = read(path)
    (found,) = intake.deliveries
    assert (found.status, found.reading.kind, found.counts.accepted, found.counts.quarantined) == (
        "accepted",
        kind,
        2,
        0,
    )
    assert found.reading.notes + found.notes == []
    assert {column.column_name for column in found.reading.columns} == {column.name for column in blank_columns(kind)}


def test_a_village_statement_is_form_a(tmp_path: Path) -> None:
    write_blank(tmp_path / "表.xlsx", "income_statement", place="那仙村", year=2018, known=[KNOWN])
    assert read(tmp_path / "表.xlsx").deliveries[0].reading.form == "A"


def test_cells_are_checked_as_they_are_typed(tmp_path: Path) -> None:
    write_blank(tmp_path / "表.xlsx", "roster", place="那仙村", year=2018, known=[KNOWN])
    sheet = openpyxl.load_workbook(tmp_path / "表.xlsx").worksheets[0]
    checks = {rule.type for rule in sheet.data_validations.dataValidation}
    assert {"list", "textLength", "whole", "decimal"} <= checks
    heads = {cell.value: cell.column for cell in sheet[3]}
    assert sheet.cell(4, heads["身份证号"] if "身份证号" in heads else heads["证件号码"]).number_format == "@"


def test_a_finding_points_to_its_cells() -> None:
    assert items_of("pension") == ["pension"]
    assert items_of("subsistence_allowance、other_transfer_income") == [
        "subsistence_allowance",
        "other_transfer_income",
    ]
    assert items_of("wage_income、public_welfare_wage、asset_dividend") == ["wage_income", "property_income"]
    assert items_of(None) == []
