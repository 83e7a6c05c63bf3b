"""Money that is no income, by class, the line it is said to be in, and the role of its word; beside innocent twins."""

from decimal import Decimal

import pytest

from pipeline.parsing.money_phrases import find_phrase
from pipeline.parsing.remarks import parse_remark, read_header_classes
from pipeline.parsing.words import load_words, plain_word

WORDS = load_words()
OTHER = "other_transfer_income"

BOOKED = [  # text, class, line, yuan (None: not stated)
    ("其他转移性收入含危房改造补助30000元", "earmarked", OTHER, 30000),
    ("其他转移性收入含厕所改造补助2000元", "earmarked", OTHER, 2000),
    ("转移性收入中含雨露计划3000元", "earmarked", "transfer_income", 3000),
    ("改厕款1500元计入其他转移性收入", "earmarked", OTHER, 1500),
    ("其他转移性收入32000元，为危房改造补助", "earmarked", OTHER, None),
    ("其他转移性收入（泥砖房改造补助30000元）", "earmarked", OTHER, 30000),
    ("含鸭苗折款450元", "earmarked", None, 450),
    ("其他转移性收入含化肥折款380元", "earmarked", OTHER, 380),
    ("经营收入含卖手扶拖拉机款5200元", "asset_sale", "business_income", 5200),
    ("经营收入含处置耕牛2头11000元", "asset_sale", "business_income", 11000),
    ("财产性收入含宅基地转让款25000元", "asset_sale", "property_income", 25000),
    ("财产性收入含出售自家旧货车8000元", "asset_sale", "property_income", 8000),
    ("面包车卖了12000元，计入财产性收入", "asset_sale", "property_income", 12000),
    ("经营收入含卖荔枝树6000元", "asset_sale", "business_income", 6000),
    ("其他转移性收入含水滴筹8000元", "one_off", OTHER, 8000),
    ("其他转移性收入含征地款15000元", "one_off", OTHER, 15000),
    ("其他转移性收入含动用积蓄6000元", "savings", OTHER, 6000),
    ("其他转移性收入含收回借出款3000元", "savings", OTHER, 3000),
    ("经营收入含贷款20000元", "loan", "business_income", 20000),
    ("经营收入含水稻保险理赔款1800元", "crop_insurance", "business_income", 1800),
    ("其他转移性收入含民政一次性困难补助1200元", "regular", OTHER, 1200),
    ("其他转移性收入含一次性务工交通补贴600元", "regular", OTHER, 600),
    ("其他转移性收入含台风救灾款900元", "regular", OTHER, 900),
]

INNOCENT = """其他转移性收入不含危房改造补助30000元|危房改造补助30000元未计入其他转移性收入|领取鸡苗60只|帮扶措施含鸡苗60只|经营支出含化肥1200元
购买鸭苗花费800元|卖地瓜3000元|卖树苗4000元|卖生猪9000元|出售房前水果1200元|卖马铃薯2000元|卖车厘子500元|转让土地经营权租金800元
财产性收入为小额信贷4万元入股合作社分红|小额信贷5万元入股企业，年分红3500元|征地款逐年分红2600元|征地补偿款存款利息收入450元
工伤赔偿按月领取1500元|村集体按季发放的征收补偿800元|经营收入含贷款养鸡收入9000元|有历年积蓄|已动工改厕"""

HEADERS = [
    ("其他转移性收入（含危房改造补助）", ["earmarked"]),
    ("其他转移性收入（慰问金、危改款等）", ["earmarked", "one_off"]),
    ("财产性收入（含卖车款）", ["asset_sale"]),
    ("其他转移性收入（不含慰问金）", []),
    ("其他转移性收入（临时救助、残疾补贴）", []),
    ("生产经营性收入（卖猪、卖菜）", []),
    ("未偿还借贷款", []),
]


@pytest.mark.parametrize(("text", "kind", "line", "yuan"), BOOKED)
def test_money_of_a_class_in_its_line(text: str, kind: str, line: str | None, yuan: int | None) -> None:
    [booking] = parse_remark(text, WORDS).bookings
    assert (booking.kind, booking.line, booking.is_said) == (kind, line, True)
    assert booking.yuan == (None if yuan is None else Decimal(yuan))


@pytest.mark.parametrize("text", INNOCENT.replace("\n", "|").split("|"))
def test_the_same_words_in_another_role(text: str) -> None:
    assert parse_remark(text, WORDS).bookings == ()


def test_aid_that_is_only_received_is_known_but_not_said_to_be_in_the_income() -> None:
    [booking] = parse_remark("2018年享受危房改造补助30000元", WORDS).bookings
    assert (booking.kind, booking.line, booking.yuan, booking.is_said) == ("earmarked", None, Decimal(30000), False)


@pytest.mark.parametrize(("text", "classes"), HEADERS)
def test_what_a_header_names(text: str, classes: list[str]) -> None:
    assert read_header_classes(text, WORDS) == classes


@pytest.mark.parametrize("text", ["倒卖车辆", "买卖土地", "出租房屋", "卖牛款", "卖鸡苗"])
def test_a_trade_a_lease_and_a_product_are_no_sale_of_assets(text: str) -> None:
    assert find_phrase(plain_word(text), WORDS) != "asset_sale"
