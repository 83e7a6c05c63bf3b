"""Names of places: spellings that must agree, names that must stay apart, and completion."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.parsing.places import normalise_village, parse_place, resolve_places

SAME = [
    ("豆村", "豆村村委会 豆村村 豆村 豆村委会 豆村行政村 豆村村民委员会 豆村村委 豆"),
    ("那仙", "那仙村委会 那仙村 那仙 那仙行政村 那仙村村委会 那仙村民委员会 那\u3000仙村"),
    ("新村", "新村 新村村 新村村委会"),
    ("城月社区", "城月社区居委会 城月居委会 城月社区 城月社区居民委员会 城月居民委员会 城月社区委员会"),
]


@pytest.mark.parametrize(("name", "spellings"), SAME)
def test_spellings_of_one_village_agree(name: str, spellings: str) -> None:
    assert {normalise_village(text) for text in spellings.split(" ")} == {name}


@pytest.mark.parametrize(
    ("text", "village_id"),
    [
        ("遂溪县|遂城镇|豆村村委会", "遂溪县|遂城镇|豆村"),
        ("遂溪|遂城|豆村村", "遂溪县|遂城镇|豆村"),
        ("遂溪县|遂城镇人民政府|遂溪县遂城镇豆村", "遂溪县|遂城镇|豆村"),
        ("遂溪|遂城|遂城镇豆村", "遂溪县|遂城镇|豆村"),
        ("遂溪县|遂城镇|遂城镇居委会", "遂溪县|遂城镇|遂城镇社区"),
        ("雷州市|江洪乡|新村", "雷州市|江洪乡|新村"),
        ("赤坎区|寸金街道办事处|福建村", "赤坎区|寸金街道|福建"),
        ("||豆村", "||豆村"),
        ("||", "||"),
        ("—|/|无", "||"),
        ("", "||"),
    ],
)
def test_one_place(text: str, village_id: str) -> None:
    assert parse_place(text).village_id == village_id


DELIVERED = [
    "遂溪县|遂城镇|豆村村委会",
    "|遂城镇|豆村村",
    "||豆村",
    "遂溪县||豆村",
    "遂溪县|城月镇|新村",
    "遂溪县|城月镇|新村村",
    "雷州市|江洪乡|新村",
    "雷州|江洪|新村",
    "||新村",
    "|遂城镇|外村坡",
]


def resolved(texts: list[str], county: str | None = None) -> dict[str, str]:
    return {text: place.village_id for text, place in resolve_places(texts, county).items()}


def test_a_missing_part_is_completed_where_one_village_fits() -> None:
    found = resolved(DELIVERED)
    for text in ("|遂城镇|豆村村", "||豆村", "遂溪县||豆村"):
        assert found[text] == "遂溪县|遂城镇|豆村"
    assert found["|遂城镇|外村坡"] == "遂溪县|遂城镇|外村坡"  # the town lies in one known county


def test_an_ambiguous_part_stays_empty_unless_a_county_is_given() -> None:
    assert resolved(DELIVERED)["||新村"] == "||新村"
    assert resolved(DELIVERED, "遂溪")["||新村"] == "遂溪县|城月镇|新村"
    assert resolved(["|遂城镇|豆村"], None)["|遂城镇|豆村"] == "|遂城镇|豆村"
    assert resolved(["|遂城镇|豆村"], "遂溪县")["|遂城镇|豆村"] == "遂溪县|遂城镇|豆村"


def test_a_bare_name_becomes_the_only_kind_known_in_its_area() -> None:
    assert resolved(DELIVERED)["雷州|江洪|新村"] == "雷州市|江洪乡|新村"
    community = ["遂溪县|城月镇|城月社区居委会", "遂溪县|城月镇|城月"]
    assert set(resolved(community).values()) == {"遂溪县|城月镇|城月社区"}
    apart = [*community, "遂溪县|城月镇|城月村委会"]
    assert resolved(apart)["遂溪县|城月镇|城月"] == "遂溪县|城月镇|城月"
    elsewhere = ["遂溪县|城月镇|新村社区", "遂溪县|遂城镇|新村"]
    assert resolved(elsewhere)["遂溪县|遂城镇|新村"] == "遂溪县|遂城镇|新村"


@given(st.randoms())
def test_the_order_of_rows_makes_no_difference(order: random.Random) -> None:
    shuffled = DELIVERED * 2
    order.shuffle(shuffled)
    assert resolved(shuffled) == resolved(DELIVERED)


@given(st.text(st.sampled_from("豆那仙新城村社区委会员居民行政镇县")))
def test_a_normalised_village_stays_as_it_is(name: str) -> None:
    once = normalise_village(name)
    assert normalise_village(once) == once


@given(st.lists(st.text()))
def test_never_raises(texts: list[str]) -> None:
    assert set(resolve_places(texts, None)) == set(texts)
