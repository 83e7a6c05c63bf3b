"""Remarks and ledger items, by the shipped words."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parsing.money_phrases import classify_item
from pipeline.parsing.remarks import Remark, parse_remark
from pipeline.parsing.words import load_words

WORDS = load_words()
UNKNOWN = "?"


def said(remark: Remark, *kinds: str) -> tuple[bool, Decimal | None]:
    """Whether money of these classes is said to be in the income, and the sum; None where there is none, or one without an amount."""
    amounts = [booking.yuan for booking in remark.bookings if booking.kind in kinds and booking.is_said]
    known = [yuan for yuan in amounts if yuan is not None]
    return bool(amounts), sum(known, Decimal(0)) if amounts and len(known) == len(amounts) else None


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
    ("含国庆慰问金￥500", "500", "", ""),
    ("含借支款3000元", "", "3000", ""),
    ("含预计2019年1月出栏生猪收入6000元", "", "", "6000"),
    ("12月工资2800元为预计数", "", "", "2800"),
    ("含尚未发放的产业奖补3000元", "", "", "3000"),
    ("含未到账奖补资金3000元", "", "", "3000"),
    ("含拟于2019年发放的以奖代补3000元", "", "", "3000"),
    ("预收2019年租金1200元", "", "", "1200"),
    # what names no amount counts where the income is said to contain it
    ("收入含春节慰问", UNKNOWN, "", ""),
    ("其他转移性收入包括社会捐助", UNKNOWN, "", ""),
    ("变卖收入", UNKNOWN, "", ""),
    ("领取春节慰问金", UNKNOWN, "", ""),
    ("收入为借款", "", UNKNOWN, ""),
    ("借款收入", "", UNKNOWN, ""),
    ("贷款，已计入经营收入", "", UNKNOWN, ""),
    ("预计分红已计入", "", "", UNKNOWN),
    ("含预计出栏生猪", "", "", UNKNOWN),
    ("12月工资为预计数", "", "", UNKNOWN),
    ("全年收入为估计数", "", "", UNKNOWN),
    ("工资未发放，已算入", "", "", UNKNOWN),
    # an amount beside the word counts, and so does a booked debt that is repaid
    ("慰问500元", "500", "", ""),
    ("社会捐助1000元", "1000", "", ""),
    ("春节慰问（500元）", "500", "", ""),
    ("含慰问金500元", "500", "", ""),
    ("慰问金500元和大米一袋", "500", "", ""),
    ("慰问大米2袋、慰问金500元", "500", "", ""),
    ("慰问大米折款200元", "200", "", ""),
    ("含捐赠衣物折价300元", "300", "", ""),
    ("慰问金500元用于缴纳医保", "500", "", ""),
    ("希望工程捐款500元", "500", "", ""),
    ("计划生育金1200元、慰问金500元", "500", "", ""),
    ("卖房收入12万元", "120000", "", ""),
    ("家庭收入含低保3600元，慰问500元", "500", "", ""),
    ("其中借款5000元", "", "5000", ""),
    ("其中借款5000元，已还", "", "5000", ""),
    ("含贷款20000元，未偿还", "", "20000", ""),
    ("贷款2万元，计入经营收入", "", "20000", ""),
    ("贷款2万元，学费由政府承担", "", "20000", ""),
    ("预计年底分红2000元", "", "", "2000"),
    ("卖牛款待收3000元", "", "", "3000"),
    ("卖牛款待收，已计入", "", "", UNKNOWN),
    ("12月工资2000元未发放", "", "", "2000"),
    ("待发放产业奖补1500元，已计入", "", "", "1500"),
]

FIXED = [  # expected 低保, pension, contracted wage: until the year is over no forecast
    ("低保金12月待发放300元，已按全年计入", "300"),
    ("养老金12月148元尚未到账，已计入", "148"),
    ("12月合同工资待发放2000元，已计入", "2000"),
    ("12月合同工资待发放2000元", "2000"),
    ("低保金12月待发放，已按全年计入", UNKNOWN),
    ("预计低保金3600元", "3600"),
    ("含预计低保金", UNKNOWN),
]

SILENT = """不含慰问金|未含春节慰问金1500元|慰问金1500元未计入|慰问金1500元，未计入收入
慰问金1500元，以上均未计入
慰问金未计入|已剔除慰问金1500元|无贷款|没有借款|无慰问金和贷款|不含慰问金、礼金和贷款
没有任何贷款|已还清贷款|已结清贷款|卖牛款4500元|偿还贷款2万元|未偿还贷款2万元|贷款利息500元|小额信贷入股分红3000元
扶贫小额信贷贴息300元|一次性领取低保金3600元
预计2018年脱贫|预计脱贫，人均收入8000元|拟外出务工|明年外出务工|12月低保金待发
收到捐赠衣物|捐赠大米一袋|收到爱心企业捐赠棉被2床|春节慰问大米两包、油一桶|慰问物资一批|捐赠衣物价值300元
收到爱心人士捐赠大米油一批（价值300元）|春节走访慰问|接受社会捐赠|户主捐款给灾区|礼金支出2000元|支出礼金2000元
慰问金没有计入收入|卖房治病|准备变卖旧房|准备变卖旧房得款35000元|拟卖房
曾借款治病，已还|曾借款2万元治病，已还|曾借款2万元治病（已还清）|助学贷款由本人承担|助学贷款8000元由本人承担
子女助学贷款8000元，由其毕业后自行偿还|家有贷款|因建房向亲戚借款|有银行贷款未还|贷款2万元，尚未还清|贷款2万元，分5年还清
拟贷款5万元发展养殖|其中2人有助学贷款|借款给他人2万元
低保金预计每月发放300元|明年低保金每月提标到400元|明年养老保险缴费300元|预计明年低保金3600元|预计明年纳入低保|预计缴纳养老保险180元
家庭成员2人外出务工|因病致贫|慰问品一批|水稻待收割|估计能脱贫||—"""

HOPES = """预计明年外出务工|预计明年外出务工收入增加|明年预计务工增收3000元|准备明年卖牛5000元|收入预计不稳定|预计年底分红
产业奖补尚未发放|预计建房支出5万元|预计学费3000元|2018年外出务工，预计2019年继续务工|其中2人预计明年外出务工|打算明年贷款2万元"""


@pytest.mark.parametrize(("text", "one_off", "loan", "forecast"), SPOKEN)
def test_what_a_remark_says(text: str, one_off: str, loan: str, forecast: str) -> None:
    remark = parse_remark(text, WORDS)
    for stated, kinds in ((one_off, ("one_off", "asset_sale")), (loan, ("loan",)), (forecast, ("forecast",))):
        yuan = Decimal(stated) if stated not in ("", UNKNOWN) else None
        assert said(remark, *kinds) == (stated != "", yuan)


@pytest.mark.parametrize("text", SILENT.replace("\n", "|").split("|"))
def test_what_must_not_flag(text: str) -> None:
    assert parse_remark(text, WORDS) == Remark()


@pytest.mark.parametrize("text", HOPES.replace("\n", "|").split("|"))
def test_what_is_awaited_but_in_no_income(text: str) -> None:
    assert parse_remark(text, WORDS) == Remark(is_awaited=True)


@pytest.mark.parametrize(("text", "yuan"), FIXED)
def test_fixed_income_that_is_expected_stands_apart(text: str, yuan: str) -> None:
    remark = parse_remark(text, WORDS)
    assert {booking.kind for booking in remark.bookings} == {"fixed_forecast"} and not remark.is_awaited
    assert said(remark, "fixed_forecast")[1] == (None if yuan == UNKNOWN else Decimal(yuan))


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
    ("低保户危房改造补助", "earmarked"),
    ("雨露计划资助", "earmarked"),
    ("户厕改造补助", "earmarked"),
    ("产业奖补物资折款", "earmarked"),
    ("产业奖补资金", "reward_money"),
    ("处置耕牛款", "asset_sale"),
    ("拖拉机转让款", "asset_sale"),
    ("出售土特产", None),
    ("大病众筹款", "one_off"),
    ("支取存款", "savings"),
    ("水稻保险理赔款", "crop_insurance"),
    ("一次性困难补助", "temporary_relief"),
    ("一次性临时救助", "temporary_relief"),
    ("一次性务工交通补贴", "other_transfer_income"),
    ("一次性补助", "one_off"),
    ("扶贫小额信贷", "loan"),
    ("春节慰问金", "one_off"),
    ("五保户慰问", "one_off"),
    ("低保户慰问金", "one_off"),
    ("一次性生活补助", "other_transfer_income"),
    ("鸡苗100只", "earmarked"),
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
    for kind in ("one_off", "asset_sale", "loan", "savings", "earmarked", "forecast", "fixed_forecast"):
        is_said, yuan = said(remark, kind)
        assert is_said or yuan is None


@given(st.integers(1, 10**7), st.sampled_from(["慰问金", "礼金", "中奖"]))
def test_an_amount_beside_its_word_is_read_exactly(fen: int, word: str) -> None:
    yuan = Decimal(fen) / 100
    assert said(parse_remark(f"全年含{word}{yuan:f}元", WORDS), "one_off") == (True, yuan)
    assert parse_remark(f"不含{word}{yuan:f}元", WORDS) == Remark()
