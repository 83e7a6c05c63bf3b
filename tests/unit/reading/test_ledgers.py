"""Ledgers as departments head them: the benefit over its amounts, monthly standards, totals of their own."""

import pytest

from pipeline.workbooks.sheet import Sheet
from tests.delivered_sheets import ID_NUMBER, Cells, read_one

TITLE = "示例县示例镇示例东村2018年11月低保金发放表"


def one_payment(headers: list[str], cells: Cells, title: str = TITLE) -> Sheet:
    return Sheet("Sheet1", [[title], [*headers], ["张某某", ID_NUMBER, *cells]])


def test_the_benefit_heads_its_amounts() -> None:
    reading = read_one(one_payment(["户主姓名", "身份证", "低保金（元）", "发放月份"], ["300", "2018年11月"]))
    assert (reading.kind, reading.status, reading.unit_yuan) == ("ledger", "accepted", 1)
    assert (reading.data["amount"], reading.data["item_text"]) == (["300"], ["低保金"])


def test_the_unit_over_a_benefit_counts() -> None:
    assert read_one(one_payment(["户主姓名", "身份证", "低保金（万元）"], ["0.03"])).unit_yuan == 10_000


@pytest.mark.parametrize(
    ("headers", "title"),
    [
        (
            ["户主姓名", "身份证", "低保金（元）"],
            "示例县示例镇示例东村2018年收入情况表",
        ),  # nobody says that it was paid
        (["户主姓名", "身份证", "低保金", "五保金"], TITLE),  # which of the two
        (["户主姓名", "身份证", "工资性收入"], TITLE),  # declared, not paid by a department
    ],
)
def test_what_is_no_ledger_of_one_benefit_is_sent_back(headers: list[str], title: str) -> None:
    assert read_one(one_payment(headers, ["300"] * (len(headers) - 2), title)).status == "rejected"


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        (["月保障金额", "1-12月合计"], ["400", "4800"]),
        (["月供养标准", "全年发放"], ["400", "4800"]),
        (["住院总费用", "报销合计"], ["9000", "4800"]),
        (["补助标准（元/月）", "补助月数", "金额（元）"], ["400", "12", "4800"]),
    ],
)
def test_the_amount_of_the_year_is_found(headers: list[str], cells: Cells) -> None:
    reading = read_one(one_payment(["姓名", "身份证号", *headers], cells))
    assert (reading.kind, reading.status, reading.data.get("amount")) == ("ledger", "accepted", ["4800"])
