"""Raw assets: delivered cells as they stand, lookups over their distinct texts, and the parameters in force."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from assets.catalog import asset_spec
from assets.lookups import LOOKUPS
from assets.steps import Step
from assets.workspace import IncomeRun
from pipeline.contracts import contracts
from pipeline.intake.deliveries import Judging
from pipeline.intake.intake import Intake, read_deliveries
from pipeline.intake.raw_tables import RAW_TABLES, check_conservation, recipe, write_raw_table
from pipeline.intake.site_villages import site_villages
from pipeline.parameter_tables import (
    County,
    cohort_years,
    counties_of,
    effective_values,
    item_rows,
    judged_years,
    label_rows,
    parameter_folders,
    parameter_rows,
    running_year,
    text_in_force,
    year_rows,
)
from pipeline.parsing import lookups
from pipeline.parsing.words import SHIPPED_WORDS, load_words
from pipeline.progress import report
from pipeline.recognition.headers import HeaderBook
from pipeline.release.arrivals import wait_for_arrivals
from pipeline.release.manifest import hash_of
from pipeline.release.secret import load_secret
from pipeline.stress_tests import load_stress_tests, stress_test_rows
from pipeline.workbooks.limits import Limits
from pipeline.workspace import Workspace

PARAMETER_TABLES = {
    "raw_parameters": ["raw_places"],
    "raw_year_parameters": ["raw_deliveries", "raw_places"],
    "raw_stress_tests": [],
    "raw_statement_items": [],
    "raw_labels": [],
}
SITE_VILLAGES = "raw_site_villages"
HEADERS = Path(__file__).resolve().parent / "headers"


def read_all(run: IncomeRun) -> dict[str, int]:
    """Read every file under data/raw that changed since it was last read; account for each row."""
    workspace = run.workspace
    settings = workspace.settings
    wait_for_arrivals(settings.raw_dir, run.settle_seconds)
    intake = read_deliveries(
        settings.raw_dir,
        settings.cache_dir,
        HeaderBook.load(HEADERS, settings.site_dir / "headers"),
        Limits.of_site(settings.site_dir, run.settle_seconds),
        judging=judging_of(run),
        on_file=partial(_file_read, run),
        is_fresh=workspace.is_fresh,
    )
    check_conservation(intake.deliveries)
    counts = {table: raw_table(table, intake, workspace) for table in RAW_TABLES}
    workspace.note(
        files_read=intake.files_read, files_unchanged=intake.files_cached, files_deferred=len(intake.deferred)
    )
    return counts


def judging_of(run: "LookupRun") -> Judging:
    """How a run judges statements, by its parameters."""
    site_dir = run.workspace.settings.site_dir
    values = effective_values(site_dir, run.what_if, run.as_of_date)
    return Judging(
        text_in_force(values, "monthly_form", run.as_of_date),
        judged_years(site_dir, run.what_if, run.as_of_date),
        running_year(values, run.as_of_date),
    )


def _file_read(run: IncomeRun, done: int, total: int, name: str) -> None:
    """Tell the progress. What was read will be checked and drawn."""
    report(f"读取 {name}", done, total)
    run.warm_up()


def raw_table(table: str, intake: Intake, workspace: Workspace) -> int:
    """The rows of one raw table, written unless the latest run made it of the same sheets."""
    made_of = recipe(table, intake)
    write = partial(write_raw_table, table, intake, workspace.folder)
    return workspace.memo.once(table, {}, write, [f"{table}.parquet"], made_of)


def lookup_step(name: str) -> Step:
    """The step of one lookup table: distinct texts of the raw columns, parsed in Python."""
    lookup = LOOKUPS[name]

    def make(run: IncomeRun) -> dict[str, int]:
        workspace = run.workspace
        sources = {table: workspace.source(table) for table in lookup.columns}
        texts = cache(partial(texts_of_lookup, name, workspace))
        rows = workspace.memo.once(
            name,
            sources,
            lambda: write_lookup(name, texts(), run),
            [f"{name}.parquet"],
            own_settings(name, run),
            told=lambda: hash_of({"texts": texts()}),
        )
        return {name: rows}

    return Step(name, [asset_spec(name, lookup.columns, kinds={"python"})], make)


def texts_of_lookup(name: str, workspace: Workspace) -> list[str]:
    """The distinct texts of a lookup's columns, in order."""
    lookup = LOOKUPS[name]
    with workspace.engine.connect({table: workspace.source(table) for table in lookup.columns}) as session:
        return list(session.frame(lookup.texts_sql(), name)["text"].to_pylist())


def write_lookup(name: str, texts: list[str], run: "LookupRun") -> int:
    """Parse the texts of a lookup into its table; the number of rows."""
    return run.workspace.write_rows(name, parser_of(name, run)(texts))


