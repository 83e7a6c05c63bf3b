"""Texts of values: 15 significant digits, no exponent, ISO dates; nothing else changes."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.workbooks.cells import RowTexts, column_index, column_letter, number_text
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.spreadsheet import remark_long_numbers


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (5.0, "5"),
        (-5.0, "-5"),
        (0.1 + 0.2, "0.3"),
        (1234.5600000000002, "1234.56"),
        (12000.000000000002, "12000"),
        (1e-7, "0.0000001"),
        (1e14, "100000000000000"),
        (440823196501011234.0, "440823196501011000"),
        (1e21, "1000000000000000000000"),
        (-0.0, "0"),
    ],
)
def test_numbers_at_fifteen_digits(number: float, text: str) -> None:
    assert number_text(number) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_text_has_no_exponent_and_keeps_fifteen_digits(number: float) -> None:
    text = number_text(number)
    assert "e" not in text.lower()
    assert Decimal(text) == Decimal(f"{number:.15g}")


@given(st.integers(0, 20_000))
def test_letters_and_indices_agree(index: int) -> None:
    assert column_index(column_letter(index)) == index


def test_a_row_of_every_type() -> None:
    day = datetime.datetime(2018, 11, 19)
    values = ["", "  ", " 甲\n乙 ", 3, True, False, day, day.date(), datetime.time(8, 30), datetime.timedelta(hours=30)]
    assert RowTexts(Limits())(values) == [
        None,
        None,
        "甲\n乙",
        "3",
        "是",
        "否",
        "2018-11-19",
        "2018-11-19",
        "08:30:00",
        "30:00:00",
    ]


def test_long_numbers_are_counted() -> None:
    texts = RowTexts(Limits())
    texts([1.0, 999_999_999_999_999.0, 440823196501011234.0, -1e15])
    assert texts.has_long_numbers


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (float("inf"), "number_absurd"),
        (-1e308, "number_absurd"),
        (1e22, "number_absurd"),
        (4.40823199e17, "id_stored_as_number"),
        (6.2220200000000000e18, "id_stored_as_number"),
    ],
)
def test_what_is_no_number_of_anything_is_not_called_an_id(value: float, code: str) -> None:
    assert [note.code for note in remark_long_numbers(3, ["甲", value, 5.0])] == [code]
