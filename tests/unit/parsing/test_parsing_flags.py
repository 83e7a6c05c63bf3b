"""Status texts: yes and no, labour capacity, school stage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parsing.flags import (
    LabourType,
    StudentStage,
    parse_flag,
    parse_labour_type,
    parse_signature,
    parse_student_stage,
)
from pipeline.parsing.words import load_words

WORDS = load_words()


@pytest.mark.parametrize(
    ("texts", "is_true"),
    [
        ("是 有 √ 1 已参加 享受 Ｙ yes", True),
        ("否 无 × x 0 未参加 未享受 没有", False),
        ("不清楚 — 是否 2 已参加职工医保 未参加（参加职工医保）", None),
        ("是（2015年起） 2018年起享受 2017年断保，2018年已参保", True),
        ("未参保（2018年断保） 2017年享受，2018年已退出 2018年4月停发", False),
    ],
)
def test_flags(texts: str, is_true: bool | None) -> None:
    assert {text: parse_flag(text, WORDS) for text in texts.split()} == dict.fromkeys(texts.split(), is_true)


@pytest.mark.parametrize(
    ("texts", "is_signed"),
    [
        ("陈示 已签名 按手印 代签 不识字，已按手印 未签，后已补签 √", True),
        ("未签（外出） 拒签 不肯签 待补签 不在家，未签 未按手印 空白 / — 无 否", False),
    ],
)
def test_what_stands_in_the_place_of_a_signature(texts: str, is_signed: bool) -> None:
    assert {text: parse_signature(text, WORDS) for text in texts.split()} == dict.fromkeys(texts.split(), is_signed)


@pytest.mark.parametrize(
    ("texts", "labour"),
    [
        ("有劳动力户 普通劳动力 技能劳动力 有劳动能力", LabourType(True, False)),
        ("无劳动力户 无劳动力 丧失劳动力 无劳动能力", LabourType(False, True)),
        ("弱劳动力或半劳动力 弱劳动力 半劳动力 弱（半）劳动力 部分丧失劳动能力", LabourType(None, False)),
        ("学生 — 不详", LabourType(None, None)),
    ],
)
def test_labour_capacity(texts: str, labour: LabourType) -> None:
    assert [parse_labour_type(text, WORDS) for text in texts.split()] == [labour] * len(texts.split())


@pytest.mark.parametrize(
    ("texts", "student"),
    [
        ("非在校生 否 学龄前儿童 小学毕业", StudentStage(False, None, "not_student")),
        ("初中毕业 毕业", StudentStage(False, None, "graduated")),
        ("辍学 初二辍学 辍学（小学五年级） 疑似失学", StudentStage(False, None, "dropout")),
        ("未辍学 复学", StudentStage(True, None)),
        ("小学三年级（未辍学）", StudentStage(True, "compulsory")),
        ("学前教育 幼儿园 幼儿园大班", StudentStage(True, "preschool")),
        ("义务教育阶段 小学三年级 九年级 初二 小学", StudentStage(True, "compulsory")),
        ("高中 普通高中二年级 高一", StudentStage(True, "senior_secondary")),
        ("中职 中职一年级 技校", StudentStage(True, "secondary_vocational")),
        ("大专及以上", StudentStage(True, "tertiary")),
        ("大专 高职高专一年级 专科二年级", StudentStage(True, "junior_college")),
        ("本科四年级 硕士一年级 大学", StudentStage(True, "undergraduate")),
        ("在校生 中学", StudentStage(True, None)),
        ("不详 — 无", StudentStage(None, None)),
    ],
)
def test_student_stages(texts: str, student: StudentStage) -> None:
    assert {text: parse_student_stage(text, WORDS) for text in texts.split()} == dict.fromkeys(texts.split(), student)


@given(st.text())
def test_never_raises(text: str) -> None:
    parse_flag(text, WORDS)
    parse_labour_type(text, WORDS)
    parse_student_stage(text, WORDS)
