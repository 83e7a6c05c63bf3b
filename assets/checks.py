"""Expectations as Dagster sees them: what each table promises, and what the run found."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets.previews import table_metadata
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
    """The materialisation of a table with its row count and the result of every declared check.

    Raises Failure when a check could not be made: what was not looked at has not passed.
    """
    outcomes = validate_table(table, workspace)
    yield dg.MaterializeResult(
        asset_key=table,
        metadata={"dagster/row_count": rows, **table_metadata(table, workspace)},
        check_results=[check_result(table, outcome) for outcome in outcomes],
    )
    broken = [outcome for outcome in outcomes if outcome.error]
    if broken:
        raise dg.Failure(f"{table} 的 {len(broken)} 项检查未能执行，停止发布：{broken[0].name}，{broken[0].summary}")


def check_result(table: str, outcome: CheckOutcome) -> dg.AssetCheckResult:
    """One outcome with count, share, masked sample, source and definition."""
    severity = dg.AssetCheckSeverity.ERROR if outcome.is_blocking else SEVERITIES[outcome.severity]
    return dg.AssetCheckResult(
        passed=outcome.passed,
        asset_key=table,
        check_name=outcome.name,
        severity=severity,
        description=outcome.summary,
        metadata={name: shown(value) for name, value in outcome.metadata().items()},
    )


def shown(value: Any) -> Any:
    """Rows as a table, SQL as code, anything else as it is."""
    if isinstance(value, list):
        texts = [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in value]
        return dg.MetadataValue.table([dg.TableRecord(row) for row in texts])
    if isinstance(value, str) and "select" in value:
        return dg.MetadataValue.md(f"```sql\n{value}\n```")
    return value
