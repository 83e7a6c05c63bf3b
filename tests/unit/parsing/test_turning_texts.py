"""Texts that turn at their end (同意，但…), name a false exit, or answer 有无劳动能力 by a mark; beside innocent twins."""

import pytest

from pipeline.parsing.answers import parse_conclusion, parse_outcome
from pipeline.parsing.flags import LabourType, parse_labour_type
from pipeline.parsing.statuses import parse_exit_state, parse_review_decision
from pipeline.parsing.words import load_words

WORDS = load_words()

REVIEWS = {
    "objected": "同意，但务工收入有出入|无异议，但养猪收入算多了|原则同意，但需补充存折|同意，不过分红没有那么多|基本同意，唯养老金少算|同意，但户人口不对",
    "agreed": "同意|工资偏高，但认可|同意，没有漏算|同意，但希望继续帮扶|原有异议，解释后同意|同意，无出入|没有多算",
    None: "同意，但工资只有六千|认可，只是分红去年的",
}
EXITS = {
    "not_exited": "虚假脱贫|数字脱贫|错退户|脱贫不实|被脱贫",
    "exited": "稳定脱贫|已脱贫，不存在错退|真脱贫|已脱贫（无虚假脱贫）",
    "planned": "2019年脱贫计划",
}
OUTCOMES = {
    "in_progress": "整改不彻底|问题反弹|虚假整改|已整改，但有1户仍未解决",
    "done": "已整改，无遗留问题|原未参保，现已参保|已彻底整改，已完成",
}
CONCLUSIONS = {
    "in_error": "收入属实，但工资多报1800元|基本无误，养老金漏报",
    "confirmed": "经核实属实，没有漏报|无误，不存在虚报",
    "corrected": "已更正多报的工资",
}
LABOUR = {True: "√|是|有|Y|1|☑", False: "×|否|无|N|0|整户无劳动能力|全家无劳力"}


def texts_of(answers: dict[object, str]) -> list[tuple[str, object]]:
    return [(text, answer) for answer, texts in answers.items() for text in texts.split("|")]


@pytest.mark.parametrize(("text", "decision"), texts_of({**REVIEWS}))
def test_what_follows_an_agreement_counts(text: str, decision: str | None) -> None:
    assert parse_review_decision(text, WORDS) == decision


@pytest.mark.parametrize(("text", "state"), texts_of({**EXITS}))
def test_a_false_exit_is_none(text: str, state: str) -> None:
    assert parse_exit_state(text, WORDS) == state


@pytest.mark.parametrize(("text", "outcome"), texts_of({**OUTCOMES}))
def test_what_came_back_is_not_done(text: str, outcome: str) -> None:
    assert parse_outcome(text, WORDS) == outcome


@pytest.mark.parametrize(("text", "conclusion"), texts_of({**CONCLUSIONS}))
def test_a_misstatement_behind_a_confirmation(text: str, conclusion: str) -> None:
    assert parse_conclusion(text, WORDS) == conclusion


@pytest.mark.parametrize(("text", "is_able"), texts_of({**LABOUR}))
def test_a_mark_answers_for_labour(text: str, is_able: bool) -> None:
    assert parse_labour_type(text, WORDS) == LabourType(is_able, not is_able)
