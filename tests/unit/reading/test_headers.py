"""Headers: normalising, the shipped book, kinds and forms, and a site that extends the book without code."""

import csv
import pickle
import shutil
from pathlib import Path

import pytest

from pipeline.contracts import contracts
from pipeline.recognition.headers import HeaderBook, HeaderBookError
from pipeline.recognition.kind_book import kinds
from pipeline.recognition.kinds import recognise_kind
from pipeline.recognition.wording import fold, normalise_header
from tests.delivered_sheets import (
    A_MONEY,
    A_TEXT,
    FORM_A,
    HEADERS,
    ID_NUMBER,
    ROSTER,
    a_row,
    book,
    form_a,
    form_b,
    read_one,
)


@pytest.mark.parametrize(
    ("delivered", "plain"),
    [
        ("其中：\n1.低 保 金（元）", "低保金"),
        ("（一）工资性收入（万元）：", "工资性收入"),
        ("一、总收入*", "总收入"),
        ("３养老金", "养老金"),
        ("①工资性收入", "工资性收入"),
        ("务工时间（月）", "务工时间"),
        ("12月工资", "12月工资"),
        ("县（市、区、旗）", "县(市、区、旗)"),
        ("金额（元/年）", "金额"),
        ("年末人口（人）", "年末人口"),
        ("年度收支情况（单位：万元）", "年度收支情况"),
        ("总收入（1=2+3+4+5）", "总收入"),
        ("可支配收入⑬=①-⑧", "可支配收入"),
        ("　", ""),
        ("2018年工资性收入（元）", "工资性收入"),
        ("2018年末人口", "年末人口"),
        ("2018年1月", "2018年1月"),
        ("生产经营性支出（成本）", "生产经营性支出"),
        ("年末人口（其中劳动力）", "年末人口(其中劳动力)"),
        ("低保金【元】", "低保金"),
        ("工资性收入万元", "工资性收入"),
        ("低保金（元，保留两位小数）", "低保金"),
    ],
)
def test_header_words_compare_without_width_numbering_and_units(delivered: str, plain: str) -> None:
    assert normalise_header(delivered) == plain


def test_every_contract_column_of_a_kind_comes_from_its_header_file() -> None:
    for kind in kinds():
        names = [column.name for column in contracts()[kinds()[kind].table].columns]
        assert set(book().kinds[kind].columns) <= set(names)


def test_book_survives_pickling_and_has_one_fingerprint() -> None:
    copy = pickle.loads(pickle.dumps(book()))
    assert copy.fingerprint == book().fingerprint == HeaderBook.load(HEADERS, None).fingerprint


@pytest.mark.parametrize(
    ("headers", "kind", "form"),
    [
        (FORM_A, "income_statement", "A"),
        ([*A_TEXT[:4], "年收入", "工资性收入", "家庭经营性收入", "财产性收入", "低保金",
          "生产经营性支出", "人均纯收入"], "income_statement", "N"),
        (ROSTER, "roster", None),
        (["村", "户编号", "户主姓名", "劳动能力类型", "脱贫属性", "预脱贫年度"], "household_list", None),
        (["姓名", "身份证号", "资金名称", "实发金额", "发放时间"], "ledger", None),
        (["姓名", "身份证号", "用工单位", "务工月数", "月工资", "全年工资"], "ledger", None),
        (["镇", "村", "项目名称", "预算金额（万元）", "支出金额（万元）"], "fund", None),
        (["姓名", "身份证号", "死亡日期"], "register", None),
        (["村", "原户码", "新户码"], "household_link", None),
    ],
)  # fmt: skip
def test_kind_and_form_follow_from_the_headers(headers: list[str], kind: str, form: str | None) -> None:
    found = recognise_kind([[header] for header in headers], book())
    assert found is not None and (found.kind, found.form) == (kind, form)


def test_headers_that_tell_too_little_are_no_kind() -> None:
    assert recognise_kind([["姓名"], ["电话"], ["村"]], book()) is None


