"""Which work places lie within the county of the household."""

from pathlib import Path

import duckdb
import pytest

from assets.lookups import LOOKUPS
from pipeline.parsing.words import SHIPPED_WORDS, load_words
from pipeline.parsing.work import is_local_work

WORDS = load_words()


@pytest.mark.parametrize(
    "text",
    [
        "遂溪县|县内", "遂溪县|本镇", "遂溪县|乡（镇）外县内", "|县内", "遂溪县|湛江市遂溪县遂城镇", "遂溪县|遂溪", "遂溪县|湛江遂溪",
        "遂溪县|遂 溪 县 城", "廉江市|廉江城区", "廉江市|廉江市区", "廉江市|本市", "麻章区|本区", "阿荣旗|本旗", "长沙县|长沙市长沙县",
        "沙县|三明市沙县", "沙县|沙县", "沙县|在沙县", "成县|成县", "城区|汕尾市城区", "连南瑶族自治县|连南", "连南瑶族自治县|清远市连南县三江镇",
        "连山壮族瑶族自治县|连山壮族瑶族自治县", "鄂伦春自治旗|鄂伦春自治旗",
    ],
)  # fmt: skip
def test_local(text: str) -> None:
    assert is_local_work(text, WORDS)


@pytest.mark.parametrize(
    "text",
    [
        "遂溪县|广东省深圳市", "遂溪县|本省县外", "遂溪县|县外省内", "遂溪县|省外", "遂溪县|日本", "遂溪县|遂溪县以外", "成县|成都", "成县|四川成都",
        "沙县|长沙", "沙县|长沙县", "沙县|湖南省长沙县", "城区|廉江城区", "廉江市|清江浦", "长沙县|长沙市岳麓区", "和平县|沈阳市和平区", "遂溪县|本市",
        "廉江市|湛江市霞山区", "连南瑶族自治县|连州", "|广东省深圳市", "|", "遂溪县|", "场|农场",
    ],
)  # fmt: skip
def test_not_local(text: str) -> None:
    assert not is_local_work(text, WORDS)


def test_a_site_has_words_of_its_own(tmp_path: Path) -> None:
    own = tmp_path / "words.yml"
    own.write_text("work_places:\n  local:\n    source: 本站\n    words: [圩上]\n", encoding="utf-8")
    assert is_local_work("遂溪县|圩上", load_words([SHIPPED_WORDS, own]))
    assert not is_local_work("遂溪县|圩上", WORDS)


def test_each_work_place_is_asked_of_the_county_of_the_village() -> None:
    connection = duckdb.connect()
    connection.execute(
        "create table raw_members as select * from (values ('遂溪||甲', '遂城'), ('遂溪县||乙', '遂城'), ('||丙', '遂城'),"
        " ('遂溪||甲', null)) as members(place_text, work_place)"
    )
    connection.execute(
        "create table raw_places as select * from (values ('遂溪||甲', '遂溪县'), ('遂溪县||乙', '遂溪县'), ('||丙', ''))"
        " as places(place_text, county_name)"
    )
    found = connection.execute(LOOKUPS["raw_work_places"].texts_sql()).fetchall()
    assert found == [("|遂城",), ("遂溪县|遂城",)]
