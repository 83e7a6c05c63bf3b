"""Amounts: what is read, what is a blank mark, and what must stay unreadable."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parsing.amounts import ABSURD_YUAN, parse_amount, sum_text
from pipeline.parsing.numerals import plain_numeral, read_numeral

READABLE = [
    ("3500", "3500", False),
    ("３５００．５０", "3500.5", False),
    ("1,234", "1234", False),
    ("12,345.67", "12345.67", False),
    ("1，234，567", "1234567", False),
    ("1\u202f234", "1234", False),
    ("1 234 567", "1234567", False),
    ("12 345.60", "12345.6", False),
    ("680\n", "680", False),
    ("680\n元", "680", True),
    ("1\u00a0234.5", "1234.5", False),
    ("3500元", "3500", True),
    ("3500 元", "3500", True),
    ("3500元整", "3500", True),
    ("2千块", "2000", True),
    ("3.5万", "35000", True),
    ("3.5 万元", "35000", True),
    ("35千元", "35000", True),
    ("1.2亿元", "120000000", True),
    ("0.1万", "1000", True),
    ("¥3,500.00", "3500", False),
    ("￥ 3500", "3500", False),
    ("RMB 3500", "3500", False),
    ("人民币叁仟元整", "3000", True),
    ("(123)", "-123", False),
    ("（3,500）", "-3500", False),
    ("¥(3,500.00)", "-3500", False),
    ("123-", "-123", False),
    ("-123", "-123", False),
    ("−123", "-123", False),
    ("+5", "5", False),
    ("负三千", "-3000", True),
    ("1.2E+4", "12000", False),
    ("1.2e3", "1200", False),
    ("５．Ｅ－１", "0.5", False),
    ("'3500", "3500", False),
    (".5", "0.5", False),
    ("5.", "5", False),
    ("0", "0", False),
    ("-0.00", "0", False),
    ("三万五", "35000", True),
    ("三万五千元", "35000", True),
    ("3万5", "35000", True),
    ("3万5千", "35000", True),
    ("1万200", "10200", True),
    ("两千零二元", "2002", True),
    ("壹仟贰佰元整", "1200", True),
    ("叁萬伍仟圓".replace("圓", "圆"), "35000", True),
    ("壹佰元零伍分", "100.05", True),
    ("12元5角", "12.5", True),
    ("5角", "0.5", True),
    ("12元9角9分", "12.99", True),
    ("1,200元5角", "1200.5", True),
    ("十二", "12", False),
    ("30 000", "30000", False),
    ("3000（元）", "3000", True),
    ("3000(含补贴)", "3000", False),
    ("3000元（含奖金）", "3000", True),
    ("二〇〇〇", "2000", False),
    ("3333.33333333333", "3333.33333333", False),
    ("9999999999999", "9999999999999", False),
    ("\u202d3500\u202c", "3500", False),
]

UNREADABLE = """约3000|3000左右|三千多|几千|半|三万半|1.2.3|12,34|1,2345|1，23，456|0012|=A1+B1
=SUM(B2:B5)|#REF!|#N/A|NaN|inf|-inf|Infinity|2018-03-05|2018/3/5|2018年|12月|35%
1e15|10000000000000|1E999|1_000|⑶|①|35²|½|٣|1'234|三五|七八百|一零万|一百零
一亿五|亿万万一|三万五元|三万五元5角|10元10角|10元10分|三三元5角|12元三三角|12元三三分|1.5元5角|3 5万|3500元/月|3500元（一次性）
3500美元|$3500|--5|-(5)|(5|5)|是|块|元|万|-元|440823199001010014|一次性|待核|不详|暂无|未领
3000(估)|3000(月)|3000(含借款)|3000(含慰问金)|3000(不含补贴)|3000(2017)|30 500
详见附表|1 2|680 680|800 600|1 234|1, 234|3500整|\u202e35|12。5""".replace("\n", "|").split("|")


@pytest.mark.parametrize(("text", "yuan", "has_own_unit"), READABLE)
def test_readable(text: str, yuan: str, has_own_unit: bool) -> None:
    amount = parse_amount(text)
    assert (amount.yuan, amount.has_own_unit, amount.is_blank_mark) == (Decimal(yuan), has_own_unit, False)


@pytest.mark.parametrize("text", UNREADABLE)
def test_doubtful_is_unreadable_and_never_zero(text: str) -> None:
    amount = parse_amount(text)
    assert (amount.yuan, amount.is_blank_mark) == (None, False)


@pytest.mark.parametrize("text", ["", "  ", "—", "——", "-", "－", "/", "／", "无", "没有", " 无 ", "'"])
def test_blank_marks_count_as_zero(text: str) -> None:
    amount = parse_amount(text)
    assert (amount.yuan, amount.is_blank_mark) == (Decimal(0), True)


@pytest.mark.parametrize("text", ["680\n680", "800\r\n600", "680 \n 680"])
def test_amounts_below_each_other_are_no_one_amount(text: str) -> None:
    assert parse_amount(text).yuan is None


MONEY_CHARACTERS = st.text(
    st.sampled_from("0123456789.,，-－()（）元万千百十亿角分整¥ 一二三五零〇壹贰E+'负%/年月"), max_size=14
)


@given(st.one_of(st.text(), MONEY_CHARACTERS))
def test_never_raises_and_stays_in_bounds(text: str) -> None:
    yuan = parse_amount(text).yuan
    assert yuan is None or (abs(yuan) < ABSURD_YUAN and yuan.as_tuple().exponent == -8) or yuan == 0


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_what_is_written_is_what_is_read(yuan: Decimal) -> None:
    for text in (f"{yuan:f}", f"{yuan:,f}", f"{yuan:f}元", f"¥{yuan:,f}"):
        assert parse_amount(text).yuan == yuan
    assert parse_amount(f"({abs(yuan):f})").yuan == -abs(yuan)


@given(st.integers(min_value=0, max_value=10**12))
def test_a_spelled_number_is_read_back(number: int) -> None:
    import cn2an

    assert read_numeral(cn2an.an2cn(number)) == number
    assert read_numeral(plain_numeral(cn2an.an2cn(number, "up"))) == number


@given(st.text(st.sampled_from("零一二三九十百千万亿"), max_size=9))
def test_a_numeral_is_read_only_as_it_is_spelled(text: str) -> None:
    import cn2an

    number = read_numeral(text)
    if number is not None and any(unit in text for unit in "十百千万亿"):
        spelled = cn2an.an2cn(number).replace("零", "").removeprefix("一十").removeprefix("十")
        assert spelled.startswith(text.replace("零", "").removeprefix("一十").removeprefix("十"))


@given(st.decimals(min_value=0, max_value=10**6, places=12))
def test_rounding_to_eight_places_does_not_move_the_fen(yuan: Decimal) -> None:
    fen = Decimal("0.01")
    read = parse_amount(f"{yuan:f}").yuan
    assert read is not None
    assert read.quantize(fen, rounding=ROUND_HALF_UP) == yuan.quantize(fen, rounding=ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("texts", "total"),
    [
        ([], None),
        (["1200", "300.50"], "1500.5"),
        (["1,000", "1000"], "2000"),
        (["1200元", "0.03万元"], "1500元"),
        (["1200", "约200", "约300"], "各月：约200"),
        (["1200", "0.2万元"], "各月：0.2万元"),
        (["1200", "300元", "若干"], "各月：300元"),
        (["-50", "200"], "150"),
    ],
)
def test_cells_are_added_as_one_would_write_the_sum(texts: list[str], total: str | None) -> None:
    """A unit that only some cells carry leaves open what the others are in."""
    assert sum_text(texts, "各月") == total
