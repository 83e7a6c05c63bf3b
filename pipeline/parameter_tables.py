"""Parameters as SQL sees them: every dated value with its source, and one wide row per county and survey year."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa

from pipeline.contracts import arrow_schema, contracts, header_columns
from pipeline.item_book import items
from pipeline.parameters import (
    OPEN_END,
    SHIPPED,
    FileState,
    ParameterError,
    Value,
    declared_names,
    in_force,
    load_parameters,
    prevailing,
    read_yaml,
    state_of,
    with_settings,
)
from pipeline.parsing.places import COUNTY_KINDS, with_kind

LINE = "exit_line_with_labour"
LABELS = Path(__file__).resolve().parent.parent / "assets" / "lists" / "labels.yml"
OFFICE_TIME = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class County:
    """A county of the deliveries and the values in force there; `code` is None for one that no parameter names."""

    name: str
    code: str | None
    values: Sequence[Value]
    is_own: bool


def today() -> dt.date:
    """The date at the office, whatever the clock of the machine is set to."""
    return dt.datetime.now(OFFICE_TIME).date()


def parameter_folders(site_dir: Path) -> list[Path]:
    """Shipped parameters, then the site's own, which extend and override them."""
    return [SHIPPED, site_dir / "parameters"]


def effective_values(site_dir: Path, what_if: dict[str, str], as_of: dt.date) -> list[Value]:
    """The values in force at this site's county, one a name and day, a what-if's settings in place.

    Raises ParameterError (Chinese), also for a site's value that never holds, and where the county has no name. A
    county without an exit line is no error: its households are 无法核定 (docs/method.md#precedence-of-evidence).
    """
    files = [path for folder in parameter_folders(site_dir) for path in sorted(folder.glob("*.yml"))]
    states = tuple((path, state_of(path)) for path in files)
    return list(_effective_values(site_dir, tuple(sorted(what_if.items())), as_of, states))


@lru_cache(maxsize=8)
def _effective_values(
    site_dir: Path, settings: tuple[tuple[str, str], ...], as_of: dt.date, _: tuple[tuple[Path, FileState], ...]
) -> list[Value]:
    """The same files and settings give the same values; each lookup asks for them."""
    folders, what_if = parameter_folders(site_dir), dict(settings)
    declared = declared_names(folders)
    everywhere = with_settings(prevailing(load_parameters(folders), ""), declared, what_if)
    county_code = text_in_force(everywhere, "county_code", as_of)
    if county_code is None:
        raise ParameterError("缺少参数 county_code（县级行政区划代码）")
    given = load_parameters(folders, county_code)
    values = prevailing(given, county_code)
    refuse_idle(given, values, county_code)
    values = with_settings(values, declared, what_if)
    if text_in_force(values, "county_name", as_of) is None:
        where = f"县 {county_code}：请在 data/site/parameters 中给出，并注明日期和来源"
        raise ParameterError(f"缺少参数 county_name（本县名称），{where}")
    return values


def counties_of(site_dir: Path, what_if: dict[str, str], as_of: dt.date, names: Iterable[str]) -> list[County]:
    """The site's own county and the counties of these names, each with the values in force there, in order of names.

    A county is known by a value of county_name with its region; of one that is not, the national values hold.
    """
    own_values = effective_values(site_dir, what_if, as_of)
    own_code = str(text_in_force(own_values, "county_code", as_of))
    own = county_key(str(text_in_force(own_values, "county_name", as_of)))
    folders = parameter_folders(site_dir)
    given, declared = load_parameters(folders, own_code), declared_names(folders)
    codes = {county_key(v.value): v.region for v in given if v.name == "county_name" and v.region}
    found = [County(own, own_code, own_values, True)]
    for name in sorted(set(map(county_key, names)) - {own}):
        held = [v for v in prevailing(given, codes.get(name, "")) if v.name not in ("county_code", "county_name")]
        found.append(County(name, codes.get(name), with_settings(held, declared, what_if), False))
    return sorted(found, key=lambda county: county.name)


def county_key(name: str) -> str:
    """A county's name as the ids of its villages begin: 遂溪 → 遂溪县."""
    return with_kind(name, COUNTY_KINDS)