def test_national_words_on_a_village_survey_still_make_it_form_a() -> None:
    national = {
        "户码": "户编号",
        "村": "行政村",
        "低保金": "最低生活保障金",
        "五保金": "特困供养金",
        "生产经营性收入": "家庭经营性收入",
    }
    reading = read_one(form_a(a_row("001"), headers=[national.get(header, header) for header in FORM_A]))
    assert (reading.status, reading.form) == ("accepted", "A")


def test_provincial_export_is_form_b() -> None:
    assert read_one(form_b()).form == "B"


def test_missing_column_names_it_the_nearest_header_and_what_to_do() -> None:
    headers = ["赡养老人费" if header == "赡养支出" else header for header in FORM_A]
    reading = read_one(form_a(a_row("001"), headers=headers, title=[["示例表"]]))
    assert reading.status == "rejected"
    assert reading.reason is not None
    for part in ("赡养支出", "第2行", "赡养老人费", "AD 列"):
        assert part in reading.reason
    assert reading.counts.accepted == 0 and reading.counts.seen == 3


@pytest.mark.parametrize(
    ("dropped", "added", "status"),
    [
        (["工资性收入"], ["公益性岗位收入", "其他工资性收入"], "accepted"),
        (["工资性收入"], ["公益性岗位收入"], "rejected"),
        (["财产性收入"], ["资产收益扶贫分红收入", "其他财产性收入"], "accepted"),
        (["财产性收入"], [], "rejected"),
        (["未偿还借贷款"], [], "accepted"),
        (["医疗求助金"], [], "rejected"),
    ],
)
def test_parts_may_stand_for_their_whole(dropped: list[str], added: list[str], status: str) -> None:
    headers = [*(header for header in FORM_A if header not in dropped), *added]
    row = [*a_row("001")[: len(A_TEXT)], *["1"] * (len(headers) - len(A_TEXT))]
    assert read_one(form_a(row, headers=headers)).status == status


def test_two_columns_for_one_meaning_reject_and_name_both() -> None:
    headers = [*FORM_A, "五保补助"]
    reading = read_one(form_a([*a_row("001"), "1"], headers=headers))
    assert reading.status == "rejected" and "五保金" in (reading.reason or "") and "AG" in (reading.reason or "")


