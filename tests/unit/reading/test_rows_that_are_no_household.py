"""Totals, column numbers and counts of others that look like a keyed row or a household's size."""

import pytest

from pipeline.recognition.codes import is_code, is_village
from pipeline.recognition.kinds import meaning_of
from pipeline.recognition.labels import is_example, is_numbering_row
from tests.delivered_sheets import A_MONEY, FORM_A, Cells, a_row, book, form_a, read_one

ITEMS: Cells = ["100" for _ in A_MONEY]


@pytest.mark.parametrize(
    "texts",
    [
        ["栏次", "1", "2", "3"],
        ["行次", "甲", "乙", "1", "2", "5"],
        ["1栏", "2栏", "3栏", "4栏"],
        ["甲", "乙", "1", "2"],
    ],
)
def test_a_row_of_column_numbers(texts: list[str]) -> None:
    assert is_numbering_row(texts)


@pytest.mark.parametrize("texts", [["栏次", "3", "1", "2"], ["示例东村", "1", "2", "3"], ["5", "6", "7", "8"]])
def test_a_row_of_data_is_none(texts: list[str]) -> None:
    assert not is_numbering_row(texts)


def test_totals_are_neither_codes_nor_villages() -> None:
    assert not is_code("合计3户")
    assert not is_village("全镇合计")
    assert is_code("0003")
    assert is_village("示例东村")


@pytest.mark.parametrize(("village", "code"), [("全镇合计", "3户"), ("示例东村", "合计3户"), ("示例东村小计", "2")])
def test_a_total_row_with_a_count_for_a_code_is_a_total(village: str, code: str) -> None:
    total: Cells = ["示例县", "示例镇", village, code, None, None, None, "9", "2018", *ITEMS]
    counts = read_one(form_a(a_row("0001"), a_row("0002"), total)).counts
    assert (counts.accepted, counts.total, counts.quarantined) == (2, 1, 0)


def test_a_total_named_by_the_serial_is_a_total() -> None:
    rows: list[Cells] = [["1", *a_row("0001")], ["2", *a_row("0002")], ["全村合计", *a_row("2")]]
    counts = read_one(form_a(*rows, headers=["序号", *FORM_A])).counts
    assert (counts.accepted, counts.total) == (2, 1)


@pytest.mark.parametrize("text", ["例", "（示例）", "例：张三", "填表示例", "样例2", "示例1行"])
def test_a_row_that_shows_how_to_fill_in(text: str) -> None:
    assert is_example(text)


@pytest.mark.parametrize(
    "text", ["示例1街道", "示例村", "示例队长甲", "例会", "示例（一）村", "比例", "示例12345", "示例户"]
)
def test_a_name_that_begins_alike_is_no_example(text: str) -> None:
    assert not is_example(text)


def test_a_row_of_column_numbers_after_its_label_is_no_household() -> None:
    numbers: Cells = ["栏次", *[str(place) for place in range(1, len(FORM_A))]]
    counts = read_one(form_a(numbers, a_row("0001"))).counts
    assert (counts.accepted, counts.heading) == (1, 2)


@pytest.mark.parametrize(
    ("group", "name"),
    [("在校生", None), ("劳动力", None), ("家庭基本情况", "registered_count"), ("农户信息", "registered_count")],
)
def test_whose_number_is_the_household_size(group: str, name: str | None) -> None:
    found = meaning_of((group, "人数"), book().kinds["income_statement"])
    assert (found and found.name) == name
