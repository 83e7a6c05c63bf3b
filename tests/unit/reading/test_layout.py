"""Where tables are in a sheet, and what becomes of each of its rows."""

import json
import random

import pytest

from pipeline.recognition.readings import BlockTotal
from pipeline.workbooks.sheet import Sheet
from tests.delivered_sheets import (
    A_MONEY,
    A_TEXT,
    FORM_A,
    ID_NUMBER,
    ROSTER,
    Cells,
    a_row,
    form_a,
    form_b,
    read,
    read_one,
    roster_row,
)


def test_form_b_with_three_header_rows_merged_villages_total_and_blank_row() -> None:
    reading = read_one(form_b())
    assert (reading.status, reading.reason, reading.unit_yuan) == ("accepted", None, 1)
    counts = reading.counts
    assert (counts.accepted, counts.total, counts.blank, counts.heading) == (5, 1, 1, 3)
    villages = ["示例东村委会"] * 3 + ["示例西村委会"] * 2
    assert reading.data["village_name"] == villages
    assert reading.data["place_text"] == [f"示例县|示例镇|{village}" for village in villages]
    assert reading.data["household_code"] == ["001", "002", "003", "004", "005"]
    assert reading.data["pension"] == ["100", "200", "300", "400", "500"]
    assert reading.data["stated_transfer_income"] == ["100", "200", "300", "400", "500"]
    assert reading.data["source_row"] == [4, 5, 6, 7, 8]
    pension = next(one for one in reading.totals if one.column_name == "pension")
    assert pension == BlockTotal(9, "合计", "pension", "1500", 4, 8)
    assert all(one.column_name != "stated_per_capita" for one in reading.totals)


def test_form_b_as_csv_without_merges_takes_the_village_of_the_first_row_of_each_block() -> None:
    sheet = form_b()
    plain = Sheet("", sheet.rows)
    reading = read_one(plain)
    assert reading.counts.accepted == 5 and reading.quarantine == []
    assert reading.data["village_name"] == ["示例东村委会"] * 3 + ["示例西村委会"] * 2
    assert reading.notes[-1].code == "village_of_block"


def test_a_village_missing_between_rows_that_name_theirs_is_not_guessed() -> None:
    reading = read_one(form_a(a_row("1"), a_row("2"), a_row("3", village=None), a_row("4")))
    assert (reading.counts.accepted, reading.counts.quarantined) == (3, 1)
    assert {one.reason for one in reading.quarantine} == {"缺少村，无法归户，请补齐后重新报送"}


def test_form_b_in_ten_thousands() -> None:
    assert read_one(form_b("万元")).unit_yuan == 10_000


def test_title_rows_notes_blank_rows_and_village_from_the_title() -> None:
    kept = [place for place, header in enumerate(FORM_A) if header not in ("县", "镇", "村")]
    sheet = form_a(
        [a_row("001")[place] for place in kept],
        [None],
        ["填表人：甲　审核人：乙"],
        ["注：本表一式两份"],
        title=[["示例县示例镇示例东村2018年家庭可支配收入统计表"], ["填报单位：示例东村驻村工作队", None, "单位：元"]],
        headers=[FORM_A[place] for place in kept],
    )
    reading = read_one(sheet)
    assert reading.status == "accepted"
    assert reading.data["place_text"] == ["示例县|示例镇|示例东村"] and reading.data["village_name"] == ["示例东村"]
    assert (reading.counts.heading, reading.counts.blank, reading.counts.accepted) == (5, 1, 1)
    assert [one.number for one in reading.statements if one.what == "year"] == [2018, 2018]


