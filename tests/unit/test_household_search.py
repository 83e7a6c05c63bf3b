"""A household is found by whatever people call it."""

import re

import pytest

from pipeline.explanation import UnknownHouseholdError, find_household
from pipeline.household_search import initials_pattern, search
from pipeline.locked_duckdb import open_marts
from pipeline.release.folders import Release, beijing_name, beijing_time
from tests.unit.export.made_release import household, publish_rows

SEA = "遂溪县|乐民镇|海头"


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """海头村 written in three ways over the years, and 豆村 with a household of the same code."""
    place = {"household_id": f"{SEA}|0007", "village_id": SEA}
    rows = [
        household(7, 2016, "海头村委会", **place, head_name="林示一"),
        household(7, 2017, "海头村", **place, head_name="林示一"),
        household(7, 2018, "海头", **place, head_name="林示一", head_id_masked="440823********1234"),
        household(7, 2018, "豆村村", household_id="遂溪县|乐民镇|豆村|0007", village_id="遂溪县|乐民镇|豆村", head_name="林示二"),
    ]  # fmt: skip
    member = {"household_id": f"{SEA}|0007", "village_id": SEA, "survey_year": 2018, "name": "陈示三"}
    return publish_rows(
        tmp_path_factory.mktemp("search") / "marts", {"mart_household_incomes": rows, "mart_members": [member]}
    )


@pytest.mark.parametrize(
    "text",
    ["海头村/0007", "海头/0007", "海头村委会/0007", "海头村民委员会/0007", "乐民镇/海头村/0007", "林示一", "海头/林示一",
     "陈示三", "1234", f"{SEA}|0007", "lsy", "LSY", "css"],
)  # fmt: skip
def test_one_household_by_any_spelling_name_or_number(release: Release, text: str) -> None:
    with open_marts(release.database) as marts:
        assert find_household(marts, text) == f"{SEA}|0007"


def test_several_hits_are_listed_and_none_is_told(release: Release) -> None:
    with open_marts(release.database) as marts:
        with pytest.raises(
            UnknownHouseholdError, match=r"对应 2 户.*\n遂溪县/乐民镇/海头/0007 林示一\n.*豆村/0007 林示二"
        ):
            find_household(marts, "林示")
        with pytest.raises(UnknownHouseholdError, match="没有户 无此人"):
            find_household(marts, "无此人")
        assert search(marts, "  ") == [] and search(marts, "%") == [] and search(marts, "x' or true --") == []


@pytest.mark.parametrize(
    ("text", "codes"), [("lse", ["豆村"]), ("ht", ["海头"]), ("htcwh", []), ("ls", []), ("iii", [])]
)
def test_initials_stand_for_whole_names_and_parts_of_villages(release: Release, text: str, codes: list[str]) -> None:
    with open_marts(release.database) as marts:
        assert [hit.household_id.split("|")[2] for hit in search(marts, text)] == codes


def test_a_character_counts_under_each_of_its_readings() -> None:
    assert all(re.fullmatch(initials_pattern(text), "单明") for text in ("sm", "dm", "cm"))
    assert (
        initials_pattern("s") == initials_pattern("示例") == initials_pattern("s1") == initials_pattern("s" * 9) == ""
    )


def test_times_are_beijing_times() -> None:
    assert beijing_time("2018-12-09T18:00:00+00:00") == "2018-12-10 02:00（北京时间）"
    assert beijing_name("20181209T180000Z-0bff17b3") == "20181210T0200"
