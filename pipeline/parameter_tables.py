"""Parameters as SQL sees them: every dated value with its source, and one wide row per survey year."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from pipeline.contracts import arrow_schema, contracts
from pipeline.parameters import (
    OPEN_END,
    SHIPPED,
    ParameterError,
    Value,
    declared_names,
    in_force,
    load_parameters,
    with_settings,
)

OFFICE_TIME = ZoneInfo("Asia/Shanghai")


def today() -> dt.date:
    """The date at the office, whatever the clock of the machine is set to."""
    return dt.datetime.now(OFFICE_TIME).date()


def parameter_folders(site_dir: Path) -> list[Path]:
    """Shipped parameters, then the site's own, which extend and override them."""
    return [SHIPPED, site_dir / "parameters"]


def effective_values(site_dir: Path, what_if: dict[str, str]) -> list[Value]:
    """Every dated value in force at this site, a what-if's settings in place. Raises ParameterError."""
    folders = parameter_folders(site_dir)
    return with_settings(load_parameters(folders), declared_names(folders), what_if)


def text_in_force(values: Iterable[Value], name: str, day: dt.date) -> str | None:
    """A text parameter that applies everywhere, such as the site's county code; None if not given."""
    value = in_force([v for v in values if v.name == name], day, "").get(name)
    return value.value if value else None


def parameter_rows(values: Iterable[Value]) -> pa.Table:
    """raw_parameters: one row per dated value."""
    rows = [
        {"code": v.name, "title": v.zh, "region": v.region, "valid_from": v.valid_from,
         "valid_to": None if v.valid_to == OPEN_END else v.valid_to, "value": v.value, "unit": v.unit,
         "source": v.source, "published_on": v.published_on}
        for v in sorted(values, key=lambda v: (v.name, v.region, v.valid_from))
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, arrow_schema(contracts()["raw_parameters"]))


def year_rows(values: Sequence[Value], years: Iterable[int], as_of: dt.date, surveyed: set[int]) -> pa.Table:
    """raw_year_parameters: for each survey year the values in force on its last day, for the site's county.

    Raises ParameterError if the site's county code is not given.
    """
    county_code = text_in_force(values, "county_code", as_of)
    if county_code is None:
        raise ParameterError("缺少参数 county_code（县级行政区划代码）")
    rows = []
    for year in sorted(years):
        found = in_force(values, dt.date(year, 12, 31), county_code)
        row: dict[str, object] = {v.column: v.sql_value for v in found.values()}
        row |= {"survey_year": year, "as_of_date": as_of, "is_surveyed": year in surveyed,
                "is_year_closed": as_of >= dt.date(year, 12, 31)}  # fmt: skip
        rows.append(row)
    return pa.Table.from_pylist(rows, arrow_schema(contracts()["raw_year_parameters"]))
