"""务工月数 as clerks write it."""

from decimal import Decimal

import pytest

from pipeline.parsing.lookups import words_table
from pipeline.parsing.words import load_words
from pipeline.parsing.work import parse_work_months


@pytest.mark.parametrize(
    ("months", "texts"),
    [
        (
            "10",
            "10 10个月 10月 十个月 １０个月 3-12月 3月-12月 3月至12月 2018年3月-12月 2018年3月至2018年12月 3月份到12月份 3—12月 （10个月）",
        ),
        ("12", "12 全年 常年 一年 1-12月 1月至12月 全年务工 十二个月"),
        ("6", "半年 6个月 六个月 1月-6月底"),
        ("9", "3-11月 3～11月 9个月"),
        ("2.5", "2.5 2.5个月 2个半月"),
        ("0", "0 0个月"),
        ("13", "13 13个月"),
        ("-1", "-1"),
        (
            None,
            "季节性 约8个月 3-5个月 11月-次年2月 2017年11月-2018年2月 11-2月 300天 3月起 3-11 十月 无 / 打零工 3-15月 上半年 每年6个月左右",
        ),
    ],
)
def test_months_worked(months: str | None, texts: str) -> None:
    right = None if months is None else Decimal(months)
    assert {text: parse_work_months(text) for text in texts.split(" ")} == dict.fromkeys(texts.split(" "), right)


def test_what_is_no_number_of_months_stops_no_run() -> None:
    """A date, a telephone number, many decimals, a numeral of ten thousand: read or unread, they fit the column."""
    texts = ["20180315", "20180315个月", "-123456", "9999.999", "2.555555个月", "一万个月", "12345个半月"]
    read = {row["text"]: row["work_months"] for row in words_table("raw_work_months", texts, load_words()).to_pylist()}
    assert read == dict.fromkeys(texts) | {"2.555555个月": Decimal("2.56")}
