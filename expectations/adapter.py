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
from expectations.gx_on_duckdb import load_gx, quiet_log, row_rule_class
from pipeline.engine import DuckSession, without_values
from pipeline.engines import Session

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.datasource.fluent.interfaces import Batch
    from great_expectations.expectations.expectation import Expectation

ROW_RULE = "RowRule"
_ALL_ROWS_COUNTED = {"result_format": "BASIC", "partial_unexpected_count": 0}
_VALUE_FREE_FAILURE = re.compile(
    r'The column "\w+" in BatchData does not exist|\w+ metrics cannot be computed on column of type \w+'
)
_BIND_PARAMETER = re.compile(r"(?<![:\w\\]):(?=\w)")


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

    Raises ValueError when ids repeat. Whatever else goes wrong is the `error` of the promise concerned.
    """
    if len({spec.id for spec in specs}) < len(specs):
        raise ValueError(f"{table}: an expectation id stands twice")
    if not specs:
        return []
    built = {spec.id: _expectation(spec, session, table) for spec in specs}
    found = {spec_id: thing for spec_id, thing in built.items() if isinstance(thing, CheckResult)}
    runnable = [thing for thing in built.values() if not isinstance(thing, CheckResult)]
    if runnable:
        found = _validate(session, table, runnable, {spec.id: spec.sql for spec in specs}) | found
    return [found.get(spec.id) or _failed(spec.id, "reported nothing") for spec in specs]


def _validate(
    session: Session,
    table: str,
    expectations: list["Expectation"],
    sql: Mapping[str, str],
) -> dict[str, CheckResult]:
    # add_expectation() would drop look-alikes without a word
    suite = load_gx().ExpectationSuite(name=table, expectations=expectations)
    try:
        with quiet_log(), _table_batch(session, table) as batch:
            results = batch.validate(suite, result_format=_ALL_ROWS_COUNTED).results
    except Exception as error:  # the table is missing, or GX itself fails: never a pass, never a crash
        return {spec_id: _failed(spec_id, _told(str(error), "")) for spec_id in sql}
    found = {}
    for result in results:
        meta = result.expectation_config.meta if result.expectation_config else None
        spec_id = (meta or {}).get("id", "")
        found[spec_id] = _read(spec_id, sql.get(spec_id, ""), result)
    return found


def _table_batch(session: Any, table: str) -> AbstractContextManager["Batch"]:
    if isinstance(session, DuckSession):
        return gx_on_duckdb.table_batch(session.connection, table)
    return gx_on_spark.table_batch(session, table)


def _expectation(spec: ExpectationSpec, session: Session, table: str) -> "Expectation | CheckResult":
    try:
        if spec.kind == ROW_RULE:
            return row_rule_class()(unexpected_rows_query=_query(spec.sql, session, table), meta={"id": spec.id})
        return getattr(load_gx().expectations, spec.kind)(**spec.kwargs, meta={"id": spec.id})
    except (AttributeError, TypeError, ValueError) as error:  # pydantic's errors are ValueErrors
        return _failed(spec.id, f"not a valid {spec.kind}: {type(error).__name__}")


def _query(sql: str, session: Any, table: str) -> str:
    """Escape what GX (braces) and SQLAlchemy (`:name`) would fill in; name the batch only in a comment."""
    if isinstance(session, DuckSession):
        sql = _BIND_PARAMETER.sub(chr(92) + ":", sql)
    else:
        sql = gx_on_spark.spark_query(session, table, sql)
    sql = sql.strip().rstrip(";").replace("{", "{{").replace("}", "}}")
    return f"{sql}\n/* {{batch}} */"


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