def test_two_header_rows_with_groups_and_totals() -> None:
    upper: Cells = [*A_TEXT[:8], "工资性收入", "财产性收入", None, "生产经营性收支", None, "转移性收入", *[None] * 9]
    items = A_MONEY[A_MONEY.index("计划生育金") : A_MONEY.index("其他转移性收入")]
    lower: Cells = [*[None] * 9, "小计", "其中：分红收入", "生产经营性收入", "生产经营性支出", "合计", *items, "其他"]
    upper = [*upper[: len(lower)], "转移性支出", None, None, None]
    lower += ["个人所得税", "社会保障支出", "赡养支出", "其他"]
    width = len(lower)
    merged = [(1, place, 2, place) for place in range(9)]
    merged += [(1, 9, 1, 10), (1, 11, 1, 12), (1, 13, 1, 21), (1, 22, 1, width - 1)]
    row: Cells = [
        "示例县",
        "示例镇",
        "示例东村",
        "0007",
        "张某某",
        ID_NUMBER,
        "一般贫困户",
        "3",
        *map(str, range(8, width)),
    ]
    reading = read_one(
        Sheet("表", [["2018年收入表"], [*upper, *[None] * (width - len(upper))], lower, row], tuple(merged))
    )
    assert (reading.status, reading.reason) == ("accepted", None)
    expected = {
        "wage_income": 8,
        "property_income": 9,
        "asset_dividend": 10,
        "business_income": 11,
        "business_cost": 12,
    }
    expected |= {"stated_transfer_income": 13, "family_planning_allowance": 14, "other_transfer_income": 21}
    expected |= {"income_tax": 22, "other_transfer_paid": 25}
    assert {name: reading.data[name] for name in expected} == {name: [str(place)] for name, place in expected.items()}
    assert reading.data["household_code"] == ["0007"]


def test_column_order_is_free() -> None:
    order = list(range(len(FORM_A)))
    random.Random(7).shuffle(order)
    rows = [a_row("001", money="5"), a_row("002", money="7")]
    plain = read_one(form_a(*rows))
    mixed = read_one(
        form_a(*[[row[place] for place in order] for row in rows], headers=[FORM_A[place] for place in order])
    )
    assert mixed.data == plain.data and mixed.sheet_hash == plain.sheet_hash


def test_village_subtotals_and_a_grand_total_know_their_blocks() -> None:
    total: Cells = [None, None, "示例东村小计", *[None] * 6, *["9"] * len(A_MONEY)]
    grand: Cells = ["合　计", *[None] * 8, *["27"] * len(A_MONEY)]
    sheet = form_a(a_row("1"), a_row("2"), total, a_row("3"), total, grand)
    spans = {(one.row, one.label): (one.first_row, one.last_row) for one in read_one(sheet).totals}
    assert spans == {(4, "小计"): (2, 3), (6, "小计"): (5, 5), (7, "合计"): (2, 5)}


def test_a_total_on_top_sums_what_is_below() -> None:
    grand: Cells = ["合计", *[None] * 8, *["27"] * len(A_MONEY)]
    totals = read_one(form_a(grand, a_row("1"), a_row("2"))).totals
    assert {(one.first_row, one.last_row) for one in totals} == {(3, 4)}


def test_rows_without_keys_are_quarantined_with_all_cells_and_masked_numbers() -> None:
    nameless = a_row("001")
    nameless[3] = None
    villageless = a_row("002", village=None)
    reading = read_one(form_a(nameless, villageless, a_row("003")))
    assert [(one.row, one.reason[:5]) for one in reading.quarantine] == [(2, "缺少户码，"), (3, "缺少村，无")]
    cells = json.loads(reading.quarantine[0].cells)
    assert cells["户主身份证号"] == "110105********002X" and cells["低保金"] == "100" and ID_NUMBER not in str(cells)
    assert reading.counts.accepted == 1


def test_merged_households_fill_keys_but_never_amounts() -> None:
    rows = [roster_row("0012", "甲", "户主"), roster_row("0012", "乙", "之子"), roster_row("0013", "丙", "户主")]
    for place in (2, 3, 4):
        rows[1][place] = None
    merged = ((1, 2, 2, 2), (1, 3, 2, 3), (1, 4, 2, 4))
    reading = read_one(Sheet("名册", [list(ROSTER), *rows], merged))
    assert reading.data["household_code"] == ["0012", "0012", "0013"]
    assert reading.data["member_name"] == ["甲", "乙", "丙"]
    statement = form_a(a_row("001"), [*a_row("001")[:9], *[None] * len(A_MONEY)])
    merged_money = ((1, 20, 2, 20),)
    filled = read_one(Sheet("表", statement.rows, merged_money))
    assert filled.data["pension"] == ["100", None]


