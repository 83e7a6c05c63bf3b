"""Parameters as SQL sees them: every dated value with its source, and one wide row per survey year."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from pipeline.contracts import arrow_schema, contracts
from pipeline.item_book import items
from pipeline.parameters import (
    OPEN_END,
    SHIPPED,
    ParameterError,
    Value,
    declared_names,
    in_force,
    load_parameters,
    prevailing,
    with_settings,
)

LINE = "exit_line_with_labour"
OFFICE_TIME = ZoneInfo("Asia/Shanghai")


def today() -> dt.date:
    """The date at the office, whatever the clock of the machine is set to."""
    return dt.datetime.now(OFFICE_TIME).date()


def parameter_folders(site_dir: Path) -> list[Path]:
    """Shipped parameters, then the site's own, which extend and override them."""
    return [SHIPPED, site_dir / "parameters"]


def effective_values(site_dir: Path, what_if: dict[str, str], as_of: dt.date) -> list[Value]:
    """The values in force at this site's county, one a name and day, a what-if's settings in place.

    Raises ParameterError (Chinese), also for a site's value that never holds, and for a county or line not given.
    """
    folders = parameter_folders(site_dir)
    declared = declared_names(folders)
    everywhere = with_settings(prevailing(load_parameters(folders), ""), declared, what_if)
    county_code = text_in_force(everywhere, "county_code", as_of)
    if county_code is None:
        raise ParameterError("缺少参数 county_code（县级行政区划代码）")
    given = load_parameters(folders, county_code)
    values = prevailing(given, county_code)
    refuse_idle(set(given) - set(load_parameters([SHIPPED])), values, county_code)
    values = with_settings(values, declared, what_if)
    refuse_missing(values, as_of, county_code)
    return values


def refuse_idle(own: Iterable[Value], values: Sequence[Value], county_code: str) -> None:
    """ParameterError for a value that the site gives and that holds on no day."""
    for value in sorted(own, key=lambda v: (v.name, v.region, v.valid_from)):
        if not county_code.startswith(value.region):
            raise ParameterError(f"{value.name} 的地区 {value.region} 不包含本县 {county_code}，该值不会生效")
        same = [v for v in values if (v.name, v.region) == (value.name, value.region)]
        if not any(value.valid_from <= v.valid_from <= value.valid_to for v in same):
            region = value.region or "全国"
            raise ParameterError(
                f"{value.name}（地区 {region}）被更具体地区的取值取代，不会生效；只用于本县的，请删去 region"
            )


def refuse_missing(values: Sequence[Value], as_of: dt.date, county_code: str) -> None:
    """ParameterError where the county's name, or the exit line of a cohort's year, is not given."""
    where = f"县 {county_code}：请在 data/site/parameters 中给出，并注明日期和来源"
    if text_in_force(values, "county_name", as_of) is None:
        raise ParameterError(f"缺少参数 county_name（本县名称），{where}")
    ends = [dt.date(year, 12, 31) for year in cohort_years(values, as_of)]
    bare = [str(day.year) for day in ends if LINE not in in_force(values, day)]
    if bare:
        raise ParameterError(f"缺少参数 {LINE}（脱贫收入标准）{'、'.join(bare)} 年度的取值，{where}")


def cohort_years(values: Iterable[Value], as_of: dt.date) -> range:
    """The years of the cohorts under survey, from their parameters."""
    found = in_force(values, as_of)
    return range(int(found["first_planned_exit_year"].value), int(found["last_planned_exit_year"].value) + 1)


def text_in_force(values: Iterable[Value], name: str, day: dt.date) -> str | None:
    """The value of a parameter on a day, such as the site's county code; None if not given."""
    value = in_force(values, day).get(name)
    return value.value if value else None


def parameter_rows(values: Iterable[Value]) -> pa.Table:
    """raw_parameters: one row per value in force and its time."""
    rows = [
        {"code": v.name, "title": v.zh, "region": v.region, "valid_from": v.valid_from,
         "valid_to": None if v.valid_to == OPEN_END else v.valid_to, "value": v.value, "unit": v.unit,
         "source": v.source, "published_on": v.published_on}
        for v in sorted(values, key=lambda v: (v.name, v.region, v.valid_from))
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, arrow_schema(contracts()["raw_parameters"]))


def item_rows() -> pa.Table:
    """raw_statement_items: one row per item of the book; what is blank there is null."""
    rows = [
        vars(item) | {
            "item_zh": item.zh, "heading_zh": item.heading, "item_kind": item.kind, "forms": " ".join(item.forms) or None,
            "component": item.component or None, "part_of": item.part_of or None, "ledger": item.ledger or None,
            "is_blank_zero": item.is_blank_zero,
        }
        for item in items().values()
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, arrow_schema(contracts()["raw_statement_items"]))


def year_rows(values: Sequence[Value], years: Iterable[int], as_of: dt.date, surveyed: set[int]) -> pa.Table:
    """raw_year_parameters: for each survey year the values in force on its last day."""
    rows = []
    for year in sorted(years):
        found = in_force(values, dt.date(year, 12, 31))
        row: dict[str, object] = {v.column: v.sql_value for v in found.values()}
        row |= {"survey_year": year, "as_of_date": as_of, "is_surveyed": year in surveyed,
                "is_year_closed": as_of >= dt.date(year, 12, 31)}  # fmt: skip
        rows.append(row)
    return pa.Table.from_pylist(rows, arrow_schema(contracts()["raw_year_parameters"]))
