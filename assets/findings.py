"""The rule book as assets: each topic's rules fill one table of findings, and are its checks."""

from collections.abc import Iterator

import dagster as dg

from assets.catalog import asset_spec
from assets.checks import check_specs, evaluated
from assets.workspace import IncomeRun
from expectations.rule_runs import rule_rows, rule_run_rows, run_inputs
from expectations.rule_sql import topic_inputs
from expectations.rules import TOPICS, findings_table
from expectations.suites import runs_table
from expectations.topics import fill_topic
from pipeline.progress import report


def topic_asset(topic: str) -> dg.AssetsDefinition:
    """The asset of one topic: its findings, and of each rule how many rows it checked."""
    tables = (findings_table(topic), runs_table(topic))
    kinds = {"duckdb", "greatexpectations"}

    @dg.multi_asset(
        name=findings_table(topic),
        specs=[asset_spec(table, topic_inputs(topic), kinds=kinds) for table in tables],
        check_specs=[spec for table in tables for spec in check_specs(table)],
        pool="duckdb",
    )
    def build(run: dg.ResourceParam[IncomeRun]) -> Iterator[dg.MaterializeResult]:
        counts = fill_topic(topic, run.workspace)
        for table in tables:
            yield from evaluated(table, counts[table], run.workspace)
        report(findings_table(topic))

    return build


@dg.multi_asset(
    name="raw_rules",
    specs=[asset_spec("raw_rules", [], kinds={"yaml"})],
    check_specs=check_specs("raw_rules"),
    pool="duckdb",
)
def rules_asset(run: dg.ResourceParam[IncomeRun]) -> Iterator[dg.MaterializeResult]:
    """The rule book as a table."""
    yield from evaluated("raw_rules", run.workspace.write_rows("raw_rules", rule_rows()), run.workspace)
    report("raw_rules")


@dg.multi_asset(
    name="mart_rule_runs",
    specs=[asset_spec("mart_rule_runs", ["raw_rules", *run_inputs()], kinds={"python"})],
    check_specs=check_specs("mart_rule_runs"),
    pool="duckdb",
)
def rule_runs_asset(run: dg.ResourceParam[IncomeRun]) -> Iterator[dg.MaterializeResult]:
    """Each rule of the run: how many rows it checked and doubted, and what was not delivered to check more."""
    rows = run.workspace.write_rows("mart_rule_runs", rule_run_rows(run.workspace))
    yield from evaluated("mart_rule_runs", rows, run.workspace)
    report("mart_rule_runs")


def finding_assets() -> list[dg.AssetsDefinition]:
    """The rule book, an asset for each of its topics, and what each rule did."""
    return [rules_asset, *(topic_asset(topic) for topic in TOPICS), rule_runs_asset]
