"""Ledgers with a column for each month: the year's amount is their sum, exactly, or unreadable."""

import pytest

from pipeline.recognition.month_columns import month_of_header
from pipeline.workbooks.sheet import Sheet
from tests.delivered_sheets import ID_NUMBER, Cells, read_one

TITLE: list[Cells] = [["示例县示例镇示例东村2018年农村低保金发放台账"]]
WHO: Cells = ["姓名", "身份证号"]


def ledger(months: list[str], *paid: list[str | None], total: list[str] | None = None) -> Sheet:
    more: Cells = ["合计"] if total else []
    rows = [["张某某", ID_NUMBER, *cells, *([total[number]] if total else [])] for number, cells in enumerate(paid)]
    return Sheet("表", [*TITLE, [*WHO, *months, *more], *rows])


@pytest.mark.parametrize(
    ("header", "month"),
    [("1月", 1), ("12月份", 12), ("2018年3月", 3), ("十一月", 11), ("13月", None), ("月份", None), ("务工月数", None)],
)
def test_months_of_headers(header: str, month: int | None) -> None:
    assert month_of_header(header) == month


def test_months_without_a_total_are_added() -> None:
    months = [f"{number}月" for number in range(1, 13)]
    reading = read_one(ledger(months, ["200.1"] * 12, [None, "—", "1,200", *[None] * 9], [None] * 12))
    assert (reading.kind, reading.status) == ("ledger", "accepted")
    assert reading.data["amount"] == ["2401.2", "1200", None]
    assert reading.data["item_text"] == ["示例县示例镇示例东村2018年农村低保金发放台账"] * 3


def test_a_month_that_cannot_be_read_makes_the_year_unreadable() -> None:
    assert read_one(ledger(["1月", "2月", "3月"], ["200", "约200", "200"])).data["amount"] == ["各月：约200"]


def test_the_unit_of_the_months_is_the_unit_of_their_sum() -> None:
    reading = read_one(ledger(["1月（万元）", "2月（万元）", "3月（万元）"], ["0.1", "0.2", "0.3"]))
    assert (reading.data["amount"], reading.unit_yuan) == (["0.6"], 10_000)


def test_a_total_of_its_own_stands_and_months_are_no_unknown_money() -> None:
    reading = read_one(ledger(["1月金额", "2月金额", "3月金额"], ["200", "200", "200"], total=["600"]))
    assert reading.data["amount"] == ["600"]
    assert all(one.status != "amount_like" for one in reading.columns)


def test_two_months_are_no_year() -> None:
    assert read_one(ledger(["1月", "2月"], ["200", "200"])).status == "rejected"