def test_several_tables_of_different_kinds_in_one_sheet() -> None:
    rows: list[Cells] = [
        ["2018年收入统计表（单位：元）"], list(FORM_A), a_row("001"), a_row("002"), [None],
        ["2018年人口花名册"], list(ROSTER), roster_row("001", "甲", "户主"), roster_row("001", "乙", "之子"),
    ]  # fmt: skip
    statement, roster = read(Sheet("表", rows))
    assert (statement.kind, statement.counts.accepted, statement.counts.seen) == ("income_statement", 2, 5)
    assert (roster.kind, roster.counts.accepted, roster.counts.seen) == ("roster", 2, 4)
    assert roster.data["source_row"] == [8, 9]


def test_repeated_pages_of_one_table_are_one_reading() -> None:
    title: Cells = ["示例县示例镇2018年统计表　单位：万元"]
    rows: list[Cells] = [
        title,
        list(FORM_A),
        a_row("1"),
        a_row("2"),
        list(FORM_A),
        a_row("3"),
        title,
        list(FORM_A),
        a_row("4"),
    ]
    reading = read_one(Sheet("表", rows))
    assert reading.data["household_code"] == ["1", "2", "3", "4"]
    assert (reading.unit_yuan, reading.counts.heading) == (10_000, 5)
    assert reading.data["unit_yuan"] == [10_000] * 4


def test_rows_below_a_table_that_nobody_knows_never_pass_for_its_rows() -> None:
    strange: list[Cells] = [[None], ["序号", "职务", "电话", "住址"], ["1", "组长", "139", "0001号"]]
    reading = read_one(form_a(a_row("001"), *strange))
    assert reading.counts.accepted == 1 and reading.counts.quarantined == 2
    assert all("未识别的表" in one.reason for one in reading.quarantine)


def test_column_numbers_under_the_header_are_heading() -> None:
    numbers: Cells = [str(place + 1) for place in range(len(FORM_A))]
    reading = read_one(form_a(numbers, a_row("001")))
    assert (reading.counts.accepted, reading.counts.heading) == (1, 2)


def test_numbered_but_empty_rows_are_blank() -> None:
    rows: list[Cells] = [["1", *a_row("001")], ["2", *[None] * len(FORM_A)]]
    reading = read_one(form_a(*rows, headers=["序号", *FORM_A]))
    assert (reading.counts.accepted, reading.counts.blank) == (1, 1)


def test_hidden_rows_are_left_out_counted_and_told() -> None:
    sheet = form_a(a_row("001"), a_row("002"), a_row("003"))
    reading = read_one(Sheet("表", sheet.rows, hidden_rows=frozenset({2})))
    assert reading.data["household_code"] == ["001", "003"]
    assert reading.counts.hidden == 1 and [one.code for one in reading.notes] == ["hidden_rows"]


@pytest.mark.parametrize(
    ("sheet", "status", "reason"),
    [
        (Sheet("旧表", form_a(a_row("1")).rows, is_hidden=True), "ignored", "隐藏工作表"),
        (Sheet("空", []), "ignored", "空表"),
        (Sheet("空", [[None, ""], ["  "]]), "ignored", "空表"),
        (Sheet("说明", [["填表说明"], ["一、本表由村填写。"], ["二、金额以元为单位。"]]), "ignored", "说明页"),
        (form_a(), "ignored", "空表：有表头而没有数据行"),
        (
            Sheet("联系", [["编组", "负责", "电话"], ["甲", "乙", "13800000000"], ["丙", "丁", "139"]]),
            "rejected",
            "未识别",
        ),
        (Sheet("数", [["1", "2", "3"], ["4", "5", "6"]]), "rejected", "未识别"),
    ],
)
def test_sheets_without_data_or_header(sheet: Sheet, status: str, reason: str) -> None:
    reading = read_one(sheet)
    assert reading.status == status and (reading.reason or "").startswith(reason)
    assert reading.counts.accepted == reading.counts.quarantined == 0


def test_an_unrecognised_header_is_answered_with_suggestions() -> None:
    reading = read_one(Sheet("表", [["户 号码", "户主的姓名", "工资收人"], ["1", "甲", "200"], ["2", "乙", "300"]]))
    assert reading.status == "rejected" and reading.reason is not None
    assert "第1行" in reading.reason and "接近“" in reading.reason


