"""Characters that nobody sees: dropped from keys, told by number; letters that this machine does not know stay."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parsing.characters import clean_name, unseen_in, visible
from pipeline.parsing.places import parse_place
from pipeline.recognition.codes import code_text
from pipeline.recognition.wording import normalise_header

UNSEEN = [
    "\u200b",
    "\ufeff",
    "\u200e",
    "\u200f",
    "\u202a",
    "\u202c",
    "\u202e",
    "\u2060",
    "\u2066",
    "\u00ad",
    "\ufe0f",
    "\u3164",
]


@pytest.mark.parametrize("mark", UNSEEN)
def test_a_key_is_the_same_with_and_without_a_mark_that_nobody_sees(mark: str) -> None:
    assert visible(f"00{mark}17") == "0017"
    assert code_text(f"{mark}00{mark}17{mark}") == "0017"
    assert parse_place(f"遂溪{mark}县|{mark}河头镇|山{mark}域村{mark}") == parse_place("遂溪县|河头镇|山域村")
    assert normalise_header(f"工资性收入{mark}") == "工资性收入"
    assert unseen_in(f"a{mark}b{mark}")[0].startswith(f"U+{ord(mark):04X}") and len(unseen_in(f"a{mark}b{mark}")) == 1


@pytest.mark.parametrize("text", ["示例村", "A-17", "梁\ue863", "䶮", "\U000f1234", "é"])
def test_what_can_be_seen_stays(text: str) -> None:
    assert (visible(text), unseen_in(text)) == (text, [])


def test_private_use_letters_of_a_name_are_letters() -> None:
    assert clean_name("梁 \ue863\u200b") == "梁\ue863"
    assert clean_name("梁\ue863") != clean_name("梁")


@given(st.text())
def test_nothing_that_is_seen_is_dropped(text: str) -> None:
    left = visible(text)
    assert [one for one in text if one not in unseen_marks(text)] == list(left)
    assert all(
        unicodedata.category(one)[0] not in "LNP" or one in "\u3164\uffa0\u115f\u1160" for one in unseen_marks(text)
    )


def unseen_marks(text: str) -> set[str]:
    """The characters that `visible` drops."""
    return {one for one in text if not visible(one)}
