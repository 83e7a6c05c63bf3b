"""Dates in status texts: since when, whether ended, and the text without them."""

import pytest

from pipeline.parsing.status_years import has_ended, since_year, without_dates


@pytest.mark.parametrize(
    ("text", "year", "ended", "rest"),
    [
        ("2019年1月起停发", 2019, False, "停发"),
        ("是（2015年起）", 2015, False, "是"),
        ("2017年6月至2017年12月享受", 2018, True, "享受"),
        ("2018年12月31日止", 2019, True, "止"),
        ("2017年享受，2018年已退出", 2018, False, "享受,已退出"),
        ("2018.3病故", 2018, False, "病故"),
        ("去世(2018-11-05)", 2018, False, "去世"),
        ("粤2019-1234号", None, False, "粤2019-1234号"),
        ("低保", None, False, "低保"),
        ("低保户（2015-2017年）", 2018, True, "低保户"),
        ("2016年1月-2017年12月", 2018, True, ""),
        ("截至2018年底未脱贫", 2018, False, "未脱贫"),
        ("2018年上半年享受，下半年停发", 2018, False, "享受,下半年停发"),
    ],
)
def test_a_status_text_tells_its_year(text: str, year: int | None, ended: bool, rest: str) -> None:
    assert (since_year(text), has_ended(text), without_dates(text)) == (year, ended, rest)