def test_data_above_the_header_is_quarantined_not_taken_for_a_title() -> None:
    sheet = form_a(a_row("002"))
    reading = read_one(Sheet("表", [a_row("001"), *sheet.rows]))
    assert reading.counts.quarantined == 1 and "位于表头之上" in reading.quarantine[0].reason


@pytest.mark.parametrize(
    ("title", "headers", "row", "status"),
    [
        (["2018年低保金发放台账"], ["姓名", "身份证号", "发放金额"], ["甲", ID_NUMBER, "300"], "accepted"),
        ([], ["姓名", "身份证号", "发放金额"], ["甲", ID_NUMBER, "300"], "rejected"),
        ([], ["姓名", "补贴项目", "月标准", "发放月数"], ["甲", "低保金", "300", "12"], "accepted"),
        ([], ["补贴项目", "发放金额", "发放日期"], ["低保金", "300", "2018-05-01"], "rejected"),
    ],
)
def test_ledgers_need_someone_an_amount_and_an_item(
    title: list[str], headers: list[str], row: Cells, status: str
) -> None:
    rows: list[Cells] = [list(title)] if title else []
    reading = read_one(Sheet("Sheet1", [*rows, list(headers), row]))
    assert (reading.kind, reading.status) == ("ledger", status)
    if title:
        assert reading.data["item_text"] == title


def test_ledger_item_may_come_from_the_sheet_name() -> None:
    reading = read_one(Sheet("五保金", [["姓名", "身份证号", "发放金额"], ["甲", ID_NUMBER, "300"]]))
    assert reading.data["item_text"] == ["五保金"]


def test_a_register_of_deaths_says_so() -> None:
    reading = read_one(Sheet("死亡人员名单", [["姓名", "身份证号", "死亡日期"], ["甲", ID_NUMBER, "2018-03-01"]]))
    assert (reading.kind, reading.data["register_type"]) == ("register", ["死亡"])


def test_a_list_of_aid_registers_no_house() -> None:
    title = "危旧房屋改造名单"
    reading = read_one(Sheet(title, [["姓名", "身份证号", "登记日期"], ["甲", ID_NUMBER, "2018-03-01"]]))
    assert (reading.kind, reading.data["register_type"]) == ("register", [title])


@pytest.mark.parametrize(
    "remark",
    [
        ["负责人：", None, None, "审核人：", None, "填表人：甲", "联系电话：13800000000"],
        ["联系电话：", "13800000000"],
        [None, None, "以上共2户，情况属实"],
        [None, None, None, "以上共2户"],
        ["（续下页）"],
        ["说明：1、本表按户填写；2、以元为单位。"],
        ["1、收入包括工资、经营、财产和转移四项"],
    ],
)
def test_remarks_below_a_table_are_no_rows(remark: Cells) -> None:
    reading = read_one(form_a(a_row("001"), a_row("002"), remark))
    assert (reading.counts.accepted, reading.counts.heading) == (2, 2)


def test_a_remark_in_the_code_column_never_becomes_a_household() -> None:
    row = a_row("以上共2户，由村委会代填")
    assert read_one(form_a(a_row("001"), row)).counts.quarantined == 1


def test_sheets_that_differ_only_in_what_was_quarantined_differ() -> None:
    first, second = a_row("001"), a_row("001", money="7")
    first[3] = second[3] = None
    assert read_one(form_a(first)).sheet_hash != read_one(form_a(second)).sheet_hash


def test_member_rows_of_a_merged_household_are_no_second_statement() -> None:
    member: Cells = [*a_row("001")[:9], *[None] * len(A_MONEY)]
    member[3] = None
    rows = form_a(a_row("001"), member, a_row("002")).rows
    reading = read_one(Sheet("表", rows, ((1, 3, 2, 3),)))
    assert reading.data["household_code"] == ["001", "002"]
    assert (reading.counts.joined, reading.quarantine) == (1, [])
    assert any("第3行是上方户的成员行" in note.message for note in reading.notes)


def test_ditto_marks_are_written_out_for_places_only() -> None:
    rows = [a_row("001"), a_row("002", village="同上"), a_row("003", village="〃")]
    rows[2][4] = "同上"
    reading = read_one(form_a(*rows))
    assert reading.data["village_name"] == ["示例东村"] * 3 and reading.data["head_name"][2] == "同上"


