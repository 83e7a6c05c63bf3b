"""Answers to findings, reasons, proofs and replies of the rectification ledger, in the words of those who fill in forms."""

import pytest

from pipeline.parsing.answers import parse_conclusion, parse_outcome, parse_unsaid
from pipeline.parsing.words import load_words

WORDS = load_words()


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("nothing", "/ 无 — 暂无 略 同上 同上。 （无） 待补 后补 不详 无佐证材料"),
        ("elsewhere", "见附件 详见附件 （见附件） 附后 同上，见附件"),
        (
            "awaited",
            "正在核实 待核实 尚未答复 核实中，下周答复 户主外出，待其返乡后核实 已联系镇民政办，尚在核对中 正在核实，已通知村委 已上报，待查"
            " 尚未核实无误 不能确定是否属实 情况待进一步核实 正在核实，请稍候 （待核实） 经核实，仍需进一步核实 原因待查",
        ),
        (
            None,
            "系10月新增低保，只发一个月 低保于10月停发，核实无误 已核实，10月份新纳入低保 原待核实，经核实只发一个月 见存折流水，10月起停发"
            " 因身份证待核实，低保停发两月 台账漏登 无误 无需核实 无劳动力，靠低保 没有工资，只有低保 存折流水 缴费票据 照片 低保证复印件"
            " 见附件1存折流水 同上年一致 同上年低保标准 详见12月5日镇民政办证明",
        ),
    ],
)
def test_a_reason_says_something_or_not(kind: str | None, texts: str) -> None:
    assert {text: parse_unsaid(text, WORDS) for text in texts.split(" ")} == dict.fromkeys(texts.split(" "), kind)


@pytest.mark.parametrize(
    ("conclusion", "texts"),
    [
        (
            "confirmed",
            "核实无误 经核实无误 情况属实 核实无误，予以维持 数据无误 与实际相符 与事实一致 核实无误。 √核实无误 1.核实无误 不需更正 无需更正"
            " 疑点不属实 疑点不成立 原填有误，经更正后核实无误 未发现问题",
        ),
        ("corrected", "已更正 更正 已按台账更正 申报有误，已更正 情况属实，已修改"),
        ("refused", "不予采纳 不采纳"),
        (
            "in_error",
            "不属实 部分属实 与实际不符 有误 核实有误 未更正 待更正 疑点属实 与台账不一致 金额填错 情况属实，待更正 不予维持",
        ),
        ("awaited", "正在核实 待核实 尚未核实 尚未核实无误 不能确定是否属实 待查"),
        (None, "是 否 收到 已阅"),
    ],
)
def test_the_conclusion_of_an_answer(conclusion: str | None, texts: str) -> None:
    assert {text: parse_conclusion(text, WORDS) for text in texts.split(" ")} == dict.fromkeys(
        texts.split(" "), conclusion
    )


@pytest.mark.parametrize(
    ("outcome", "texts"),
    [
        (
            "done",
            "已整改 整改完成 全部完成 已全部整改 已整改完毕 已完成整改（12月10日） 12月10日已为其缴费，已整改 100% 完成率100% 整改完成，长期坚持"
            " 已完成并长期坚持 已解决 已整改。 立行立改，已完成 原未整改，现已整改 按计划已完成 已参保 前期部分完成，现全部完成 是 √",
        ),
        (
            "in_progress",
            "整改中 正在整改 基本完成 基本完成整改 已基本整改 部分完成 已部分整改 尚未完成 未能完成整改 50% 完成80% 已完成90% 计划12月底完成"
            " 预计12月完成整改 长期坚持 长期整改 持续推进 已整改，部分户尚未缴费 将于年底前整改到位 99.5％ 部分完成整改 否",
        ),
        ("not_begun", "未整改 没有整改 待整改 已上报，待整改 尚未启动"),
        ("not_needed", "不需整改 无需整改 不存在该问题"),
        (None, "是的吧 收到 已阅 /"),
    ],
)
def test_how_far_a_rectification_is(outcome: str | None, texts: str) -> None:
    assert {text: parse_outcome(text, WORDS) for text in texts.split(" ")} == dict.fromkeys(texts.split(" "), outcome)
