"""Villages of one name in two counties: each its own package, file and way of being meant."""

from pathlib import Path

import pytest

from pipeline.commands.export import targets
from pipeline.handouts.audience import Audience, PackageError
from pipeline.handouts.package.export import Order
from pipeline.handouts.village_choice import Village, find_village, labelled
from tests.unit.export.made_release import Row, household, publish_rows, sample


def test_namesakes_have_labels_of_their_own() -> None:
    long = "长" * 70
    names = [("甲县", "东镇", "山村"), ("甲县", "西镇", "山村"), ("乙县", "东镇", "山村"), ("甲县", "东镇", long + "甲"), ("甲县", "东镇", long + "乙"), ("", "", "")]  # fmt: skip
    found = [one.label for one in labelled(Village("|".join(name), *name[1:]) for name in names)]
    assert found[:3] == ["甲县_东镇_山村", "西镇_山村", "乙县_东镇_山村"]
    assert found[5] == "未名村"
    assert len(set(found)) == 6 and max(map(len, found)) == 60


def test_a_namesake_in_another_county_gets_a_package_of_its_own(tmp_path: Path) -> None:
    """Also where a village of the second county comes after the collision."""
    rows = [household(1, 2018), moved(household(2, 2018), "徐闻县|乐民镇|那仙村"), household(3, 2018, "上坡村")]
    release = publish_rows(tmp_path / "marts", sample(3) | {"mart_household_incomes": rows, "mart_exit_reviews": []})
    made = targets(Order(release, Audience.VILLAGE), release, tmp_path / "out")
    labels = {path.name for _, path in made}
    assert labels == {"遂溪县_乐民镇_那仙村", "徐闻县_乐民镇_那仙村", "乐民镇_上坡村"}
    with pytest.raises(PackageError, match="请写作 县/镇/村：徐闻县/乐民镇/那仙村、遂溪县/乐民镇/那仙村"):
        find_village(release, "乐民镇/那仙村")
    assert find_village(release, "徐闻县/乐民镇/那仙村").label == "徐闻县_乐民镇_那仙村"


def moved(row: Row, village_id: str) -> Row:
    """The household in another village."""
    return row | {"village_id": village_id, "household_id": f"{village_id}|0002", "county_name": village_id[:3]}
