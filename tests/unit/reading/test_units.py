"""元 or 万元: from title, header and number format, and what contradicts."""

import pytest

from pipeline.recognition.units import unit_in_format, unit_in_header, units_in_name, units_in_title
from pipeline.workbooks.sheet import Sheet
from tests.delivered_sheets import FORM_A, a_row, book, form_a, read_one

MONEY_COLUMNS = range(9, len(FORM_A))


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("单位：万元", [10_000]),
        ("金额单位:元", [1]),
        ("单位：元、人", [1]),
        ("2018年统计表（单位：千元）", [1_000]),
        ("统计表（万元）", [10_000]),
        ("单位：示例镇示例村", []),
        ("人民币万元户", []),
        ("单位：户、人、万元", [10_000]),
        ("单位： 万 元", [10_000]),
        ("金额：万元", [10_000]),
        ("单位：百元", [100]),
        ("单位：元潭村", []),
        ("填报单位：元潭村　金额单位：万元", [10_000]),
        ("单位：元填报日期：2018年12月", [1]),
        ("单位：亿元", [0]),
        ("单位：角", [0]),
        ("单 位：万 元", [10_000]),
        ("以下金额均为万元", [10_000]),
        ("金额以万元计", [10_000]),
        ("注：本表金额单位：万元", [10_000]),
        ("表中数据单位均为万元", [10_000]),
        ("以万元为单位", [10_000]),
        ("按万元填报", [10_000]),
        ("万元", [10_000]),
        ("单位：元/户", [1]),
        ("单位:百万元", [0]),
        ("注：生产经营性支出超过1万元的须附凭证", []),
        ("建房花费约3万元", []),
        ("填报单位：万元村", []),
        ("注：补助金额万元以上的", []),
        ("备注：贷款金额为万元以上者", []),
        ("收入（万元以下）", []),
    ],
)
def test_units_of_titles(text: str, units: list[int]) -> None:
    assert [unit for unit, _ in units_in_title(text, book().words)] == units


@pytest.mark.parametrize(
    ("text", "rate"),
    [("单位：元/人", "人"), ("（元/月）", "月"), ("单位：元／人·年", "人"), ("单位：元每人", "人"), ("（单位：元/人、月）", "人"),
     ("单位：元/户", ""), ("单位：元/年", ""), ("单位：元/户·年", ""), ("单位：元、人", "")],
)  # fmt: skip
def test_rates_of_titles(text: str, rate: str) -> None:
    assert [one for _, one in units_in_title(text, book().words)] == [rate]


@pytest.mark.parametrize(
    ("name", "units"),
    [("2018年(万元)", [10_000]), ("万元", [10_000]), ("收入-万元", [10_000]), ("年收入5万元", []), ("Sheet1", [])],
)
def test_units_of_sheet_names(name: str, units: list[int]) -> None:
    assert [unit for unit, _ in units_in_name(name, book().words)] == units


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("低保金（元）", 1),
        ("低保金(万元)", 10_000),
        ("金额（元/年）", 1),
        ("低保金", None),
        ("务工时间（月）", None),
        ("低保金【万元】", 10_000),
        ("低保金(万)", 10_000),
        ("工资性收入万元", 10_000),
        ("低保金（元，保留两位小数）", 1),
        ("低保金（亿元）", 0),
    ],
)
def test_units_of_headers(text: str, unit: int | None) -> None:
    found = unit_in_header(text, book().words)
    assert (found[0] if found else None) == unit


@pytest.mark.parametrize(
    ("number_format", "unit"),
    [
        ('0!.0,"万"', (1, True)),
        ('0!.0000,"万元"', (1, True)),
        ("0\\.0,", (1, True)),
        ('0.00"万元"', (10_000, False)),
        ('#,##0.00"元"', (1, False)),
        ("#,##0.00", (None, False)),
        ("#,##0.00_);[Red]\\(#,##0.00\\)", (None, False)),
        ("General", (None, False)),
    ],
)
def test_formats_that_scale_and_formats_that_only_write_a_word(
    number_format: str, unit: tuple[int | None, bool]
) -> None:
    assert unit_in_format(number_format) == unit


@pytest.mark.parametrize(
    ("title", "suffix", "number_format", "unit"),
    [
        ("统计表", "", "", 1),
        ("单位：万元", "", "", 10_000),
        ("单位：万元", "（万元）", '0.00"万元"', 10_000),
        ("统计表", "（万元）", "", 10_000),
        ("统计表", "", '0.00"万元"', 10_000),
        ("单位：万元", "", '0!.0000,"万元"', 1),
        ("统计表", "", '0!.0,"万"', 1),
        ("单位：万元", "（元）", "", None),
        ("单位：元", "", '0.00"万元"', None),
        ("单位：元　单位：万元", "", "", None),
    ],
)
def test_title_headers_and_formats_agree_or_reject(
    title: str, suffix: str, number_format: str, unit: int | None
) -> None:
    headers = [header + (suffix if place in MONEY_COLUMNS else "") for place, header in enumerate(FORM_A)]
    formats = dict.fromkeys(MONEY_COLUMNS, number_format) if number_format else {}
    sheet = form_a(a_row("001"), title=[[title]], headers=headers)
    reading = read_one(Sheet("表", sheet.rows, number_formats=formats))
    if unit is None:
        assert reading.status == "rejected" and "金额单位前后矛盾" in (reading.reason or "")
    else:
        assert (reading.status, reading.unit_yuan) == ("accepted", unit)


def test_one_column_in_another_unit_rejects_and_names_it() -> None:
    headers = ["家庭可支配收入（万元）" if header == "家庭可支配收入" else header for header in FORM_A]
    reading = read_one(form_a(a_row("001"), headers=headers))
    assert reading.status == "rejected" and "家庭可支配收入（万元）" in (reading.reason or "")


def test_a_unit_nobody_supports_is_sent_back_not_read_as_yuan() -> None:
    reading = read_one(form_a(a_row("001"), title=[["单位：百万元"]]))
    assert reading.status == "rejected" and "第1行A列写明的金额单位不是元" in (reading.reason or "")


@pytest.mark.parametrize("suffix", ["（元/月）", "（元/人·年）", "（月）"])
def test_a_rate_is_no_amount_of_the_year(suffix: str) -> None:
    headers = [header + suffix if header == "低保金" else header for header in FORM_A]
    reading = read_one(form_a(a_row("001"), headers=headers))
    assert reading.status == "rejected" and f"“低保金{suffix}”写明按人、按月等计" in (reading.reason or "")
