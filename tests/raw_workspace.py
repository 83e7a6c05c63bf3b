"""A run's folder as it stands before the first model: raw rows of invented households, lookups over them, parameters, rules."""

from types import SimpleNamespace

import pyarrow.parquet as pq

from assets.lookups import LOOKUPS
from assets.raw import HEADERS, delivered_counties, parser_of
from expectations.rule_runs import rule_rows
from pipeline.demo.records import YEARS
from pipeline.intake.site_villages import site_villages
from pipeline.parameter_tables import counties_of, item_rows, label_rows, parameter_rows, year_rows
from pipeline.parameters import SHIPPED
from pipeline.recognition.headers import HeaderBook
from pipeline.release.memory import (
    ARRIVALS,
    FINDINGS,
    RECTIFICATIONS,
    TASKS,
    arrivals_table,
    previous_findings,
    previous_rectifications,
    previous_tasks,
)
from pipeline.stress_tests import load_stress_tests, stress_test_rows
from pipeline.workspace import Workspace
from tests.generated_rows.raw_rows import make_raw_rows
from tests.table_cases import Case


def lay_raw_rows(workspace: Workspace, households: int) -> None:
    """Every raw table of the workspace: rows, lookups over them, parameters, rules; those of an earlier run stay."""
    if not workspace.path("raw_rules").exists():
        make_raw_rows(workspace.folder, households)
        lay_lookups(workspace)


def lay_lookups(workspace: Workspace) -> None:
    """What is made of raw rows in Python, and what stands beside them: lookups, parameters, stress tests, rules."""
    run = SimpleNamespace(workspace=workspace, what_if={}, as_of_date=Case.as_of)
    book = HeaderBook.load(HEADERS)
    workspace.write_rows("raw_site_villages", site_villages(workspace.settings.site_dir, book))
    for name, lookup in LOOKUPS.items():
        with workspace.engine.connect({table: workspace.source(table) for table in lookup.columns}) as session:
            texts = session.frame(lookup.texts_sql(), name)["text"].to_pylist()
        workspace.write_rows(name, parser_of(name, run)(texts))
    counties = counties_of(workspace.settings.site_dir, {}, Case.as_of, delivered_counties(workspace))
    workspace.write_rows("raw_parameters", parameter_rows(counties))
    workspace.write_rows("raw_year_parameters", year_rows(counties, list(YEARS), Case.as_of, set(YEARS)))
    workspace.write_rows("raw_stress_tests", stress_test_rows(load_stress_tests([SHIPPED])))
    workspace.write_rows("raw_statement_items", item_rows())
    workspace.write_rows("raw_labels", label_rows())
    workspace.write_rows("raw_rules", rule_rows())
    marts_dir = workspace.settings.marts_dir
    deliveries = pq.read_table(workspace.source("raw_deliveries")).to_pylist()
    workspace.write_rows(ARRIVALS, arrivals_table(deliveries, marts_dir, Case.as_of))
    workspace.write_rows(TASKS, previous_tasks(marts_dir))
    workspace.write_rows(RECTIFICATIONS, previous_rectifications(marts_dir, Case.as_of))
    workspace.write_rows(FINDINGS, previous_findings(marts_dir, Case.as_of))