def own_settings(name: str, run: "LookupRun") -> list[str]:
    """What a lookup depends on besides the texts and the code: the site's words and county, the key and the day."""
    settings = run.workspace.settings
    words = settings.site_dir / "parameters" / "words.yml"
    county = text_in_force(
        effective_values(settings.site_dir, run.what_if, run.as_of_date), "county_name", run.as_of_date
    )
    known = [words.read_text(encoding="utf-8") if words.exists() else "", county or ""]
    if name != "raw_id_numbers":
        return known
    return [*known, hash_of({"key": load_secret(settings.secret_dir)}), run.as_of_date.isoformat()]


class LookupRun(Protocol):
    """What a lookup asks of its run; a pre-flight of loose files has it too."""

    @property
    def workspace(self) -> Workspace: ...

    @property
    def as_of_date(self) -> dt.date: ...

    @property
    def what_if(self) -> dict[str, str]: ...


def parser_of(name: str, run: LookupRun) -> Callable[[list[str]], pa.Table]:
    """What makes a lookup table of its distinct texts, with the site's words, county and secret."""
    site = run.workspace.settings.site_dir
    own_words = site / "parameters" / "words.yml"
    words = load_words([SHIPPED_WORDS, own_words] if own_words.exists() else [SHIPPED_WORDS])
    county = text_in_force(effective_values(site, run.what_if, run.as_of_date), "county_name", run.as_of_date)
    parsers: dict[str, Callable[[list[str]], pa.Table]] = {
        "raw_amounts": lookups.amounts_table,
        "raw_places": lambda texts: lookups.places_table(texts, county),
        "raw_id_numbers": lambda texts: lookups.id_numbers_table(
            texts, load_secret(run.workspace.settings.secret_dir), dt.date(run.as_of_date.year, 12, 31)
        ),
    }
    return parsers.get(name, lambda texts: lookups.words_table(name, texts, words))


def read_parameters(run: LookupRun) -> dict[str, int]:
    """The dated, cited values in force in each county of the deliveries, and one row of them for each survey year."""
    workspace = run.workspace
    counties = counties_of(workspace.settings.site_dir, run.what_if, run.as_of_date, delivered_counties(workspace))
    surveyed = delivered_years(workspace)
    tables = {
        "raw_parameters": parameter_rows(counties),
        "raw_year_parameters": year_rows(
            counties, parameter_years(counties, run.as_of_date, surveyed), run.as_of_date, surveyed
        ),
        "raw_stress_tests": stress_test_rows(load_stress_tests(parameter_folders(workspace.settings.site_dir))),
        "raw_statement_items": item_rows(),
        "raw_labels": label_rows(),
    }
    return {name: workspace.write_rows(name, rows) for name, rows in tables.items()}


def read_site_villages(run: LookupRun) -> dict[str, int]:
    """The villages that the site expects to deliver, as its own file lists them."""
    site_dir = run.workspace.settings.site_dir
    found = site_villages(site_dir, HeaderBook.load(HEADERS, site_dir / "headers"))
    return {SITE_VILLAGES: run.workspace.write_rows(SITE_VILLAGES, found)}


def delivered_years(workspace: Workspace) -> set[int]:
    """Years for which an income statement, a list or a roster was accepted."""
    table = pq.read_table(workspace.source("raw_deliveries"), columns=["survey_year", "status", "kind"])
    kinds = pa.array(["income_statement", "household_list", "roster"])
    wanted = pc.and_(pc.equal(table["status"], "accepted"), pc.is_in(table["kind"], kinds))
    return {year for year in table.filter(wanted)["survey_year"].to_pylist() if year}


def delivered_counties(workspace: Workspace) -> set[str]:
    """Every county of a delivered place; '' where the place leaves it open."""
    return set(pq.read_table(workspace.source("raw_places"), columns=["county_name"])["county_name"].to_pylist())


def parameter_years(counties: Sequence[County], as_of: dt.date, surveyed: set[int]) -> list[int]:
    """The years delivered, and those of the site's cohorts."""
    own = next(county for county in counties if county.is_own)
    return sorted(surveyed | set(cohort_years(own.values, as_of)))


def reading_step() -> Step:
    """The raw tables, read at once."""
    return Step("read_deliveries", [asset_spec(table, [], kinds={"excel", "python"}) for table in RAW_TABLES], read_all)


def raw_steps() -> list[Step]:
    """Everything that is looked up before SQL begins."""
    assert set(LOOKUPS) <= set(contracts())
    parameters = [asset_spec(table, deps, kinds={"yaml"}) for table, deps in PARAMETER_TABLES.items()]
    return [
        Step("read_parameters", parameters, read_parameters),
        Step("read_site_villages", [asset_spec(SITE_VILLAGES, [], kinds={"csv"})], read_site_villages),
        *(lookup_step(name) for name in LOOKUPS),
    ]
