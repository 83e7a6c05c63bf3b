"""The minus before expenses: a mark or a refund, as the stated incomes bear out."""

import pytest

from tests.delivered_sheets import FORM_A, a_row, form_a, read_one

COST, TAX, WAGE = FORM_A.index("生产经营性支出"), FORM_A.index("个人所得税"), FORM_A.index("工资性收入")
STATED, EACH = FORM_A.index("家庭可支配收入"), FORM_A.index("家庭人均可支配收入")
MONEY = range(FORM_A.index("家庭人均可支配收入"), len(FORM_A))


def row(code: str, cost: str, tax: str, stated: str | None) -> list[str | None]:
    """A statement with a wage of 9000, these expenses and this stated disposable income."""
    cells = a_row(code)
    for place in MONEY:
        cells[place] = None
    cells[WAGE], cells[COST], cells[TAX], cells[STATED] = "9000", cost, tax, stated
    return cells


@pytest.mark.parametrize("cost", ["-2000", "(2000)", "－2,000.00", "负2000"])
def test_a_minus_that_the_stated_income_bears_out_is_a_mark(cost: str) -> None:
    reading = read_one(form_a(row("1", cost, "0", "7000")))
    assert (reading.data["business_cost"], reading.data["is_sign_assumed"]) == (["2000"], [False])
    assert [one.code for one in reading.notes] == ["expense_signs"]


def test_a_refund_that_the_stated_income_bears_out_stays() -> None:
    reading = read_one(form_a(row("1", "2000", "-300", "7300"), row("2", "2000", "0", "7000")))
    assert (reading.data["income_tax"], reading.data["is_sign_assumed"]) == (["-300", "0"], [False, False])


def test_most_rows_decide_for_the_table() -> None:
    rows = [row("1", "-2000", "0", "7000"), row("2", "-1000", "0", "8000"), row("3", "-500", "0", "9500")]
    assert read_one(form_a(*rows)).data["business_cost"] == ["2000", "1000", "500"]


def test_without_a_stated_income_it_is_assumed_and_told_at_the_rows_it_concerns() -> None:
    marks = read_one(form_a(row("1", "-2000", "0", None), row("2", "0", "0", None)))
    assert (marks.data["business_cost"], marks.data["is_sign_assumed"]) == (["2000", "0"], [True, False])
    refund = read_one(form_a(row("1", "2000", "-300", None), row("2", "2000", "0", None)))
    assert (refund.data["income_tax"], refund.data["is_sign_assumed"]) == (["-300", "0"], [True, False])


def test_expenses_without_a_minus_ask_nothing() -> None:
    reading = read_one(form_a(row("1", "2000", "0", "1")))
    assert (reading.data["business_cost"], reading.data["is_sign_assumed"], reading.notes) == (["2000"], [False], [])
