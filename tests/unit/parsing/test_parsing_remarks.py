"""Remarks and ledger items, by the shipped words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parsing.items import classify_item
from pipeline.parsing.remarks import Remark, parse_remark
from pipeline.parsing.words import load_words

WORDS = load_words()
UNKNOWN = "?"

SPOKEN = [  # text, one-off, loan, forecast: '' not mentioned, ? mentioned without a certain amount
    ("含慰问金1500元", "1500", "", ""),
    ("3笔慰问金共1500元", "1500", "", ""),
    ("慰问金3笔，共1500元", "1500", "", ""),
    ("慰问金共1,500元", "1500", "", ""),
    ("慰问金1500", "1500", "", ""),
    ("慰问金共计壹仟伍佰元整", "1500", "", ""),
    ("领取1500元慰问金", "1500", "", ""),
    ("一次性慰问金1500元", "1500", "", ""),
    ("慰问金、礼金共1500元", "1500", "", ""),
    ("慰问金春节1500元、中秋500元", "2000", "", ""),
    ("慰问金（春节1500元、中秋500元）", "2000", "", ""),
    ("慰问金1500元，慰问金500元", "2000", "", ""),
    ("慰问金1500元和工资2000元", "1500", "", ""),
    ("变卖旧房得款三万五千元", "35000", "", ""),
    ("卖地款3万", "30000", "", ""),
    ("其中慰问金1500元", "1500", "", ""),
    ("慰问金1500元\n贷款2万元", "1500", "20000", ""),
    ("慰问金、低保金共3600元", UNKNOWN, "", ""),
    ("慰问金3笔，每笔500元", UNKNOWN, "", ""),
    ("慰问金500元/次", UNKNOWN, "", ""),
    ("慰问金2018年发放", UNKNOWN, "", ""),
    ("拆迁补偿款", UNKNOWN, "", ""),
    ("另有礼金若干", UNKNOWN, "", ""),
    ("贷款2万元", "", "20000", ""),
    ("2万元贷款", "", "20000", ""),
    ("无息贷款2万元", "", "20000", ""),
    ("无劳动力，贷款2万元", "", "20000", ""),
    ("扶贫小额信贷2.5万元已计入收入", "", "25000", ""),
    ("贷款（信用社2万元）", "", "20000", ""),
    ("预计12月工资2000元", "", "", "2000"),
    ("工资预计2000元", "", "", "2000"),
    ("明年工资2000元", "", "", "2000"),
    ("预计养猪收入", "", "", UNKNOWN),
    ("慰问金1500元，预计12月工资2000元，贷款2万元", "1500", "20000", "2000"),
    ("不含贷款，含慰问金1500元", "1500", "", ""),
    ("不含贷款含慰问金1500元", "1500", "", ""),
    ("含卖旧房款12000元", "12000", "", ""),
    ("含出售旧房收入12000元", "12000", "", ""),
    ("含出售摩托车1500元", "1500", "", ""),
    ("房屋征收补偿45000元", "45000", "", ""),
    ("含交通事故赔偿20000元", "20000", "", ""),
    ("含社会爱心人士捐助1000元", "1000", "", ""),
    ("其他含一次性临时救助2000元", "2000", "", ""),
    ("含国庆慰问金￥500", "500", "", ""),
    ("含借支款3000元", "", "3000", ""),
    ("含预计2019年1月出栏生猪收入6000元", "", "", "6000"),
    ("12月工资2800元为预计数", "", "", "2800"),
    ("含尚未发放的产业奖补3000元", "", "", "3000"),
    ("含未到账奖补资金3000元", "", "", "3000"),
    ("含拟于2019年发放的以奖代补3000元", "", "", "3000"),
    ("预收2019年租金1200元", "", "", "1200"),
]

SILENT = """不含慰问金|未含春节慰问金1500元|慰问金1500元未计入|慰问金1500元，未计入收入
慰问金1500元，以上均未计入
慰问金未计入|已剔除慰问金1500元|无贷款|没有借款|无慰问金和贷款|不含慰问金、礼金和贷款
没有任何贷款|已还清贷款|已结清贷款|卖牛款4500元|偿还贷款2万元|未偿还贷款2万元|贷款利息500元|小额信贷入股分红3000元
扶贫小额信贷贴息300元|一次性领取低保金3600元
预计2018年脱贫|预计脱贫，人均收入8000元|拟外出务工|明年外出务工|预计低保金3600元|12月低保金待发
家庭成员2人外出务工|因病致贫|慰问品一批||—""".replace("\n", "|").split("|")


@pytest.mark.parametrize(("text", "one_off", "loan", "forecast"), SPOKEN)
def test_what_a_remark_says(text: str, one_off: str, loan: str, forecast: str) -> None:
    remark = parse_remark(text, WORDS)
    for stated, has, yuan in (
        (one_off, remark.has_one_off, remark.one_off_yuan),
        (loan, remark.has_loan, remark.loan_yuan),
        (forecast, remark.has_forecast, remark.forecast_yuan),
    ):
        assert (has, yuan) == (stated != "", Decimal(stated) if stated not in ("", UNKNOWN) else None)


@pytest.mark.parametrize("text", SILENT)
def test_what_must_not_flag(text: str) -> None:
    assert parse_remark(text, WORDS) == Remark()


ITEMS = [
    ("农村低保金", "subsistence_allowance"),
    ("特困供养金（五保金）", "destitute_allowance"),
    ("城乡居民基本养老金", "pension"),
    ("务工工资", "wage_income"),
    ("公益性岗位工资", "public_welfare_wage"),
    ("资产收益扶贫分红", "asset_dividend"),
    ("小额信贷入股分红", "asset_dividend"),
    ("基本医疗保险报销医疗费", "medical_reimbursement"),
    ("医疗救助金", "medical_assistance"),
    ("生态公益林补偿金", "ecological_compensation"),
    ("计划生育奖励扶助金", "family_planning_allowance"),
    ("以奖代补资金", "reward_money"),
    ("学生生活费补助", "student_subsidy"),
    ("救灾款", "disaster_relief"),
    ("临时救助金", "temporary_relief"),
    ("低保户危房改造补助", "housing_grant"),
    ("扶贫小额信贷", "loan"),
    ("春节慰问金", "one_off"),
    ("五保户慰问", "one_off"),
    ("低保户慰问金", "one_off"),
    ("一次性生活补助", "one_off"),
    ("鸡苗100只", "production_goods"),
    ("残疾人两项补贴", "other_transfer_income"),
    ("土地流转费", "other_property_income"),
    ("预计务工收入", "forecast"),
    ("征收补偿款", "one_off"),
    ("社会捐助", "one_off"),
    ("医疗费用报销", "medical_reimbursement"),
    ("护林员", "public_welfare_wage"),
    ("养老保险代缴", None),
    ("其他", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "code"), ITEMS)
def test_ledger_items(text: str, code: str | None) -> None:
    assert classify_item(text, WORDS) == code


WORDS_AND_MARKS = [
    "慰问金",
    "贷款",
    "预计",
    "不含",
    "未计入",
    "1500元",
    "2万",
    "工资",
    "，",
    "、",
    "（",
    "）",
    "共",
    "无",
    "3笔",
]
PIECES = st.lists(st.sampled_from(WORDS_AND_MARKS))


@given(st.one_of(st.text(), PIECES.map("".join)))
def test_never_raises_and_an_amount_needs_its_flag(text: str) -> None:
    remark = parse_remark(text, WORDS)
    classify_item(text, WORDS)
    assert remark.has_one_off or remark.one_off_yuan is None
    assert remark.has_loan or remark.loan_yuan is None
    assert remark.has_forecast or remark.forecast_yuan is None


@given(st.integers(1, 10**7), st.sampled_from(["慰问金", "礼金", "中奖"]))
def test_an_amount_beside_its_word_is_read_exactly(fen: int, word: str) -> None:
    yuan = Decimal(fen) / 100
    assert parse_remark(f"全年含{word}{yuan:f}元", WORDS).one_off_yuan == yuan
    assert parse_remark(f"不含{word}{yuan:f}元", WORDS) == Remark()
