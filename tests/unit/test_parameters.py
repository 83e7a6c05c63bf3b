"""Whose value holds: a site's before the shipped one, the county's before the province's, and never another region's."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from assets.release import settings_files
from pipeline.parameter_tables import (
    cohort_years,
    counties_of,
    effective_values,
    judged_years,
    parameter_rows,
    text_in_force,
    year_rows,
)
from pipeline.parameters import ParameterError, in_force

AS_OF = dt.date(2018, 12, 10)
LINE = "exit_line_with_labour:\n{region}  values:\n    2018-01-01: {{value: 4000, source: 县文件}}\n"
GUIZHOU = (
    'county_code: {values: {2016-01-01: {value: "522222", source: GB/T 2260}}}\n'
    "county_name: {values: {2016-01-01: {value: 江口县, source: GB/T 2260}}}\n"
)


def site_of(folder: Path, **files: str) -> Path:
    """A site's folder with these parameter files."""
    (folder / "parameters").mkdir(parents=True)
    for name, text in files.items():
        (folder / "parameters" / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


def lines(site: Path) -> list[int | None]:
    """The exit line of 2016, 2017 and 2018 in fen."""
    rows = year_rows(counties_of(site, {}, AS_OF, []), (2016, 2017, 2018), AS_OF, {2018})
    return rows["exit_line_with_labour_fen"].to_pylist()


@pytest.mark.parametrize(
    "region", ["", '  region: "440823"\n', "  region: 440823\n", '  region: "4408"\n', '  region: "44"\n']
)
def test_a_sites_own_line_replaces_the_provinces_while_it_holds(tmp_path: Path, region: str) -> None:
    assert lines(site_of(tmp_path, lines=LINE.format(region=region))) == [643_300, 688_300, 400_000]


def test_of_each_day_one_value_is_on_record(tmp_path: Path) -> None:
    rows = parameter_rows(counties_of(site_of(tmp_path, lines=LINE.format(region="")), {}, AS_OF, [])).to_pylist()
    held = [
        (r["region"], str(r["valid_from"]), str(r["valid_to"]), r["value"])
        for r in rows
        if r["code"] == "exit_line_with_labour"
    ]
    assert held == [
        ("44", "2016-01-01", "2016-12-31", "6433"),
        ("44", "2017-01-01", "2017-12-31", "6883"),
        ("440823", "2018-01-01", "None", "4000"),
    ]


def test_another_regions_values_are_not_on_record(tmp_path: Path) -> None:
    """Nor can they lend their source, date or choice to a figure of this county."""
    line = "exit_line_with_labour: {values: {2016-01-01: {value: 7365, source: 省文件}}}\n"
    rows = parameter_rows(counties_of(site_of(tmp_path, site=GUIZHOU, lines=line), {}, AS_OF, [])).to_pylist()
    assert [(r["region"], r["source"]) for r in rows if r["code"] == "exit_line_with_labour"] == [("522222", "省文件")]
    assert {r["region"] for r in rows} == {"", "522222"}


def test_a_regions_value_that_ends_gives_way_to_the_wider_one(tmp_path: Path) -> None:
    text = "exit_line_band:\n  values:\n    2017-01-01: {value: 0.1, valid_to: 2017-12-31, source: 县文件}\n"
    values = effective_values(site_of(tmp_path, band=text), {}, AS_OF)
    found = [in_force(values, dt.date(year, 12, 31))["exit_line_band"].value for year in (2016, 2017, 2018)]
    assert found == ["0.05", "0.1", "0.05"]


@pytest.mark.parametrize("region", ["", '  region: "440823"\n', '  region: "44"\n', '  region: ""\n'])
def test_a_choice_of_the_site_reaches_whoever_asks(tmp_path: Path, region: str) -> None:
    text = f"monthly_form:\n{region}  values:\n    2016-01-01: {{value: sum, source: 县办}}\n"
    site = site_of(tmp_path, choice=text)
    assert text_in_force(effective_values(site, {}, AS_OF), "monthly_form", AS_OF) == "sum"
    assert set(year_rows(counties_of(site, {}, AS_OF, []), (2016, 2018), AS_OF, set())["monthly_form"].to_pylist()) == {
        "sum"
    }


def test_a_cohort_of_the_site_alone(tmp_path: Path) -> None:
    text = "first_planned_exit_year: {values: {2016-01-01: {value: 2017, source: 县办}}}\n"
    assert cohort_years(effective_values(site_of(tmp_path, cohort=text), {}, AS_OF), AS_OF) == range(2017, 2019)


def test_another_province_has_the_national_values_and_its_own_line(tmp_path: Path) -> None:
    line = "exit_line_with_labour: {values: {2016-01-01: {value: 2952, source: 省文件}}}\n"
    values = effective_values(site_of(tmp_path, site=GUIZHOU, lines=line), {}, AS_OF)
    assert {value.region for value in values} == {"", "522222"}
    found = in_force(values, AS_OF)
    assert "entry_line" not in found and found["exit_line_band"].value == "0.05"
    assert Decimal(found["exit_line_with_labour"].value) == 2952
    assert text_in_force(values, "county_name", AS_OF) == "江口县"


def test_a_what_if_holds_wherever_the_site_is(tmp_path: Path) -> None:
    values = effective_values(site_of(tmp_path, site=GUIZHOU), {"exit_line_with_labour": "3000"}, AS_OF)
    assert in_force(values, AS_OF)["exit_line_with_labour"].value == "3000"


OTHER_COUNTY = "county_code: {values: {2016-01-01: {value: '440825', source: GB/T 2260}}}\n"
TWICE = {"one": LINE.format(region=""), "two": LINE.format(region="")}


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"site": OTHER_COUNTY}, "缺少参数 county_name（本县名称），县 440825"),
        ({"lines": LINE.format(region='  region: "440825"\n')}, "地区 440825 不包含本县 440823"),
        ({"lines": LINE.format(region='  region: "440823101"\n')}, "地区 440823101 不包含本县"),
        ({"lines": LINE.format(region='  region: ""\n').replace("2018-01", "2017-01").replace("4000,", "4000, valid_to: 2017-12-31,")}, "被更具体地区的取值取代"),
        ({"lines": LINE.format(region="").replace("labour", "labor")}, "lines.yml：没有名为 exit_line_with_labor 的参数"),
        ({"lines": LINE.format(region="  unit: ratio\n")}, "单位须为 yuan per person and year"),
        ({"lines": LINE.format(region="").replace(", source: 县文件", "")}, "没有来源"),
        ({"choice": "monthly_form: {values: {2016-01-01: {value: yearly, source: 县办}}}\n"}, "不在可选之列：sum、cumulative"),
        (TWICE, "two.yml：参数 exit_line_with_labour（地区“”）给出了两次"),
    ],
)  # fmt: skip
def test_what_would_be_ignored_is_refused(tmp_path: Path, files: dict[str, str], told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        effective_values(site_of(tmp_path, **files), {}, AS_OF)


XUWEN = (
    'county_name: {region: "440825", values: {2016-01-01: {value: 徐闻县, source: GB/T 2260}}}\n'
    'exit_line_band: {region: "440825", values: {2016-01-01: {value: 0.1, source: 徐闻县文件}}}\n'
)


def by_county(site: Path, column: str, *names: str) -> dict[str, object]:
    """A column of the year 2018 by county."""
    rows = year_rows(counties_of(site, {}, AS_OF, names), (2018,), AS_OF, {2018}).to_pylist()
    return {row["county_name"]: row[column] for row in rows}


def test_each_county_has_its_own_values_and_an_unnamed_one_the_national_only(tmp_path: Path) -> None:
    site = site_of(tmp_path, own=LINE.format(region=""), xuwen=XUWEN)
    line = by_county(site, "exit_line_with_labour_fen", "徐闻", "江口县", "")
    assert line == {"遂溪县": 400_000, "徐闻县": 736_500, "江口县": None, "": None}
    assert by_county(site, "exit_line_band_bp", "徐闻县", "江口县") == {"遂溪县": 500, "徐闻县": 1000, "江口县": 500}
    assert by_county(site, "county_code", "徐闻县", "江口县") == {
        "遂溪县": "440823",
        "徐闻县": "440825",
        "江口县": None,
    }
    assert by_county(site, "is_own_county", "徐闻县") == {"遂溪县": True, "徐闻县": False}


def test_a_site_without_a_line_has_none_and_goes_on(tmp_path: Path) -> None:
    assert lines(site_of(tmp_path, site=GUIZHOU)) == [None, None, None]


def test_statements_are_judged_in_the_cohorts_and_wherever_a_county_has_a_line(tmp_path: Path) -> None:
    assert judged_years(tmp_path / "none", {}, AS_OF) == {2016, 2017, 2018}
    later = 'exit_line_with_labour: {region: "440825", values: {2015-01-01: {value: 5000, source: 某文件}}}\n'
    site = site_of(tmp_path, xuwen=XUWEN, later=later)
    assert judged_years(site, {}, AS_OF) == {2015, 2016, 2017, 2018, 2019}


def test_every_file_of_the_site_that_decides_a_figure_is_recorded(tmp_path: Path) -> None:
    site = site_of(tmp_path, limits="{}", words="{}")
    (site / "headers").mkdir()
    for name in ("headers/ledger.csv", "limits.yml", "service.yml", "alarms.yml"):
        (site / name).write_text("", encoding="utf-8")
    found = settings_files(site)
    own = ["site/headers/ledger.csv", "site/limits.yml", "site/parameters/limits.yml", "site/parameters/words.yml"]
    assert [name for name in found if name.startswith("site/")] == own
    assert "assets/parameters/exit_lines.yml" in found
