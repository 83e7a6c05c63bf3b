"""Money given away or spent is no income of the household; the same words where others gave it to the household are."""

import pytest

from pipeline.parsing.money_phrases import classify_item
from pipeline.parsing.remarks import parse_remark
from pipeline.parsing.words import load_words

WORDS = load_words()

GIVEN = """支付彩礼48000元|儿子订婚付女方彩礼52000元|给儿子娶亲支付聘金36000元|退还男方彩礼18000元|送礼金700元|交份子钱450元|给外孙压岁钱300元|发红包给亲戚550元
红包400元给小孩|捐款给灾区260元|向村小学捐款150元|为灾区捐赠180元|捐款修路350元|向慈善会捐款90元|赔偿对方7600元|因车祸向对方支付赔偿款9200元|赔款给邻居1100元|被判赔偿6300元
购买彩票240元|父亲去世丧葬费花了8800元|支付丧葬费7900元|捐款给红十字会120元|帮助邻居捐款210元|资助同学捐款130元|给父母红包450元|给爷爷奶奶利是160元|给小孙子压岁钱90元
孝敬老人红包380元|春节给母亲红包270元|给外婆祝寿红包330元|给侄子结婚礼金520元|为邻居治病捐款140元"""

RECEIVED = """男方支付彩礼48000元|女婿给彩礼36000元|收彩礼52000元|亲戚发红包550元|儿子给红包900元|老板给儿子红包650元|过年亲戚送礼金700元|收到亲戚捐款2600元
爱心企业捐款给该户4100元|社会各界为户主捐款15000元|亲友为儿子治病捐款9800元|捐款给本户3300元|对方赔偿7600元|肇事方支付赔偿款9200元|法院判决对方赔偿6300元
买彩票中奖2400元|其他转移性收入含丧葬费2800元|父母给红包480元|儿子孝敬老人红包620元|孝敬红包740元|邻居帮助捐款2300元|为母亲治病捐款5600元|为孩子治病捐款4800元
政府看望老人慰问金350元|母亲患病捐款2900元|村委会慰问金给户主450元|摆酒收礼金11000元|厂里支付离职补偿8700元"""

BOOKED = [
    ("工资性收入含买断工龄款26000元", "one_off"),
    ("工资性收入含解除劳动合同经济补偿金11000元", "one_off"),
    ("其他转移性收入含车险理赔4300元", "one_off"),
    ("其他转移性收入含重疾险赔付45000元", "one_off"),
    ("其他转移性收入含养老保险退费2700元", "savings"),
    ("其他转移性收入含提取住房公积金16000元", "savings"),
    ("经营收入含向邻居借6000元", "loan"),
    ("其他转移性收入含找朋友借钱4500元", "loan"),
    ("经营收入含荔枝保险理赔1300元", "crop_insurance"),
    ("其他转移性收入含倒房重建款22000元", "earmarked"),
]

INNOCENT = """其他转移性收入含城乡居民大病保险理赔6200元|向邻居借6000元，已还|向邻居租地种植收入900元|购买车险2800元|养老保险退休待遇1900元|公积金每月缴存|养殖风险较大
从银行取工资3000元|其他转移性收入含小额信贷贴息800元|替人担保贷款20000元"""

ITEMS = [
    ("水稻保险理赔", "crop_insurance"),
    ("龙眼种植保险赔款", "crop_insurance"),
    ("农房保险理赔", "one_off"),
    ("交强险赔款", "one_off"),
    ("大病保险理赔", "medical_reimbursement"),
    ("商业大病保险理赔", "one_off"),
    ("丧葬抚恤金", "one_off"),
    ("殡葬补助", "one_off"),
    ("定期抚恤金", "other_transfer_income"),
    ("养老保险退费", "savings"),
    ("社保退费", "savings"),
    ("养老保险待遇补发", "pension"),
    ("扶贫小额信贷贴息", None),
    ("扶贫贷款财政贴息", None),
    ("扶贫小额信贷", "loan"),
    ("小额信贷分红", "asset_dividend"),
    ("大中型水库移民后期扶持资金", "other_transfer_income"),
    ("库区移民直补资金", "other_transfer_income"),
    ("倒房重建", "earmarked"),
    ("因灾倒房恢复重建资金", "earmarked"),
    ("台风救灾款", "disaster_relief"),
    ("失业保险金", "other_transfer_income"),
    ("买断工龄款", "one_off"),
]


@pytest.mark.parametrize("text", GIVEN.replace("\n", "|").split("|"))
def test_what_the_household_gave_is_not_in_its_income(text: str) -> None:
    assert parse_remark(text, WORDS).bookings == ()


@pytest.mark.parametrize("text", RECEIVED.replace("\n", "|").split("|"))
def test_what_others_gave_to_the_household_is(text: str) -> None:
    [booking] = parse_remark(text, WORDS).bookings
    assert (booking.kind, booking.is_said) == ("one_off", True)


@pytest.mark.parametrize(("text", "kind"), BOOKED)
def test_further_money_that_is_no_income(text: str, kind: str) -> None:
    [booking] = parse_remark(text, WORDS).bookings
    assert (booking.kind, booking.is_said) == (kind, True)


@pytest.mark.parametrize("text", INNOCENT.replace("\n", "|").split("|"))
def test_the_same_words_in_another_role(text: str) -> None:
    assert parse_remark(text, WORDS).bookings == ()


@pytest.mark.parametrize(("text", "code"), ITEMS)
def test_ledger_items_of_the_same_kinds(text: str, code: str | None) -> None:
    assert classify_item(text, WORDS) == code
