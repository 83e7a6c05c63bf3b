"""Household codes: one writing, and what a workbook has made of them."""

import pytest

from pipeline.recognition.codes import LOST_DIGITS, MADE_DATE, MADE_EXPONENT, code_doubt, code_text
from pipeline.workbooks.sheet import Sheet
from tests.delivered_sheets import a_row, form_a, read_one


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("'0001", "0001"),
        ("0001号", "0001"),
        ("第0001号", "0001"),
        ("17.0", "17"),
        ("1–2", "1-2"),
        ("1－2", "1-2"),
        ("第三号", "第三号"),
        ("A 17", "A17"),
    ],
)
def test_a_code_has_one_writing(text: str, code: str) -> None:
    assert code_text(text) == code


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("2018-01-02", MADE_DATE), ("2018-01-02 00:00:00", MADE_DATE), ("2018/1/2", MADE_DATE), ("1月2日", MADE_DATE), ("2-Jan", MADE_DATE),
        ("01:02:00", MADE_DATE), ("4.40823E+15", MADE_EXPONENT), ("1-2", None), ("1-40", None), ("440823001001", None), ("2018001", None),
        ("3E05", None), ("一组12", None),
    ],
)  # fmt: skip
def test_a_code_that_was_changed_is_told(text: str, doubt: str | None) -> None:
    assert code_doubt(text) == doubt


def test_a_number_of_sixteen_digits_is_no_code_and_a_text_is() -> None:
    rows = form_a(a_row("4408230010010010"), a_row("4408230010010013")).rows
    typed = read_one(Sheet("表", rows, long_numbers=frozenset({(1, rows[0].index("户码"))})))
    assert typed.data["household_code"] == ["4408230010010013"]
    assert [one.reason for one in typed.quarantine] == [LOST_DIGITS]
    assert read_one(Sheet("表", rows)).data["household_code"] == ["4408230010010010", "4408230010010013"]
