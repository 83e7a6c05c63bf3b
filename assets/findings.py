"""The rule book as steps: each topic's rules fill one table of findings, and are its checks."""

from assets.catalog import asset_spec
from assets.steps import Step
from assets.workspace import IncomeRun
from expectations.rule_runs import rule_rows, rule_run_rows, run_inputs
from expectations.rule_sql import topic_inputs
from expectations.rules import TOPICS, findings_table
from expectations.suites import runs_table
from expectations.topics import fill_topic

RULES, RULE_RUNS = "raw_rules", "mart_rule_runs"


def topic_step(topic: str) -> Step:
    """One topic: its findings, and of each rule how many rows it checked."""
    tables = (findings_table(topic), runs_table(topic))
    kinds = {"duckdb", "greatexpectations"}
    specs = [asset_spec(table, topic_inputs(topic), kinds=kinds) for table in tables]
    return Step(findings_table(topic), specs, lambda run: fill_topic(topic, run.workspace))


def rule_book(run: IncomeRun) -> dict[str, int]:
    """The rule book as a table."""
    return {RULES: run.workspace.write_rows(RULES, rule_rows())}


def rule_runs(run: IncomeRun) -> dict[str, int]:
    """Each rule of the run: how many rows it checked and doubted, and what was not delivered to check more."""
    return {RULE_RUNS: run.workspace.write_rows(RULE_RUNS, rule_run_rows(run.workspace))}


def finding_steps() -> list[Step]:
    """The rule book, a step for each of its topics, and what each rule did."""
    return [
        Step(RULES, [asset_spec(RULES, [], kinds={"yaml"})], rule_book),
        *(topic_step(topic) for topic in TOPICS),
        Step(RULE_RUNS, [asset_spec(RULE_RUNS, [RULES, *run_inputs()], kinds={"python"})], rule_runs),
    ]
