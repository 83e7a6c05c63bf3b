"""Status of delivered sheets: years against the folder, months, duplicates; where files lie."""

from pathlib import Path

import pytest

from pipeline.intake.deliveries import Delivery, Judging, settle
from pipeline.intake.file_readings import names_of
from pipeline.intake.walk import FoundFile, find_files, year_of_path
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import Sheet
from tests.delivered_sheets import FORM_A, ID_NUMBER, a_row, form_a, read_one


def delivered(sheet: Sheet, year: int | None = 2018, file: str = "2018/a.xlsx") -> Delivery:
    return Delivery(file, "0" * 64, year, read_one(sheet))


def settled(*deliveries: Delivery, monthly_form: str | None = None) -> list[str]:
    settle(deliveries, Judging(monthly_form))
    return [one.status for one in deliveries]


@pytest.mark.parametrize(
    ("source_file", "names"),
    [
        ("2018/村级/下村2017/收入表.xlsx", ["收入表", "下村2017", "村级"]),
        ("/srv/2042/jobs-2016/raw/2018/村级/收入表.xlsx", ["收入表", "村级"]),
        ("/srv/2042/收入表.xlsx", ["收入表"]),
        ("收入表.xlsx", ["收入表"]),
    ],
)
def test_only_folders_below_the_year_say_something(source_file: str, names: list[str]) -> None:
    assert names_of(FoundFile(Path(source_file), source_file, 2018)) == names


@pytest.mark.parametrize(
    ("title", "cell_year", "status", "place"),
    [
        ("2018年收入表", "2018", "accepted", ""),
        ("收入表", "2018年度", "accepted", ""),
        ("2017年收入表", "2018", "rejected", "第1行A列"),
        ("2018年收入表", "2017", "rejected", "第3行I列"),
        ("2016-2018年预脱贫户收入表", "2018", "accepted", ""),
    ],
)
def test_folder_title_and_year_column_must_agree(title: str, cell_year: str, status: str, place: str) -> None:
    delivery = delivered(form_a(a_row("001", year=cell_year), title=[[title]]))
    assert settled(delivery) == [status]
    assert place in (delivery.reason or "")
    assert delivery.counts.seen == 3 and delivery.counts.accepted == (status == "accepted")


def test_ledgers_go_by_their_title_and_are_noted() -> None:
    rows = [["2017年低保金发放台账"], ["姓名", "身份证号", "发放金额"], ["甲", ID_NUMBER, "300"]]
    delivery = delivered(Sheet("台账", rows))
    assert settled(delivery) == ["accepted"]
    assert delivery.survey_year == 2017 and [one.code for one in delivery.notes] == ["year_from_title"]


def test_loose_files_take_the_year_they_state_and_must_agree_with_themselves() -> None:
    good = delivered(form_a(a_row("001"), title=[["2018年收入表"]]), year=None)
    bad = delivered(form_a(a_row("001"), title=[["2017年收入表"]]), year=None)
    assert settled(good, bad) == ["accepted", "rejected"] and good.survey_year == 2018


@pytest.mark.parametrize(("years", "status"), [({2016, 2017}, "rejected"), ({2018}, "accepted"), (None, "accepted")])
def test_a_statement_of_a_year_that_nobody_has_a_line_for_is_set_apart(years: set[int] | None, status: str) -> None:
    delivery = delivered(form_a(a_row("001", year="2018"), title=[["2018年收入表"]]))
    settle([delivery], Judging(line_years=years))
    assert delivery.status == status
    if status == "rejected":
        assert "2018年度" in (delivery.reason or "") and "exit_line_with_labour" in (delivery.reason or "")


def test_months_wait_for_their_meaning() -> None:
    headers = ["月份" if header == "未偿还借贷款" else header for header in FORM_A]
    sheet = form_a(a_row("001", money="3"), headers=headers)
    delivery = delivered(sheet)
    assert settled(delivery) == ["rejected"]
    assert "monthly_form" in (delivery.reason or "") and "第2行AF列" in (delivery.reason or "")
    for known in ("sum", "cumulative"):
        again = delivered(sheet)
        assert settled(again, monthly_form=known) == ["accepted"]
        assert again.reading.data["month"] == ["3"]


