"""Survey years of titles, sheet names and 年度 cells."""

import pytest

from pipeline.recognition.periods import is_forecast, last_month, period_in
from pipeline.recognition.statements import said
from pipeline.recognition.title_places import place_in_titles, place_of_section
from pipeline.recognition.years import year_of_cell, years_in_note, years_in_sheet_name, years_in_title
from tests.delivered_sheets import FORM_A, TableReading, a_row, book, form_a, read_one


@pytest.mark.parametrize(
    ("title", "years"),
    [
        ("示例村2018年家庭可支配收入统计表", [2018]),
        ("２０１８年度收入表", [2018]),
        ("二〇一八年度收入表", [2018]),
        ("2018 年 收入表", [2018]),
        ("2016-2018年预脱贫户名册", []),
        ("2016年至2018年台账", []),
        ("2018年12月10日", []),
        ("填报日期：2018年12月", []),
        ("截至2018年底", []),
        ("2018年1-11月收入", [2018]),
        ("2018年预脱贫户2017年度收入", [2017]),
        ("2018年脱贫户收入表", []),
        ("粤扶组〔2018〕33号", []),
        ("2017年和2018年对比", []),
        ("2017年收入表（2018年修订）", [2017]),
        ("二○一七年度收入表", [2017]),
        ("贰零壹柒年收入表", [2017]),
        ("（2017）年收入表", [2017]),
        ("2017.1-2017.12收入表", [2017]),
        ("2017年12月31日止年度", [2017]),
        ("统计年度：2017", [2017]),
        ("2016、2017、2018年度收入表", []),
        ("示例东村17年可支配收入统计表", [2017]),
        ("示例东村2017可支配收入统计表", [2017]),
        ("二零一七可支配收入统计表", [2017]),
        ("一七年收入表", [2017]),
        ("收入统计表（2017）", [2017]),
        ("2017年底贫困户收入", [2017]),
        ("18年1-9月收入", [2018]),
        ("2018年识别户2018年收入", [2018]),
        ("近10年收入", []),
        ("15年以上", []),
        ("（2017）5号文件", []),
        ("第2017号", []),
        ("共2018户", []),
        ("2017版统计表", []),
        ("打印时间：2019年1月5日", []),
    ],
)
def test_years_of_titles(title: str, years: list[int]) -> None:
    assert years_in_title(title, book().words) == years


def test_years_of_sheet_names() -> None:
    assert [years_in_sheet_name(name, book().words) for name in ("2018", "2018年", "Sheet1", "表2017年")] == [
        [2018],
        [2018],
        [],
        [2017],
    ]


@pytest.mark.parametrize(
    ("text", "year"),
    [("2018", 2018), ("2018年度", 2018), ("２０１８年", 2018), ("二〇一八年", 2018),
     ("2018-12-31", 2018), ("18", 2018), ("17年", 2017), ("5", None), ("今年", None)],
)  # fmt: skip
def test_years_of_cells(text: str, year: int | None) -> None:
    assert year_of_cell(text) == year


def years_of(reading: TableReading) -> list[tuple[int, str]]:
    return [(one.number, one.place) for one in said(reading.statements, "year")]


def test_each_year_is_kept_with_the_first_cell_that_states_it() -> None:
    reading = read_one(form_a(a_row("1"), a_row("2", year="2017年"), a_row("3", year="去年"), title=[["2018年表"]]))
    assert years_of(reading) == [(2018, "第1行A列"), (2018, "第3行I列"), (2017, "第4行I列")]
    assert [one.code for one in reading.notes] == ["year_unreadable"]


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        (["示例县示例一镇示例东村2018年收入表"], ("示例县", "示例一镇", "示例东村")),
        (["填报单位：示例东村驻村工作队　　单位：元"], (None, None, "示例东村")),
        (["2018年收入表", "单位：示例镇示例西村委会"], (None, "示例镇", "示例西村委会")),
        (["广东省湛江市遂溪县北坡镇下黎村委会"], ("遂溪县", "北坡镇", "下黎村委会")),
        (["遂溪县各乡镇行政村收入表"], ("遂溪县", None, None)),
        (["全县相对贫困村情况"], (None, None, None)),
        (["三水区对口帮扶遂溪县26个贫困村"], ("遂溪县", None, None)),
        (["县：示例县", "镇：示例镇", "行政村：示例东"], ("示例县", "示例镇", "示例东")),
        (["遂溪县示例镇下村仔村委会2018年收入表"], ("遂溪县", "示例镇", "下村仔村委会")),
        (["大村坡村委会收入"], (None, None, "大村坡村委会")),
        (["示例大村坡村2018年收入"], (None, None, "示例大村坡村")),
        (["示例东村村民收入"], (None, None, "示例东村")),
        (["示例东村相对贫困村收入"], (None, None, "示例东村")),
        (["示例村上屋自然村收入表"], (None, None, "示例村")),
        (["示例城社区居委会2018年"], (None, None, "示例城社区居委会")),
        (["示例村镇银行分红台账"], (None, None, None)),
        (["2018年示例坝村城乡居民养老保险金发放表"], (None, None, "示例坝村")),
        (["示例坝村城镇职工医保报销名单"], (None, None, "示例坝村")),
        (["示例坝村城乡困难群众临时救助发放表"], (None, None, "示例坝村")),
        (["示例镇示例坝村城乡低保金"], (None, "示例镇", "示例坝村")),
        (["遂城镇示例坝村低保金", "2018年"], (None, "遂城镇", "示例坝村")),
        (["古城乡示例坝村低保金"], (None, "古城乡", "示例坝村")),
        (["李村生收入核查表"], (None, None, None)),
        (["农村低保发放表"], (None, None, None)),
    ],
)
def test_places_of_titles(lines: list[str], place: tuple[str | None, str | None, str | None]) -> None:
    assert place_in_titles(lines, book().words) == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("示例东村", (None, None, "示例东村")),
        ("一、示例镇示例东村委会（12户）", (None, "示例镇", "示例东村委会")),
        ("（二）示例东村：", (None, None, "示例东村")),
        ("行政村：示例东", (None, None, "示例东")),
        ("示例东村小计", (None, None, None)),
        ("示例东村2018年收入", (None, None, None)),
        ("陈村生", (None, None, None)),
    ],
)
def test_a_section_is_a_place_and_nothing_else(text: str, place: tuple[str | None, str | None, str | None]) -> None:
    assert place_of_section(text, book().words) == place


