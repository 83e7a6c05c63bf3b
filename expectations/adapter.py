"""Running promises about a table through Great Expectations: specs in, exact counts and errors out.

Row values never leave: GX's own lists are cut short anyway (20 rows, 200 values), so findings and samples come
from the same SQL on the engine.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import duckdb

from expectations import gx_on_duckdb, gx_on_spark
from expectations.gx_on_duckdb import load_gx, quiet_log
from expectations.row_rules import counting_query, row_rule_class
from pipeline.engine import DuckSession, ModelError, without_values
from pipeline.engines import Session
from pipeline.locked_duckdb import quote_text

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.datasource.fluent.interfaces import Batch
    from great_expectations.expectations.expectation import Expectation

ROW_RULE = "RowRule"
COLUMNS = "information_schema.columns"
_ALL_ROWS_COUNTED = {"result_format": "BASIC", "partial_unexpected_count": 0}
_VALUE_FREE_FAILURE = re.compile(
    r'The column "\w+" in BatchData does not exist|\w+ metrics cannot be computed on column of type \w+'
)


@dataclass(frozen=True)
class ExpectationSpec:
    """One promise: a GX core expectation by class name, or a row rule, whose `sql` selects offending rows."""

    id: str
    kind: str = ROW_RULE
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    sql: str = ""


@dataclass(frozen=True)
class CheckResult:
    """What one promise gave. An error is never a success; it carries no row values, nor do the details.

    `unexpected_count` counts rows; None where the promise is not about rows (columns, row count) or errored.
    """

    id: str
    success: bool
    unexpected_count: int | None
    error: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def run_suite(session: Session, table: str, specs: Sequence[ExpectationSpec]) -> list[CheckResult]:
    """Run all promises about one table or view of the session, on its engine; one result each, in the order given.

    One query counts for all row rules; where it fails each is asked alone, so that an error is that of its own rule.
    Raises ValueError when ids repeat. Whatever else goes wrong is the `error` of the promise concerned.
    """
    if len({spec.id for spec in specs}) < len(specs):
        raise ValueError(f"{table}: an expectation id stands twice")
    found = _validate(session, table, specs)
    rules = [spec for spec in specs if spec.kind == ROW_RULE]
    if len(rules) > 1 and any(found[rule.id].error for rule in rules):
        for rule in rules:
            found |= _validate(session, table, [rule])
    return [found[spec.id] for spec in specs]


def _validate(session: Session, table: str, specs: Sequence[ExpectationSpec]) -> dict[str, CheckResult]:
    found = {spec.id: _failed(spec.id, "reported nothing") for spec in specs}
    built = _built(session, table, specs)
    found |= {spec_id: thing for spec_id, thing in built.items() if isinstance(thing, CheckResult)}
    runnable = {spec_id: thing for spec_id, thing in built.items() if not isinstance(thing, CheckResult)}
    if not runnable:
        return found
    # add_expectation() would drop look-alikes without a word
    suite = load_gx().ExpectationSuite(name=table, expectations=list(runnable.values()))
    about = table if any(spec.kind != ROW_RULE for spec in specs) else None
    try:
        with quiet_log(), _batch(session, table, about) as batch:
            results = batch.validate(suite, result_format=_ALL_ROWS_COUNTED).results
    except Exception as error:  # the table is missing, or GX itself fails: never a pass, never a crash
        return found | {spec_id: _failed(spec_id, _told(str(error), "")) for spec_id in runnable}
    sql = {spec.id: spec.sql for spec in specs}
    for result in results:
        meta = result.expectation_config.meta if result.expectation_config else None
        spec_id = (meta or {}).get("id", "")
        found[spec_id] = _read(spec_id, sql.get(spec_id, ""), result)
    return found


def _batch(session: Any, table: str, about: str | None) -> AbstractContextManager["Batch"]:
    if isinstance(session, DuckSession):
        return gx_on_duckdb.open_batch(session.connection, about)
    return gx_on_spark.table_batch(session, table)


def _built(session: Session, table: str, specs: Sequence[ExpectationSpec]) -> dict[str, "Expectation | CheckResult"]:
    """Each promise as GX's expectation, or its failure where it is none."""
    try:
        rules = {spec.id: _query(spec.sql, session, table) for spec in specs if spec.kind == ROW_RULE}
    except ModelError as error:
        return {spec.id: _failed(spec.id, error.reason) for spec in specs}
    counted_by = counting_query(rules)
    return {spec.id: _expectation(spec, counted_by) for spec in specs}


def _expectation(spec: ExpectationSpec, counted_by: str) -> "Expectation | CheckResult":
    try:
        if spec.kind == ROW_RULE:
            return row_rule_class()(counted_by=counted_by, meta={"id": spec.id})
        return getattr(load_gx().expectations, spec.kind)(**spec.kwargs, meta={"id": spec.id})
    except (AttributeError, TypeError, ValueError) as error:  # pydantic's errors are ValueErrors
        return _failed(spec.id, f"not a valid {spec.kind}: {type(error).__name__}")


def _query(sql: str, session: Session, table: str) -> str:
    """The rule's query, the columns of the table told where it asks for them: Spark has no information_schema, and
    DuckDB's tells the columns of every view of the run each time."""
    query = sql.strip().rstrip(";")
    if COLUMNS not in query:
        return query
    rows = ", ".join(
        f"({quote_text(table)}, {place}, {quote_text(name)}, {quote_text(kind)})"
        for place, (name, kind) in enumerate(session.columns(table), 1)
    )
    return query.replace(COLUMNS, f"(values {rows}) as told (table_name, ordinal_position, column_name, data_type)")


def _read(spec_id: str, sql: str, result: "ExpectationValidationResult") -> CheckResult:
    failure = _exception(result.exception_info or {})
    if failure:
        return _failed(spec_id, _told(failure, sql))
    numbers = result.result
    if not numbers:
        return _failed(spec_id, "reported nothing")
    details = {
        "checked_count": numbers.get("element_count"),
        "observed_value": _value_free(numbers.get("observed_value")),
        **_mismatched(numbers.get("details", {}).get("mismatched", {})),
    }
    known = {name: value for name, value in details.items() if value is not None}
    return CheckResult(spec_id, bool(result.success), numbers.get("unexpected_count"), None, known)


def _mismatched(details: Any) -> dict[str, Any]:
    """Columns too many or too few come as a mapping, columns out of place as a list of pairs."""
    return dict(details) if isinstance(details, Mapping) else {"mismatched": details}


def _value_free(observed: Any) -> Any:
    return observed if isinstance(observed, (int, float)) else None


def _exception(info: Mapping[str, Any]) -> str:
    """Text of GX's exception, which stands either in `info` itself or below the id of a metric."""
    if info.get("raised_exception") or "exception_message" in info:
        return str(info.get("exception_message") or "") if info.get("raised_exception") else ""
    texts = [_exception(part) for part in info.values() if isinstance(part, Mapping)]
    return next((text for text in texts if text), "")


def _told(failure: str, sql: str) -> str:
    raised = re.search(r"\(_duckdb\.(\w+)\) (.*)", failure, re.DOTALL)
    kind = getattr(duckdb, raised[1], None) if raised else None
    if raised and isinstance(kind, type) and issubclass(kind, duckdb.Error):
        return without_values(kind(raised[2]), sql)
    known = _VALUE_FREE_FAILURE.search(failure)
    return known[0] if known else gx_on_spark.spark_reason(failure) or "GX could not evaluate it"


def _failed(spec_id: str, reason: str) -> CheckResult:
    return CheckResult(spec_id, False, None, reason)
