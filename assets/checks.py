"""Expectations as Dagster sees them: what each table promises, and what the run found."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import dagster as dg

from assets.previews import table_metadata
from expectations.validate import CheckOutcome, declared_checks, validate_table
from pipeline.release.manifest import hash_of
from pipeline.workspace import Workspace

STRUCTURE = "structure"
BROKEN = "未通过"
STATE_TAG = "income/state"
STATE_LENGTH = 32
SEVERITIES = {
    "critical": dg.AssetCheckSeverity.ERROR,
    "warning": dg.AssetCheckSeverity.WARN,
    "info": dg.AssetCheckSeverity.WARN,
}


def check_specs(table: str) -> list[dg.AssetCheckSpec]:
    """One blocking check for all structural promises of the table, and one for each rule that fills it."""
    promises = [check.title for check in declared_checks(table) if check.is_blocking]
    structure = dg.AssetCheckSpec(STRUCTURE, asset=table, description="结构：" + "；".join(promises), blocking=True)
    rules = [check for check in declared_checks(table) if not check.is_blocking]
    return [structure, *(dg.AssetCheckSpec(rule.name, asset=table, description=rule.title) for rule in rules)]


def evaluated(
    table: str, rows: int, inputs: Iterable[str], workspace: Workspace, known: Mapping[str, str]
) -> Iterator[dg.MaterializeResult]:
    """The materialisation of a table with its row count and the result of every declared check; nothing where `known`
    has the table with the same contents of its own and of its inputs, and the same outcomes.

    Raises Failure when a check could not be made: what was not looked at has not passed.
    """
    outcomes = validate_table(table, workspace)
    results = check_results(table, outcomes)
    broken = [outcome for outcome in outcomes if outcome.error]
    contents = {one: workspace.memo.content(workspace.source(one)) for one in (table, *inputs)}
    state = hash_of(contents | {"outcomes": repr(outcomes)})[:STATE_LENGTH]
    if known.get(table) == state:
        return
    is_sound = results[0].passed and not broken  # what blocks a run is told, and blocks it, as long as it lasts
    yield dg.MaterializeResult(
        asset_key=table,
        metadata={"dagster/row_count": rows, **table_metadata(table, workspace)},
        check_results=results,
        data_version=dg.DataVersion(contents[table]),
        tags={STATE_TAG: state} if is_sound else {},
    )
    if broken:
        raise dg.Failure(f"{table} 的 {len(broken)} 项检查未能执行，停止发布：{broken[0].name}，{broken[0].summary}")


def check_results(table: str, outcomes: list[CheckOutcome]) -> list[dg.AssetCheckResult]:
    """The structure's result, then each rule's, as `check_specs` declares them."""
    structural = {check.name for check in declared_checks(table) if check.is_blocking}
    promises = [outcome for outcome in outcomes if outcome.name in structural]
    rules = [outcome for outcome in outcomes if outcome.name not in structural]
    return [structure_result(table, promises), *(rule_result(table, outcome) for outcome in rules)]


def structure_result(table: str, promises: list[CheckOutcome]) -> dg.AssetCheckResult:
    """All structural promises of a table: a line each, and the definition of those that do not hold."""
    broken = [promise for promise in promises if not promise.passed]
    metadata: dict[str, Any] = {"承诺": shown([promise_line(promise) for promise in promises])}
    if broken:
        metadata[BROKEN] = "、".join(promise.name for promise in broken)
        metadata |= {f"定义 {promise.name}": shown(promise.definition) for promise in broken if promise.definition}
    return dg.AssetCheckResult(
        passed=not broken,
        asset_key=table,
        check_name=STRUCTURE,
        severity=dg.AssetCheckSeverity.ERROR,
        description="；".join(promise.summary for promise in broken) or f"结构承诺{len(promises)}项，全部符合",
        metadata=metadata,
    )


def promise_line(promise: CheckOutcome) -> dict[str, Any]:
    """What one promise says and whether it holds, as a row of a table."""
    result = "未能执行" if promise.error else "符合" if promise.passed else "不符合"
    return {"名称": promise.name, "承诺": promise.title, "结果": result, "不符合条数": promise.count}


def rule_result(table: str, outcome: CheckOutcome) -> dg.AssetCheckResult:
    """One rule with count, share, masked sample, source and definition. A rule that could not run is an error."""
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
