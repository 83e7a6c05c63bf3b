"""Expectations as Dagster sees them: what each table promises, and what the run found."""

from collections.abc import Iterator

import dagster as dg
from expectations.validate import CheckOutcome, declared_checks, validate_table

from pipeline.workspace import Workspace

SEVERITIES = {
    "critical": dg.AssetCheckSeverity.ERROR,
    "warning": dg.AssetCheckSeverity.WARN,
    "info": dg.AssetCheckSeverity.WARN,
}


def check_specs(table: str) -> list[dg.AssetCheckSpec]:
    """A check for each promise and rule of the table; the structural ones block publishing."""
    return [
        dg.AssetCheckSpec(check.name, asset=table, description=check.title, blocking=check.is_blocking)
        for check in declared_checks(table)
    ]


def evaluated(table: str, rows: int, workspace: Workspace) -> Iterator[dg.MaterializeResult]:
    """The materialisation of a table with its row count and the result of every declared check."""
    outcomes = validate_table(table, workspace)
    yield dg.MaterializeResult(
        asset_key=table,
        metadata={"dagster/row_count": rows},
        check_results=[check_result(table, outcome) for outcome in outcomes],
    )


def check_result(table: str, outcome: CheckOutcome) -> dg.AssetCheckResult:
    """One outcome with count, share, masked sample, source and definition."""
    severity = dg.AssetCheckSeverity.ERROR if outcome.is_blocking else SEVERITIES[outcome.severity]
    return dg.AssetCheckResult(
        passed=outcome.passed,
        asset_key=table,
        check_name=outcome.name,
        severity=severity,
        description=outcome.summary,
        metadata=outcome.metadata(),
    )
