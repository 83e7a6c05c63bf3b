"""Word lists: what the loader refuses, and how a site extends them."""

from pathlib import Path

import pytest

from pipeline.parameters import ParameterError
from pipeline.parsing.money_phrases import classify_item
from pipeline.parsing.words import SHIPPED_WORDS, load_words


def load_with(folder: Path, text: str) -> object:
    path = folder / "words.yml"
    path.write_text(text, encoding="utf-8")
    return load_words([SHIPPED_WORDS, path])


def test_a_site_adds_a_word_and_moves_another(tmp_path: Path) -> None:
    path = tmp_path / "words.yml"
    entry = "items:\n  reward_money: {source: 本县通知, words: [勤劳奖, 务工补贴]}\n"
    path.write_text(entry, encoding="utf-8")
    words = load_words([SHIPPED_WORDS, path])
    assert classify_item("2018年勤劳奖", words) == "reward_money"
    assert classify_item("务工补贴", words) == "reward_money"
    assert classify_item("农村低保金", words) == "subsistence_allowance"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("items:\n  unheard_of: {source: x, words: [某某]}\n", "未知的类别"),
        ("unheard_of:\n  loan: {source: x, words: [某某]}\n", "未知的类别"),
        ("not_income:\n  loan: {words: [某某]}\n", "没有来源"),
        ("flags:\n  is_true: {source: x, words: [是的, yes]}\n", "不是文字"),
        ("not_income:\n  loan: {source: x, words: [某某]}\n  one_off: {source: x, words: [某某]}\n", "列了两次"),
    ],
)
def test_a_wrong_list_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        load_with(tmp_path, text)


def test_shipped_lists_carry_title_and_source() -> None:
    from pipeline.parameters import read_yaml

    for entries in read_yaml(SHIPPED_WORDS).values():
        assert all(entry["zh"] and entry["source"] and entry["words"] for entry in entries.values())
