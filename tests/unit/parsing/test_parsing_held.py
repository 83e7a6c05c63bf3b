"""What clerks write into a cell that asks whether something is had; the word that ends last decides."""

import pytest

from pipeline.parsing.held import held_since, held_until, parse_held
from pipeline.parsing.words import load_words

WORDS = load_words()


@pytest.mark.parametrize(
    ("texts", "is_held"),
    [
        ("是（2人） 单人保 享受低保 停发后恢复 获批 是（2018年6月停发，9月恢复） 从2018年7月起享受 渐退期", True),
        (
            "拟享受 公示中 申请未批 否（原低保） 原享受低保 未享受低保 暂停 不符合，未享受 2018年上半年享受，下半年停发",
            False,
        ),
        ("2016年至2018年 2016年1月-2017年12月", False),
        ("财政代缴 新农合 学校参保 否（已参加职工养老） 2017年未参保，2018年已参保", True),
        ("拒绝参保 不愿意参加 欠费 参保未缴费 2017年已参保，2018年未参保 放弃参保", False),
        ("C级 D级危房 是（待改造） 正在改造 计划2019年改造 经鉴定为C级", True),
        ("B级 D级危房已改造 是（已改造） 否（2017年改造） 经鉴定不属危房 已搬入新居", False),
        ("借住 未到参保年龄 商业保险 疑似危房 已批未发 泥砖房", None),
    ],
)
def test_a_cell_that_asks_whether_something_is_had(texts: str, is_held: bool | None) -> None:
    assert {text: parse_held(text, WORDS) for text in texts.split()} == dict.fromkeys(texts.split(), is_held)


def test_what_is_only_asked_for_has_no_beginning() -> None:
    texts = ("从2019年1月起享受", "享受至2018年12月", "拟于2019年纳入", "是")
    assert [held_since(text, WORDS) for text in texts] == [2019, 2019, None, None]


def test_a_year_alone_tells_of_no_later_one() -> None:
    texts = (
        "2017年享受",
        "（2016年度参保）",
        "2017年领取低保金",
        "2017年起享受",
        "2017年纳入低保",
        "是（2017年）",
        "2017年享受至今",
        "是",
        "2017年未参保",
    )
    assert [held_until(text, WORDS) for text in texts] == [2017, 2016, 2017, None, None, None, None, None, None]
