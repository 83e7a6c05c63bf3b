"""File names of places and people: whatever the texts, no two become one file, and every file system takes them."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.handouts.file_names import FORBIDDEN, LONGEST, folded, safe_name, safe_names
from pipeline.handouts.forms.writing import FormOrder, write_forms
from pipeline.handouts.village_choice import villages_of
from tests.unit.export.made_release import household, publish_rows

ODD = st.text(st.sampled_from("1/:?*\\_.~ -村李Aaéé\u200b\u202e\ud800\n01f") | st.characters(), max_size=90)


def is_plain(name: str) -> bool:
    """Whether Windows, macOS and Linux all take the name with an ending, and show it."""
    return (
        0 < len(name) <= LONGEST
        and len(f"{name}.docx".encode()) <= 255
        and not FORBIDDEN & set(name)
        and not any(unicodedata.category(one)[0] == "C" for one in name)
        and name == name.strip() == name.rstrip(".")
        and name[0] not in ".-~"
        and name.split(".")[0].lower() not in {"con", "prn", "aux", "nul", "com1", "lpt1"}
    )


@given(st.lists(ODD, unique=True, max_size=20))
@settings(max_examples=500, deadline=None)
def test_two_texts_never_get_one_name(texts: list[str]) -> None:
    names = [safe_name(text) for text in texts]
    assert len(set(names)) == len(texts)
    assert all(map(is_plain, names))


@given(st.dictionaries(ODD, ODD | st.sampled_from(["1_1", "A", "a", "é", "e\u0301"]), max_size=20))
@settings(max_examples=500, deadline=None)
def test_two_keys_never_get_one_name_whatever_the_file_system_tells_apart(texts: dict[str, str]) -> None:
    names = safe_names(texts)
    assert names.keys() == texts.keys() and all(map(is_plain, names.values()))
    assert len({folded(name) for name in names.values()}) == len(texts)


@pytest.mark.parametrize("text", ["0001_张某某", "乐民镇_那仙村", "村（新）", "a b", "12.5", "（二）组"])
def test_what_a_file_name_can_carry_stays_as_it_is(text: str) -> None:
    assert safe_name(text) == text


@pytest.mark.parametrize(
    ("text", "beginning"),
    [("1/1_张", "1_1_张~"), ("..", "未名~"), ("", "未名~"), ("CON", "_CON~"), ("con.x", "_con.x~"), ("con .x", "_con .x~"), ("COM¹", "_COM¹~"), ("CONIN$", "_CONIN$~"), ("~$甲", "$甲~"),
     ("-rf", "rf~"), ("甲 ", "甲~"), ("甲\u200b", "甲_~"), ("9" * 61, "9" * 49 + "~"), ("甲~0123456789", "甲~0123456789~")],
)  # fmt: skip
def test_what_it_cannot_carry_is_replaced_and_told_by_a_tag(text: str, beginning: str) -> None:
    assert safe_name(text).startswith(beginning) and len(safe_name(text)) == len(beginning) + 10


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_households_whose_codes_are_cleaned_alike_have_a_form_each(tmp_path: Path, kind: str) -> None:
    long = "9" * 64
    codes = ["2/2", "2:2", "2?2", "2\\2", "2_2", "2*2", "b1", "B1", long + "1", long + "2", "007"]
    rows = [household(1, 2018, household_code=code, household_id=f"遂溪县|乐民镇|那仙村|{code}") for code in codes]
    release = publish_rows(tmp_path / "marts", {"mart_household_incomes": rows})
    order = FormOrder(release, tuple(villages_of(release)), kind)
    assert write_forms(order, tmp_path / "out") == len(codes)
    files = [path.name for path in (tmp_path / "out").rglob(f"*.{kind}")]
    assert len({folded(name) for name in files}) == len(codes)
    assert f"007_示例1.{kind}" in files