def test_a_site_header_that_nobody_knew_is_read_without_code(tmp_path: Path) -> None:
    rows = [["name", "variants"], ["subsistence_allowance", "民生兜底款"], ["remark", "悄悄话"]]
    with (tmp_path / "income_statement.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    headers = ["民生兜底款" if header == "低保金" else header for header in FORM_A]
    sheet = form_a(a_row("001"), headers=headers)
    assert read_one(sheet).status == "rejected"
    site = HeaderBook.load(HEADERS, tmp_path)
    reading = read_one(sheet, site)
    assert reading.status == "accepted" and reading.data["subsistence_allowance"] == ["100"]
    assert site.fingerprint != book().fingerprint


def test_a_site_may_relax_a_requirement_and_add_a_column(tmp_path: Path) -> None:
    (tmp_path / "income_statement.csv").write_text(
        "name,zh,required,variants\nmedical_assistance,,no,\nvillage_bonus,村奖金,,村级奖金\n", encoding="utf-8"
    )
    headers = ["村级奖金" if header == "医疗求助金" else header for header in FORM_A]
    reading = read_one(form_a(a_row("001"), headers=headers), HeaderBook.load(HEADERS, tmp_path))
    assert reading.status == "accepted"
    assert "village_bonus" not in reading.data and reading.data["extra_cells"] == ['{"村奖金": "100"}']


def test_one_header_for_two_columns_is_a_broken_book(tmp_path: Path) -> None:
    shutil.copytree(HEADERS, tmp_path / "book")
    with (tmp_path / "book" / "fund.csv").open("a", encoding="utf-8") as stream:
        stream.write("wonder,奇迹,,0,,,项目名称\n")
    with pytest.raises(HeaderBookError, match="项目名称"):
        HeaderBook.load(tmp_path / "book")


def test_unknown_columns_are_kept_and_money_among_them_is_told() -> None:
    headers = [*FORM_A, "村级奖励款", "帮扶干部", "序号"]
    reading = read_one(form_a([*a_row("001"), "500", "甲", "1"], headers=headers))
    status = {one.header: one.status for one in reading.columns if one.status != "mapped"}
    assert status == {"村级奖励款": "amount_like", "帮扶干部": "extra", "序号": "extra"}
    assert [one.code for one in reading.notes] == ["amount_like_column"]
    assert reading.data["extra_cells"] == ['{"村级奖励款": "500", "帮扶干部": "甲", "序号": "1"}']


def test_a_count_under_a_money_group_is_no_household_size() -> None:
    parts = [[header] for header in A_TEXT + A_MONEY if header != "低保金"]
    found = recognise_kind([*parts, ["低保金", "人数"], ["低保金", "金额"]], book())
    assert found is not None
    assert [one.meaning.name if one.meaning else None for one in found.columns[-2:]] == [None, "subsistence_allowance"]


def test_a_general_header_yields_to_one_that_says_it_outright() -> None:
    parts = [
        ["户主姓名"],
        ["户主身份证号"],
        ["姓名"],
        ["身份证号"],
        ["补贴项目"],
        ["应发金额"],
        ["实发金额"],
        ["年度"],
        ["发放年度"],
    ]
    found = recognise_kind(parts, book())
    assert found is not None and found.kind == "ledger"
    meant = {one.header: one.meaning.name for one in found.columns if one.meaning}
    assert meant["身份证号"] == "id_number" and meant["实发金额"] == "amount" and meant["发放年度"] == "paid_year"
    assert {"户主身份证号", "应发金额", "年度"} & set(meant) == set()


def test_a_statement_whose_headers_nobody_knows_is_no_household_list() -> None:
    headers = [f"{header}甲" if header in A_MONEY else header for header in FORM_A]
    reading = read_one(form_a(a_row("001"), headers=headers))
    assert (reading.kind, reading.status) == ("household_list", "rejected")
    assert "像收入统计表" in (reading.reason or "")


@pytest.mark.parametrize("code", ["'0001", "０００１", "00 01"])
def test_codes_compare_without_width_spaces_and_apostrophe(code: str) -> None:
    assert read_one(form_a(a_row(code))).data["household_code"] == ["0001"]


@pytest.mark.parametrize(
    ("column", "text"),
    [("户码", ID_NUMBER), ("户码", "21028.4"), ("户码", "1,200"), ("村", ID_NUMBER), ("村", "655.59")],
)
def test_what_stands_in_the_wrong_column_is_no_key(column: str, text: str) -> None:
    row = a_row("0001")
    row[FORM_A.index(column)] = text
    reading = read_one(form_a(row, a_row("0002")))
    assert reading.data["household_code"] == ["0002"]
    shown = "110105****" if text == ID_NUMBER else text
    told = "（所填为证件号码）" if (column, text) == ("户码", ID_NUMBER) else ""
    told = f"（所填“{shown}”不是村名）" if column == "村" else told
    assert [one.reason for one in reading.quarantine] == [f"缺少{column}{told}，无法归户，请补齐后重新报送"]
    assert ID_NUMBER not in reading.quarantine[0].cells


def test_an_id_number_in_a_name_or_place_is_masked() -> None:
    row = a_row("0001.0")
    row[FORM_A.index("户主姓名")] = row[FORM_A.index("县")] = ID_NUMBER
    reading = read_one(form_a(row))
    assert reading.data["head_name"] == reading.data["county_name"] == ["110105********002X"]
    assert (reading.data["household_code"], reading.data["head_id_number"]) == (["0001"], [ID_NUMBER])


def test_folding_twice_changes_nothing() -> None:
    # NFKC makes a space and a combining mark of ¨; without the space the mark joins the letter before it
    assert fold("U¨") == fold(fold("U¨")) == "Ü"