def refuse_idle(given: Sequence[Value], values: Sequence[Value], county_code: str) -> None:
    """ParameterError for a value that the site gives and that holds on no day in any county it names."""
    named = {v.region for v in given if v.name == "county_name"}
    own = set(given) - set(load_parameters([SHIPPED]))
    for value in sorted(own, key=lambda v: (v.name, v.region, v.valid_from)):
        if not county_code.startswith(value.region):
            if any(code.startswith(value.region) for code in named):
                continue
            raise ParameterError(f"{value.name} 的地区 {value.region} 不包含本县 {county_code}，该值不会生效")
        same = [v for v in values if (v.name, v.region) == (value.name, value.region)]
        if not any(value.valid_from <= v.valid_from <= value.valid_to for v in same):
            region = value.region or "全国"
            raise ParameterError(
                f"{value.name}（地区 {region}）被更具体地区的取值取代，不会生效；只用于本县的，请删去 region"
            )


def cohort_years(values: Iterable[Value], as_of: dt.date) -> range:
    """The years of the cohorts under survey, from their parameters."""
    found = in_force(values, as_of)
    return range(int(found["first_planned_exit_year"].value), int(found["last_planned_exit_year"].value) + 1)


def text_in_force(values: Iterable[Value], name: str, day: dt.date) -> str | None:
    """The value of a parameter on a day, such as the site's county code; None if not given."""
    value = in_force(values, day).get(name)
    return value.value if value else None


def running_year(values: Iterable[Value], day: dt.date) -> int | None:
    """The year not yet over, where statements of its first months are accepted as provisional; None where never."""
    return day.year if text_in_force(values, "part_year_statement", day) == "provisional" else None


def judged_years(site_dir: Path, what_if: dict[str, str], as_of: dt.date) -> set[int]:
    """The years in which a statement is judged: those of the cohorts, and all in which some county has a line."""
    own = effective_values(site_dir, what_if, as_of)
    own_code = str(text_in_force(own, "county_code", as_of))
    given = [*own, *load_parameters(parameter_folders(site_dir), own_code)]
    lines = {
        year
        for v in given if v.name == LINE
        for year in range(v.valid_from.year, min(v.valid_to.year, as_of.year + 1) + 1)
        if v.valid_from <= dt.date(year, 12, 31) <= v.valid_to
    }  # fmt: skip
    return lines | set(cohort_years(own, as_of))


def parameter_rows(counties: Iterable[County]) -> pa.Table:
    """raw_parameters: one row per county that a parameter names, value in force there and its time."""
    rows = [
        {"county_name": county.name, "code": v.name, "title": v.zh, "region": v.region, "valid_from": v.valid_from,
         "valid_to": None if v.valid_to == OPEN_END else v.valid_to, "value": v.value, "unit": v.unit,
         "source": v.source, "published_on": v.published_on}
        for county in counties if county.code
        for v in sorted(county.values, key=lambda v: (v.name, v.region, v.valid_from))
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


def year_rows(counties: Iterable[County], years: Iterable[int], as_of: dt.date, surveyed: set[int]) -> pa.Table:
    """raw_year_parameters: for each county and survey year the values in force there on its last day."""
    wanted = sorted(years)
    rows = [_year_row(county, year, as_of, year in surveyed) for county in counties for year in wanted]
    return pa.Table.from_pylist(rows, arrow_schema(contracts()["raw_year_parameters"]))


def _year_row(county: County, year: int, as_of: dt.date, is_surveyed: bool) -> dict[str, object]:
    found = in_force(county.values, dt.date(year, 12, 31))
    row: dict[str, object] = {v.column: v.sql_value for v in found.values()}
    return row | {
        "survey_year": year, "county_name": county.name, "county_code": county.code, "is_own_county": county.is_own,
        "as_of_date": as_of, "is_surveyed": is_surveyed, "is_year_closed": as_of >= dt.date(year, 12, 31),
    }  # fmt: skip


def label_rows() -> pa.Table:
    """raw_labels: one row per code of a set of labels.yml, and per column of an entry_kind (the set)."""
    sets = read_yaml(LABELS)
    sets |= {kind: {column.name: column.zh for column in header_columns(kind)} for kind in sets["entry_kind"]}
    rows = [
        {"label_set": label_set, "code": code, "label_zh": zh}
        for label_set, words in sets.items()
        for code, zh in words.items()
    ]
    return pa.Table.from_pylist(rows, arrow_schema(contracts()["raw_labels"]))