@pytest.mark.parametrize(
    ("text", "years"),
    [("注：数据年度：2017", [2017]), ("本表为2017年全年数据", [2017]), ("注：以上较2017年收入增长", []),
     ("注：2017年已脱贫户不填", []), ("本表数据截至2018年12月", []), ("说明：2016年起执行", [])],
)  # fmt: skip
def test_a_note_gives_a_year_only_of_its_table(text: str, years: list[int]) -> None:
    assert years_in_note(text, book().words) == years


@pytest.mark.parametrize(
    ("text", "period", "last"),
    [
        ("2018年1-9月收入", "1-9月", 9),
        ("2018年1月至9月", "1-9月", 9),
        ("一至九月份收入", "1-9月", 9),
        ("2018.1-2018.9收入", "1-9月", 9),
        ("2018年上半年收入", "上半年", 6),
        ("第三季度收入表", "第三季度", 9),
        ("前三季度", "前三季度", 9),
        ("截至2018年10月底收入", "截至2018年10月", 10),
        ("2018年9月可支配收入统计表", "9月", 9),
        ("截至2018年6月贫困户可支配收入统计表", "截至2018年6月", 6),
        ("截至2018年6月贫困户2018年度收入统计表", "", None),
        ("截止2018年6月未脱贫户收入统计表", "", None),
        ("2018年年中收入统计表", "年中", 6),
        ("2018年中央财政专项扶贫资金", "", None),
        ("2017年12月-2018年11月", "2017年12月至2018年11月", 11),
        ("2018年1-12月收入", "", None),
        ("2018年1月至2018年12月", "", None),
        ("截止2018年12月31日", "", None),
        ("数据截止日期：2018年11月10日", "", None),
        ("2016-2018年预脱贫户", "", None),
        ("2018年12月收入表", "", None),
    ],
)
def test_parts_of_a_year(text: str, period: str, last: int | None) -> None:
    found = period_in(text, book().words)
    assert (found, last_month(found)) == (period, last)


@pytest.mark.parametrize(
    ("text", "word"),
    [("2018年预计可支配收入统计表", "预计"), ("2018年计划收入", "计划"), ("收入目标", "目标"), ("2018年预脱贫户收入表", ""),
     ("计划生育金", ""), ("计划脱贫户收入", ""), ("脱贫目标户名册", ""), ("收入测算表", ""), ("帮扶计划表", "")],
)  # fmt: skip
def test_what_is_expected_and_what_only_sounds_so(text: str, word: str) -> None:
    assert is_forecast(text, book().words) == word


def test_a_year_beside_its_label_and_in_a_header_are_stated_years() -> None:
    headers = ["2017年工资性收入（元）" if one == "工资性收入" else one for one in FORM_A]
    reading = read_one(form_a(a_row("1"), headers=headers, title=[["统计年度", "2017"]]))
    assert years_of(reading)[:2] == [(2017, "第1行B列"), (2017, "M列表头“2017年工资性收入（元）”")]


@pytest.mark.parametrize("month", ["全年", "1-12月", "2018年1月至12月"])
def test_a_whole_year_in_the_month_column_is_no_month(month: str) -> None:
    reading = read_one(form_a([*a_row("1"), month], [*a_row("2"), None], headers=[*FORM_A, "月份"]))
    assert (reading.status, said(reading.statements, "month")) == ("accepted", [])
