"""户属性, 脱贫属性, 健康状况 and 人员状态: a negated word says its opposite."""

import pytest

from pipeline.parsing.flags import parse_safety
from pipeline.parsing.statuses import (
    HouseholdType,
    parse_appeal,
    parse_disability,
    parse_exit_state,
    parse_household_type,
    parse_member_state,
    parse_review_decision,
)
from pipeline.parsing.words import load_words

WORDS = load_words()


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ("低保贫困户 低保户 农村低保户 最低生活保障户 低保", HouseholdType(True, None)),
        ("五保贫困户 特困供养户 分散供养五保户", HouseholdType(None, True)),
        ("低保五保户", HouseholdType(True, True)),
        ("非低保户 不是低保户 无低保 低保户（已取消） 原低保户 曾为低保户 低保对象已退出 低保边缘户 申请低保 未享受低保 低保待遇停发",
         HouseholdType(False, None)),
        ("非五保户 五保户（已注销） 未纳入特困供养", HouseholdType(None, False)),
        ("低保户（非五保）", HouseholdType(True, False)),
        ("一般贫困户 一般农户", HouseholdType(False, False, True)),
        ("一般贫困户（非低保户）", HouseholdType(False, None)),
        ("贫困户 其他 不详", HouseholdType()),
    ],
)  # fmt: skip
def test_household_types(texts: str, found: HouseholdType) -> None:
    assert {text: parse_household_type(text, WORDS) for text in texts.split()} == dict.fromkeys(texts.split(), found)


@pytest.mark.parametrize(
    ("texts", "state"),
    [
        (
            "已脱贫 脱贫 2017年已脱贫 稳定脱贫户 是 已脱贫（未返贫） 未出现返贫 脱贫（有返贫风险） 2018年底脱贫",
            "exited",
        ),
        (
            "未脱贫 尚未脱贫 没有脱贫 否 未脱贫户 未实现脱贫 不具备脱贫条件 未达到脱贫标准 暂不能脱贫 未稳定脱贫",
            "not_exited",
        ),
        ("预脱贫 2018年预脱贫 拟脱贫 计划脱贫 拟于2018年底脱贫 计划2018年实现脱贫 预计2018年脱贫", "planned"),
        ("返贫 返贫户 已返贫", "relapsed"),
        ("注销 已注销 死亡注销 自然消亡 清退", "cancelled"),
        ("未注销 不详 非贫困户 未列入预脱贫", None),
    ],
)
def test_exit_states(texts: str, state: str | None) -> None:
    assert {text: parse_exit_state(text, WORDS) for text in texts.split()} == dict.fromkeys(texts.split(), state)


@pytest.mark.parametrize(
    ("texts", "is_disabled"),
    [
        ("残疾 肢体残疾 长期慢性病,残疾 二级残疾 不慎致残", True),
        ("无残疾 非残疾 健康（非残疾） 没有残疾 健康 良好 未评残 无明显残疾", False),
        ("长期慢性病 不健康 患有大病 较健康", None),
    ],
)
def test_disability(texts: str, is_disabled: bool | None) -> None:
    assert {text: parse_disability(text, WORDS) for text in texts.split()} == dict.fromkeys(texts.split(), is_disabled)


@pytest.mark.parametrize(
    ("texts", "state"),
    [
        ("死亡 2018年3月去世 已病故 不幸去世 户口注销 宣告死亡", "dead"),
        ("户口已迁出 出嫁 2017年外嫁 婚出 2018年婚出 入赘外地 转入他户 自然减少", "moved"),
        ("现役军人 2018年9月参军 服兵役", "conscript"),
        ("服刑 2016年判刑收监 在押 强制戒毒", "detained"),
        ("失踪多年 失联 下落不明 2012年离家出走", "missing"),
        (
            "刑满释放 服刑期满 判处缓刑 监外执行 曾服刑 未判刑 父亲服刑 母亲离家出走 父母失联 失联后已找回 走失后寻回",
            None,
        ),
        ("户口迁出上学 因学迁出 上门女婿 婚入 疑似死亡 疑似失踪", None),
        ("退伍军人 未迁出 没有死亡 未曾迁出 父亲去世 其配偶已故 儿子参军 女儿已出嫁 在家务农 健康", None),
    ],
)
def test_member_states(texts: str, state: str | None) -> None:
    assert {text: parse_member_state(text, WORDS) for text in texts.split()} == dict.fromkeys(texts.split(), state)


def test_safe_is_yes_where_safety_is_asked() -> None:
    found = {text: parse_safety(text, WORDS) for text in ("安全", "是", "已解决", "不安全", "未解决", "否", "不详")}
    assert found == {
        "安全": True,
        "是": True,
        "已解决": True,
        "不安全": False,
        "未解决": False,
        "否": False,
        "不详": None,
    }


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("同意", "agreed"),
        ("无不同意见", "agreed"),
        ("没有不同意见。", "agreed"),
        ("暂无异议", "agreed"),
        ("有异议，经解释后无异议", "agreed"),
        ("情况基本属实", "agreed"),
        ("是", "agreed"),
        ("不同意", "objected"),
        ("有不同意见", "objected"),
        ("同意人口，工资有异议", "objected"),
        ("数据不实", "objected"),
        ("否", "objected"),
        ("再议", None),
        ("待村委会研究", None),
    ],
)
def test_a_review_says_by_its_last_word_what_it_decides(text: str, decision: str | None) -> None:
    assert parse_review_decision(text, WORDS) == decision


@pytest.mark.parametrize(
    ("text", "is_appeal", "decision"),
    [
        ("户主申诉", True, None),
        ("不服核定数，提出申诉", True, None),
        ("有异议，申诉", True, "objected"),
        ("申诉：工资不属实", True, "objected"),
        ("同意人口数，对工资申诉", True, "agreed"),
        ("撤回申诉", False, "agreed"),
        ("户主已撤回申诉。", False, "agreed"),
        ("先申诉，后撤销申诉", False, "agreed"),
        ("无申诉", False, "agreed"),
        ("公示期满未提出申诉", False, "agreed"),
        ("有异议，未申诉", False, "objected"),
        ("申诉期满", False, None),
        ("申诉答复", False, None),
        ("驳回申诉，同意原核定数", False, "agreed"),
        ("申诉，经解释后无异议", False, "agreed"),
        ("同意", None, "agreed"),
        ("再议", None, None),
    ],
)
def test_an_appeal_is_read_by_declared_words(text: str, is_appeal: bool | None, decision: str | None) -> None:
    assert (parse_appeal(text, WORDS), parse_review_decision(text, WORDS)) == (is_appeal, decision)