def test_months_of_the_national_form_wait_too_and_are_not_lost_in_silence() -> None:
    headers = ["村", "户编号", "户主姓名", "年末人口", "年收入", "工资性收入", "家庭经营性收入", "财产性收入", "转移性收入",
               "计划生育金", "低保金", "五保金", "养老保险金", "生态补偿金", "其他转移性收入", "生产经营性支出", "纯收入",
               "人均纯收入", "月份"]  # fmt: skip
    delivery = delivered(Sheet("表", [headers, ["示例东村", "001", "张某某", "3", *["100"] * (len(headers) - 5), "3"]]))
    assert delivery.reading.form == "N"
    assert settled(delivery) == ["rejected"] and "monthly_form" in (delivery.reason or "")


def test_equal_content_is_a_duplicate_of_the_first_and_rejection_comes_first() -> None:
    sheet = form_a(a_row("001"), title=[["2018年收入表"]])
    wrong = delivered(sheet, year=2017, file="2017/a.xlsx")
    first = delivered(sheet, file="2018/b.xlsx")
    second = delivered(Sheet("另一张", sheet.rows), file="2018/c.xlsx")
    other = delivered(form_a(a_row("001", money="101")), file="2018/d.xlsx")
    assert settled(wrong, first, second, other) == ["rejected", "accepted", "duplicate", "accepted"]
    assert second.duplicate_of == "2018/b.xlsx#表" and second.counts.accepted == 0 and second.counts.seen == 3


@pytest.mark.parametrize(
    ("path", "year"),
    [("2018/村/a.xlsx", 2018), ("2018年/a.xlsx", 2018), ("２０１７年度/a.xlsx", 2017), ("a.xlsx", None),
     ("旧/2018/a.xlsx", None), ("2018.xlsx", None)],
)  # fmt: skip
def test_year_of_the_top_folder(path: str, year: int | None) -> None:
    assert year_of_path(path) == year


def test_files_are_found_in_path_order_with_what_keeps_them_from_being_read(tmp_path: Path) -> None:
    for name in (
        "README.md",
        ".gitignore",
        "散落.xlsx",
        "2018/b.xlsx",
        "2018/a/c.csv",
        "2018/~$b.xlsx",
        "2018/.x",
        "2018/d.doc",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "2018/链接").symlink_to(tmp_path / "2018/a", target_is_directory=True)
    found = {
        one.source_file: "ignored" if one.is_ignored else one.rejection.code if one.rejection else "read"
        for one in find_files(tmp_path, Limits())
    }
    assert found == {
        "2018/.x": "ignored",
        "2018/a/c.csv": "read",
        "2018/b.xlsx": "read",
        "2018/d.doc": "unknown_extension",
        "2018/~$b.xlsx": "ignored",
        "2018/链接": "symlink",
        "散落.xlsx": "no_year_folder",
    }
    assert list(found) == sorted(found)


@pytest.mark.parametrize(
    ("title", "running_year", "status"),
    [
        ("2018年1-9月收入表", None, "rejected"),
        ("2018年上半年收入表", None, "rejected"),
        ("2018年1-9月收入表", 2018, "accepted"),
        ("2018年前三季度收入表", 2018, "accepted"),
        ("2018年1-9月收入表", 2019, "rejected"),
        ("2017年12月至2018年11月收入表", 2018, "rejected"),
        ("2018年1-12月收入表", None, "accepted"),
    ],
)
def test_a_part_of_a_year_is_no_year_but_provisional_while_the_year_runs_and_a_parameter_says_so(
    title: str, running_year: int | None, status: str
) -> None:
    delivery = delivered(form_a(a_row("001"), title=[[title]]))
    settle([delivery], Judging(running_year=running_year))
    assert delivery.status == status
    if running_year == 2018 and status == "accepted":
        assert [one.code for one in delivery.notes] == ["part_of_year"] and "截止9月底" in delivery.notes[0].message
    elif status == "rejected":
        assert "第1行A列" in (delivery.reason or "")


def test_a_sheet_cannot_be_older_than_its_year_where_nothing_else_names_one() -> None:
    silent = {"title": [["收入统计表"]], "headers": FORM_A}
    for below, status in (("填表日期：2017年12月20日", "rejected"), ("填表日期：2019年1月5日", "accepted")):
        sheet = form_a(a_row("001", year=""), [below], **silent)  # type: ignore[arg-type]
        assert settled(delivered(sheet)) == [status]
    dated = form_a(a_row("001", year="2018"), ["填表日期：2017年12月20日"], **silent)  # type: ignore[arg-type]
    assert settled(delivered(dated)) == ["accepted"]
