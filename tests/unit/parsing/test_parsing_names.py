"""Names of persons: spaces gone, characters kept, masks short."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parsing.characters import clean_name, mask_name


@pytest.mark.parametrize(
    ("text", "name", "masked"),
    [
        ("张三", "张三", "张＊＊"),
        ("张　三", "张三", "张＊＊"),
        (" 张\u00a0\u200b三\t", "张三", "张＊＊"),
        ("欧阳某某", "欧阳某某", "欧＊＊"),
        ("\U00020bb7田某", "\U00020bb7田某", "\U00020bb7＊＊"),
        ("靑某", "靑某", "靑＊＊"),
        ("ＡＢ", "ＡＢ", "Ａ＊＊"),
        ("阿·某", "阿·某", "阿＊＊"),
    ],
)
def test_names(text: str, name: str, masked: str) -> None:
    assert (clean_name(text), mask_name(clean_name(text))) == (name, masked)


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean_name(clean_name(text)) == clean_name(text)
