"""From workbooks to findings without Dagster and without checks: what a measurement of the rules needs, and no more."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

from assets.catalog import inputs_of
from assets.lookups import LOOKUPS
from assets.raw import HEADERS, delivered_counties, parser_of
from expectations.rule_runs import rule_rows, rule_run_rows
from expectations.rule_sql import topic_inputs
from expectations.rules import TOPICS
from expectations.topics import fill_topic
from pipeline.contracts import arrow_schema, contracts
from pipeline.engine import DuckEngine
from pipeline.intake.intake import read_deliveries
from pipeline.intake.raw_tables import write_raw_tables
from pipeline.intake.site_villages import site_villages
from pipeline.models import model_queries
from pipeline.parameter_tables import counties_of, item_rows, label_rows, parameter_rows, year_rows
from pipeline.parameters import SHIPPED
from pipeline.recognition.headers import HeaderBook
from pipeline.release.memory import ARRIVALS
from pipeline.settings import Settings
from pipeline.stress_tests import load_stress_tests, stress_test_rows
from pipeline.workbooks.limits import Limits
from pipeline.workspace import Workspace

YEARS = (2016, 2017, 2018)


def run_to_findings(data_dir: Path, as_of: dt.date = dt.date(2018, 12, 10)) -> Workspace:
    """Read the deliveries, derive, fill every topic and mart_findings; returns the run's workspace."""
    settings = Settings.at(data_dir)
    settings.create_folders()
    workspace = Workspace(settings, "chain", DuckEngine(settings.data))
    _read(workspace)
    _look_up(workspace, as_of)
    for name, sql in _models():
        workspace.write_model(name, sql, inputs_of(sql))
    for topic in TOPICS:
        fill_topic(topic, workspace)
    workspace.write_rows("mart_rule_runs", rule_run_rows(workspace))
    for name in ("mart_findings", "mart_coverage_gaps"):
        sql = model_queries()[name]
        workspace.write_model(name, sql, inputs_of(sql))
    return workspace


def _read(workspace: Workspace) -> None:
    settings = workspace.settings
    book = HeaderBook.load(HEADERS, settings.site_dir / "headers")
    intake = read_deliveries(settings.raw_dir, settings.cache_dir, book, Limits())
    write_raw_tables(intake, workspace.folder)
    workspace.write_rows("raw_site_villages", site_villages(settings.site_dir, book))
    workspace.write_rows(
        ARRIVALS, arrow_schema(contracts()[ARRIVALS]).empty_table()
    )  # a first run: nothing is remembered


def _look_up(workspace: Workspace, as_of: dt.date) -> None:
    run = SimpleNamespace(workspace=workspace, what_if={}, as_of_date=as_of)
    for name, lookup in LOOKUPS.items():
        with workspace.engine.connect({table: workspace.source(table) for table in lookup.columns}) as session:
            texts = session.frame(lookup.texts_sql(), name)["text"].to_pylist()
        workspace.write_rows(name, parser_of(name, run)(texts))
    counties = counties_of(workspace.settings.site_dir, {}, as_of, delivered_counties(workspace))
    workspace.write_rows("raw_parameters", parameter_rows(counties))
    workspace.write_rows("raw_year_parameters", year_rows(counties, YEARS, as_of, set(YEARS)))
    workspace.write_rows("raw_statement_items", item_rows())
    workspace.write_rows("raw_labels", label_rows())
    workspace.write_rows("raw_stress_tests", stress_test_rows(load_stress_tests([SHIPPED])))
    workspace.write_rows("raw_rules", rule_rows())


def _models() -> Iterator[tuple[str, str]]:
    """Clean and derive models that the rules rest on, each after its inputs."""
    waiting = model_queries()
    needed = _upstream(waiting)
    while needed:
        ready = [name for name in sorted(needed) if not needed & set(inputs_of(waiting[name]))]
        assert ready, f"models in a circle: {sorted(needed)}"
        for name in ready:
            yield name, waiting[name]
        needed -= set(ready)


def _upstream(models: dict[str, str]) -> set[str]:
    """Everything that mart_findings, the topics and the missing inputs read, and what these read in turn."""
    wanted = {name for topic in TOPICS for name in topic_inputs(topic)}
    wanted |= {"derive_missing_inputs", "derive_missing_columns", *inputs_of(models["mart_findings"])}
    wanted |= set(inputs_of(models["mart_coverage_gaps"]))
    found: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name in models and name not in found:
            found.add(name)
            wanted |= set(inputs_of(models[name]))
    return found
