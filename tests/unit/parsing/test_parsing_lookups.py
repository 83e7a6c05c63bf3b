"""Lookup tables: the contract's schema, one sorted row per distinct text, fast forms equal to the parser."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import partial

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.lookups import LOOKUPS
from pipeline.contracts import arrow_schema, contracts
from pipeline.parsing import lookups
from pipeline.parsing.amounts import parse_amount
from pipeline.parsing.words import load_words

WORDS = load_words()
SECRET = b"a secret for tests, 32 bytes long"
TODAY = dt.date(2018, 12, 10)
BUILDERS: dict[str, Callable[[lookups.Texts], pa.Table]] = {
    "raw_amounts": lookups.amounts_table,
    "raw_id_numbers": lambda texts: lookups.id_numbers_table(texts, SECRET, TODAY),
    "raw_places": lambda texts: lookups.places_table(texts, "遂溪县"),
    **{table: partial(lookups.words_table, table, words=WORDS) for table in lookups.READERS},
}
TEXTS = [
    "是",
    None,
    "3,500元",
    "是",
    "—",
    "11010519491231002X",
    "遂溪县|遂城镇|豆村",
    "2018年3月",
    "慰问金1500元",
    "普通劳动力",
    "",
]


@pytest.mark.parametrize("table", sorted(BUILDERS))
@pytest.mark.parametrize(
    "texts", [TEXTS, [], pa.chunked_array([TEXTS, TEXTS], pa.string())], ids=["list", "none", "arrow"]
)
def test_a_table_has_its_contract_and_one_row_per_text(table: str, texts: lookups.Texts) -> None:
    built = BUILDERS[table](texts)
    assert built.schema.equals(arrow_schema(contracts()[table]))
    found = built.column(0).to_pylist()
    assert found == sorted(set(TEXTS) - {None}, key=lambda text: str(text).encode()) if len(texts) else found == []


FORMS = st.builds(
    lambda yuan, form: form.format(yuan),
    st.decimals(min_value=-(10**13), max_value=10**13, places=3),
    st.sampled_from(["{:f}", "{:,f}", "{:f}元", "{:,.0f}", "0{:f}", "{:.9f}", "{:.0f}万"]),
)


@given(st.lists(st.one_of(FORMS, st.text(st.sampled_from("0123456789.,-元万"), max_size=9))))
def test_common_amounts_are_cast_as_the_parser_reads_them(texts: list[str]) -> None:
    for row in lookups.amounts_table(texts).to_pylist():
        amount = parse_amount(row["text"])
        assert (row["amount_yuan"], row["has_own_unit"], row["is_blank_mark"]) == (
            amount.yuan,
            amount.has_own_unit,
            amount.is_blank_mark,
        )


def test_rows_of_each_table() -> None:
    assert lookups.amounts_table(["约3000"]).to_pylist() == [
        {"text": "约3000", "amount_yuan": None, "has_own_unit": False, "is_blank_mark": False}
    ]
    assert lookups.words_table("raw_names", ["张　三", "　"], WORDS).to_pylist() == [
        {"text": "　", "name": None, "name_masked": None},
        {"text": "张　三", "name": "张三", "name_masked": "张＊＊"},
    ]
    assert lookups.words_table("raw_dates", ["2018年预脱贫"], WORDS).to_pylist() == [
        {"text": "2018年预脱贫", "year": 2018, "month": None, "date": None}
    ]
    relations = lookups.words_table(
        "raw_relations", ["户主", "本人（户主）", "户 主", "户主之子", "配偶"], WORDS
    ).to_pylist()
    assert {row["text"] for row in relations if row["is_head"]} == {"户主", "本人（户主）", "户 主"}
    bookings = lookups.words_table(
        "raw_remark_bookings", ["含慰问金1500元", "其他转移性收入含贷款2万元", "无"], WORDS
    ).to_pylist()
    assert [(row["text"], row["money_class"], row["line_code"], row["booked_yuan"]) for row in bookings] == [
        ("其他转移性收入含贷款2万元", "loan", "other_transfer_income", Decimal(20000)),
        ("含慰问金1500元", "one_off", None, Decimal(1500)),
    ]
    headers = lookups.words_table("raw_header_classes", ["其他转移性收入（含慰问金）", "工资性收入"], WORDS).to_pylist()
    assert headers == [{"text": "其他转移性收入（含慰问金）", "money_class": "one_off"}]
    remarks = lookups.words_table("raw_remarks", ["待发放", "保费由县财政代缴"], WORDS).to_pylist()
    assert [(row["is_awaited"], row["is_premium_paid"]) for row in remarks] == [(False, True), (True, False)]
    place = lookups.places_table(["||豆村村委会", "遂溪县|遂城镇|豆村"], None).to_pylist()
    assert {row["village_id"] for row in place} == {"遂溪县|遂城镇|豆村"}


def test_only_small_plain_numbers_bypass_the_parser() -> None:
    texts = ["0", "0.5", "1234567.89", "12345678", "0012", "440524800101001", "1,200", "—", "100.00"]
    connection = duckdb.connect()
    lookup = LOOKUPS["raw_amounts"]
    for table, columns in lookup.columns.items():
        connection.execute(f"create table {table} as select " + ", ".join(f"null::varchar as {one}" for one in columns))
    connection.executemany("insert into raw_fund_projects values (?, null, null)", [[text] for text in texts])
    found = [text for (text,) in connection.execute(lookup.texts_sql()).fetchall()]
    assert set(found) == {"12345678", "0012", "440524800101001", "1,200", "—"}


@pytest.mark.parametrize(
    ("group", "texts"),
    [
        ("death", "死亡 死亡人员 火化登记 殡葬信息 注销户口"),
        ("vehicle", "车辆 小型汽车登记 机动车保险 车辆购置"),
        ("house", "房产 商品房备案 不动产登记 城镇住房"),
        ("business", "报废汽车回收公司 市场主体 工商登记 个体工商户 企业法人 公司股东"),
        ("payroll", "财政供养人员 公职人员 事业编制"),
        ("subsistence", "低保 低保（未退出） 2017年停发低保，2018年恢复低保 农村低保对象 城乡低保补助 最低生活保障金"),
        ("destitute", "五保 特困人员 特困供养补贴"),
        ("disability", "残疾人 持证残疾人 残疾人（肢体四级）"),
        ("disability_allowance", "残疾人两项补贴 重度残疾人护理补贴"),
        ("denied", "未死亡 名下无机动车 无房产登记 非财政供养人员"),
        ("no", "否 不是"),
        ("ended", "车辆已报废 营业执照已吊销 注销企业 房屋已过户 已注销 公租房"),
        ("nothing", "无 没有"),
        ("aid", "危房改造 危旧房屋改造 住房公积金 住房补助 企业职工养老保险 学生乘车补助 扶贫车间就业 丧葬补助 死亡抚恤金 务工企业"),
        ("stopped", "停发低保 低保停发 取消低保人员 低保人员（停发） 退出特困供养 不再享受低保 低保核减 2017年恢复发放，2018年6月停发 非低保对象 "
            "未享受特困供养 残疾人证已注销 残疾人生活补贴停发 非残疾人"),
        ("at_school", "学籍 在校学生名册 劝返复学"),
        ("not_at_school", "疑似辍学 非在校生 控辍保学"),
        (None, "其他 户籍核对 正常发放，未停发"),
        ("moved", "户籍迁出"),
    ],
)  # fmt: skip
def test_what_a_register_tells_by_the_longest_word_of_its_type(group: str | None, texts: str) -> None:
    found = {
        row["text"]: row["register_group"]
        for row in lookups.words_table("raw_register_types", texts.split(), WORDS).to_pylist()
    }
    assert found == dict.fromkeys(texts.split(), group)


@pytest.mark.parametrize(
    ("text", "benefit"),
    [
        ("低保停发", "subsistence"),
        ("非低保对象", "subsistence"),
        ("残疾人证已注销", "disability"),
        ("残疾人生活补贴停发", None),
        ("残疾人", None),
        ("名下无车辆", "vehicle"),
        ("低保（审批中）", "subsistence"),
        ("未获批准", None),
        ("特困供养申请未通过，2018年5月获批", None),
    ],
)
def test_of_which_state_a_register_tells_the_end(text: str, benefit: str | None) -> None:
    assert lookups.words_table("raw_register_types", [text], WORDS)["stopped_group"].to_pylist() == [benefit]