def test_a_declared_number_of_rows_that_does_not_match_is_told() -> None:
    reading = read_one(form_a(a_row("001"), a_row("002"), ["以上共3户，情况属实。"]))
    assert [(one.code, one.row) for one in reading.notes] == [("row_count_differs", 4)]
    assert read_one(form_a(a_row("001"), ["以上共1户，情况属实。"])).notes == []


def test_a_ledger_by_months_takes_its_total_column() -> None:
    headers = ["姓名", "身份证号", *(f"{month}月" for month in range(1, 13)), "合计"]
    row = ["甲", ID_NUMBER, *["300"] * 12, "3600"]
    reading = read_one(Sheet("Sheet1", [["2018年农村低保金发放表"], headers, row]))
    assert (reading.kind, reading.data["amount"]) == ("ledger", ["3600"])


def test_a_nameless_column_inside_a_group_is_an_unknown_column_not_the_group_again() -> None:
    sheet = form_b()
    headers, nameless = sheet.rows[2], 28
    assert headers[nameless] == "备用"
    headers[nameless] = None
    for row in sheet.rows[3:6]:
        row[nameless] = "1234"
    reading = read_one(sheet)
    assert (reading.status, reading.counts.accepted) == ("accepted", 5)
    assert [(one.column_letter, one.header, one.status) for one in reading.columns if one.column_letter == "AC"] == [
        ("AC", "（空白）", "amount_like")
    ]


def test_an_amount_merged_over_households_is_nobodys() -> None:
    wage = FORM_A.index("工资性收入")
    second = a_row("2")
    second[wage] = None
    sheet = Sheet("表", [list(FORM_A), a_row("1"), second, a_row("3")], ((1, wage, 2, wage),))
    assert read_one(sheet).data["wage_income"] == ["合并单元格", "合并单元格", "100"]


def test_a_line_of_signatures_under_a_ledger_pays_nobody() -> None:
    rows: list[Cells] = [
        ["示例县示例镇示例东村2018年低保金发放台账"],
        ["序号", "姓名", "身份证号", "发放金额"],
        ["1", "张某某", ID_NUMBER, "100"],
        ["填表人：", "李某某", "审核人：", "王某某"],
    ]
    reading = read_one(Sheet("表", rows))
    assert (reading.counts.accepted, reading.counts.heading, reading.quarantine) == (1, 3, [])


def test_a_card_of_one_household_is_read_as_its_row() -> None:
    pairs = [[header, cell] for header, cell in zip(FORM_A, a_row("1"), strict=True)]
    reading = read_one(Sheet("表", [["收入统计表"], *pairs]))
    row = read_one(form_a(a_row("1")))
    assert (reading.status, reading.counts.accepted) == ("accepted", 1)
    assert {name: cells for name, cells in reading.data.items() if name != "source_row"} == {
        name: cells for name, cells in row.data.items() if name != "source_row"
    }
    assert reading.data["source_row"] == [2 + FORM_A.index("户码")]


def test_a_card_with_several_amounts_is_sent_back_as_what_it_is() -> None:
    pairs = [[header, cell, cell] for header, cell in zip(FORM_A, a_row("1"), strict=True)]
    pairs[FORM_A.index("户码")][2] = None
    reading = read_one(Sheet("表", [["收入统计表"], *pairs]))
    assert reading.status == "rejected" and "卡片式表" in (reading.reason or "")


def test_tables_side_by_side_are_told_to_be_separated() -> None:
    rows = [[*FORM_A, None, *FORM_A], [*a_row("1"), None, *a_row("2")]]
    assert "左右并排" in (read_one(Sheet("表", rows)).reason or "")


@pytest.mark.parametrize("village", ["..", "。。", "108"])
def test_a_village_that_is_no_name_is_refused_for_what_it_is(village: str) -> None:
    reading = read_one(form_a(a_row("1"), a_row("2", village=village), a_row("3")))
    assert [one.reason for one in reading.quarantine] == [
        f"缺少村（所填“{village}”不是村名），无法归户，请补齐后重新报送"
    ]
