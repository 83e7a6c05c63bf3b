"""What a pre-flight says, and the copy of the workbook that shows it."""

from pathlib import Path
from typing import Any

import openpyxl

from pipeline.checking.annotation import annotate, grouped
from pipeline.checking.preflight import Preflight, why_refused
from pipeline.checking.remarks import remarks_of

PLACE = {"source_file": "甲村.xlsx", "source_sheet": "收入表"}
ACCEPTED = PLACE | {"status": "accepted", "reason": None}
COLUMNS = [PLACE | {"column_name": "pension", "column_letter": "C"}]


def doubt(row: int, amount: str, severity: str = "warning") -> dict[str, Any]:
    return PLACE | {
        "severity": severity, "rule_id": "negative_amount", "item_code": "pension", "household_code": f"{row:04d}",
        "source_row": row, "message": f"养老保险金填{amount}元，为负数。",
    }  # fmt: skip


def correction(**changes: Any) -> dict[str, Any]:
    return PLACE | {
        "item_code": "pension", "corrected_text": "1320", "corrected_fen": 132_000, "reason": "漏填一月",
        "signed_by": "某某", "signed_text": "2018-12-12", "is_date_impossible": False,
        "source_row": 4, "household_code": "0001",
    } | changes  # fmt: skip


def test_doubtful_cells_are_coloured_noted_and_listed_once(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "收入表"
    for row in range(1, 9):
        sheet.append([f"{row:04d}", "某", -row])
    sheet["D1"] = "=SUM(C1:C8)"
    book.save(tmp_path / "甲村.xlsx")
    found = Preflight([ACCEPTED], [], [], [doubt(5, "-5.00"), doubt(6, "-6.00")], COLUMNS)
    remarks = remarks_of(found)
    assert [len(group) for group in grouped(remarks)] == [2]
    copy = openpyxl.load_workbook(annotate(tmp_path / "甲村.xlsx", remarks, tmp_path / "自查_甲村.xlsx"))
    assert copy["收入表"]["C5"].fill.start_color.rgb.endswith("FFE699")
    assert copy["收入表"]["C6"].comment.text == "一般疑点：养老保险金填-6.00元，为负数。"
    assert copy["收入表"]["C7"].comment is None and copy["收入表"]["D1"].value == "=SUM(C1:C8)"
    assert [cell.value for cell in copy["自查结果"][2]][:4] == ["一般疑点", "收入表", 2, "C5、C6"]


def test_what_openpyxl_cannot_read_gets_its_list_alone(tmp_path: Path) -> None:
    (tmp_path / "甲村.csv").write_text("户码,养老保险金\n0001,-5\n", encoding="utf-8")
    found = Preflight([ACCEPTED], [], [], [doubt(2, "-5.00")], COLUMNS)
    copy = openpyxl.load_workbook(annotate(tmp_path / "甲村.csv", remarks_of(found), tmp_path / "自查.xlsx"))
    assert copy.sheetnames == ["自查结果"]


def test_a_correction_that_the_run_refuses_is_refused_here() -> None:
    refused = [
        correction(corrected_text="约一千", corrected_fen=None), correction(reason=None), correction(signed_by=None),
        correction(item_code=None), correction(is_date_impossible=True),
    ]  # fmt: skip
    assert ["约一千" in why_refused(refused[0]), *(bool(why_refused(one)) for one in refused)] == [True] * 6
    assert why_refused(correction()) == ""
    assert not Preflight([ACCEPTED], [], [], [], [], refused[:1]).is_acceptable
    assert Preflight([ACCEPTED], [], [], [], [], [correction()]).is_acceptable


def test_an_answer_without_signature_or_known_conclusion_is_refused_here() -> None:
    answer = PLACE | {
        "conclusion": "confirmed",
        "conclusion_text": "核实无误",
        "reason": "存折为证",
        "signed_by": "某某",
        "source_row": 4,
    }
    wrong = [
        answer | {"conclusion": None, "conclusion_text": "待查"},
        answer | {"reason": None},
        answer | {"signed_by": None},
    ]
    found = [Preflight([ACCEPTED], [], [], [], [], [], [one | {"household_code": "0001"}]) for one in wrong]
    assert [one.is_acceptable for one in found] == [False] * 3
    assert Preflight([ACCEPTED], [], [], [], [], [], [answer]).is_acceptable


def test_a_returned_sheet_is_not_counted_as_checked() -> None:
    assert Preflight([ACCEPTED | {"status": "rejected"}], [], [], [], []).unchecked_count == 1
