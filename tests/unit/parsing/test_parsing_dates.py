"""Dates and years as typed."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parsing.dates import parse_date, parse_year

MARCH_5 = (2018, 3, dt.date(2018, 3, 5))
CASES = [
    ("2018-03-05", *MARCH_5),
    ("2018/3/5", *MARCH_5),
    ("2018.3.5", *MARCH_5),
    ("2018年3月5日", *MARCH_5),
    ("２０１８年３月５号", *MARCH_5),
    ("20180305", *MARCH_5),
    ("43164", *MARCH_5),
    ("43164.5", *MARCH_5),
    ("2018-03-05 00:00:00", *MARCH_5),
    ("2018-03-05T08:30:00", *MARCH_5),
    ("2018.3", 2018, 3, None),
    ("2018.10", 2018, 10, None),
    ("2018.1", 2018, None, None),  # 2018.10 typed as a number looks the same
    ("201803", 2018, 3, None),
    ("2018年3月", 2018, 3, None),
    ("2018年3月份", 2018, 3, None),
    ("2018-3", 2018, 3, None),
    ("2018", 2018, None, None),
    ("2018年", 2018, None, None),
    ("2018年度", 2018, None, None),
    ("12月", None, 12, None),
    ("一月", None, 1, None),
    ("十月", None, 10, None),
    ("十二月份", None, 12, None),
    ("二〇一八年三月", 2018, 3, None),
    ("二○一八年三月五日", *MARCH_5),
    ("2018年十二月三十一日", 2018, 12, dt.date(2018, 12, 31)),
    ("十三月", None, None, None),
    ("正月", None, None, None),  # of the lunar year: no month of ours
    ("12", None, 12, None),
    ("2018-02-30", None, None, None),
    ("2018-13", None, None, None),
    ("2018-3/5", None, None, None),
    ("18.3", None, None, None),
    ("2016-2018", None, None, None),
    ("99999", None, None, None),
    ("", None, None, None),
    ("无", None, None, None),
]


@pytest.mark.parametrize(("text", "year", "month", "day"), CASES)
def test_parts_of_a_date(text: str, year: int | None, month: int | None, day: dt.date | None) -> None:
    parts = parse_date(text)
    assert (parts.year, parts.month, parts.date) == (year, month, day)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2018年预脱贫", 2018),
        ("2018年1-12月", 2018),
        ("2016年、2017年", None),
        ("43164", 2018),
        ("预脱贫", None),
    ],
)
def test_the_one_year_a_text_names(text: str, year: int | None) -> None:
    assert parse_year(text) == year


@given(st.dates(dt.date(1930, 1, 1), dt.date(2099, 12, 30)))
def test_every_spelling_gives_the_date_back(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    spellings = (
        f"{day}",
        f"{day:%Y%m%d}",
        f"{day:%Y/%m/%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{serial}",
    )
    assert {parse_date(text).date for text in spellings} == {day}


@given(st.one_of(st.text(), st.text(st.sampled_from("0123456789-/.年月日 T:"), max_size=12)))
def test_never_raises(text: str) -> None:
    parse_date(text)
    parse_year(text)
