"""Great Expectations on a DuckDB connection that is already open; the only module that knows how.

GX runs on SQLAlchemy, which would begin, commit, roll back and close. On a shared DuckDB connection each of
these ends the result that GX reads next (GX issue 11579: "list index out of range" on every row query): the
wrapper below does nothing there. Row rules count their offending rows in one query and fetch none, where GX's
own `UnexpectedRowsExpectation` runs each query twice and cuts its row lists at 200 without saying so.
"""

import functools
import gc
import logging
import os
import re
import sys
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import duckdb

from pipeline.engine import without_values

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


def run_suite(connection: duckdb.DuckDBPyConnection, table: str, specs: Sequence[ExpectationSpec]) -> list[CheckResult]:
    """Run all promises about one table or view of the connection; one result each, in the order given.

    Raises ValueError when ids repeat. Whatever else goes wrong is the `error` of the promise concerned.
    """
    if len({spec.id for spec in specs}) < len(specs):
        raise ValueError(f"{table}: an expectation id stands twice")
    if not specs:
        return []
    built = {spec.id: _expectation(spec) for spec in specs}
    found = {spec_id: thing for spec_id, thing in built.items() if isinstance(thing, CheckResult)}
    runnable = [thing for thing in built.values() if not isinstance(thing, CheckResult)]
    if runnable:
        found = _validate(connection, table, runnable, {spec.id: spec.sql for spec in specs}) | found
    return [found.get(spec.id) or _failed(spec.id, "reported nothing") for spec in specs]


def _validate(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    expectations: list["Expectation"],
    sql: Mapping[str, str],
) -> dict[str, CheckResult]:
    # add_expectation() would drop look-alikes without a word
    suite = _gx().ExpectationSuite(name=table, expectations=expectations)
    try:
        with _quiet_log():
            results = _batch(connection, table).validate(suite, result_format=_ALL_ROWS_COUNTED).results
    except Exception as error:  # the table is missing, or GX itself fails: never a pass, never a crash
        return {spec_id: _failed(spec_id, _told(str(error), "")) for spec_id in sql}
    found = {}
    for result in results:
        meta = result.expectation_config.meta if result.expectation_config else None
        spec_id = (meta or {}).get("id", "")
        found[spec_id] = _read(spec_id, sql.get(spec_id, ""), result)
    return found


def _batch(connection: duckdb.DuckDBPyConnection, table: str) -> "Batch":
    from duckdb_sqlalchemy import ConnectionWrapper
    from great_expectations.data_context.types import base
    from sqlalchemy.pool import StaticPool

    class OpenConnection(ConnectionWrapper):
        """Leaves transaction and lifetime to whoever opened the connection."""

        def begin(self) -> None: ...
        def _begin(self) -> None: ...
        def commit(self) -> None: ...
        def rollback(self) -> None: ...
        def close(self) -> None: ...

    wrapper = OpenConnection(connection)
    settings = base.DataContextConfig(
        analytics_enabled=False,
        progress_bars=base.ProgressBarsConfig(globally=False),
        store_backend_defaults=base.InMemoryStoreBackendDefaults(),
    )
    context = _gx().get_context(mode="ephemeral", project_config=settings)
    context.variables.save = lambda: None  # nothing is kept: spares three dumps to YAML
    source = context.data_sources.add_sql(
        name="step",
        connection_string="duckdb:///:memory:",
        create_temp_table=False,
        kwargs={"creator": lambda: wrapper, "poolclass": StaticPool},
    )
    return source.add_table_asset(table, table_name=table).add_batch_definition_whole_table("all").get_batch()


@functools.cache
def _gx() -> types.ModuleType:
    """Import GX on first use: it costs seconds of CPU, and what it leaves would slow down every later collection.

    GX imports pyspark where it finds it, and pyspark-client exits the process when it finds neither Spark nor
    a main script. GX on DuckDB needs none of it.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    hidden, collecting = "pyspark" not in sys.modules, gc.isenabled()
    if hidden:
        sys.modules["pyspark"] = None  # type: ignore[assignment]
    gc.disable()
    try:
        import great_expectations
        import great_expectations.expectations
    finally:
        gc.freeze()
        if collecting:
            gc.enable()
        if hidden:
            del sys.modules["pyspark"]
    return great_expectations


@functools.cache
def _row_rule() -> Callable[..., "Expectation"]:
    class RowRule(_gx().expectations.UnexpectedRowsExpectation):  # type: ignore[misc]
        """No row may come back: counts in one query, without fetching rows."""

        metric_dependencies = ("unexpected_rows_query.row_count",)

        def _validate(self, metrics: dict, runtime_configuration: Any = None, execution_engine: Any = None) -> dict:
            count = metrics["unexpected_rows_query.row_count"]
            return {"success": count == 0, "result": {"unexpected_count": count}}

    return RowRule


def _expectation(spec: ExpectationSpec) -> "Expectation | CheckResult":
    try:
        if spec.kind == ROW_RULE:
            return _row_rule()(unexpected_rows_query=_query(spec), meta={"id": spec.id})
        return getattr(_gx().expectations, spec.kind)(**spec.kwargs, meta={"id": spec.id})
    except (AttributeError, TypeError, ValueError) as error:  # pydantic's errors are ValueErrors
        return _failed(spec.id, f"not a valid {spec.kind}: {type(error).__name__}")


def _query(spec: ExpectationSpec) -> str:
    """Escape what GX (braces) and SQLAlchemy (`:name`) would fill in; name the batch only in a comment."""
    sql = spec.sql.strip().rstrip(";").replace("{", "{{").replace("}", "}}")
    return f"{_BIND_PARAMETER.sub(chr(92) + ':', sql)}\n/* {{batch}} */"


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
        **numbers.get("details", {}).get("mismatched", {}),
    }
    known = {name: value for name, value in details.items() if value is not None}
    return CheckResult(spec_id, bool(result.success), numbers.get("unexpected_count"), None, known)


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
    return known[0] if known else "GX could not evaluate it"


def _failed(spec_id: str, reason: str) -> CheckResult:
    return CheckResult(spec_id, False, None, reason)


@contextmanager
def _quiet_log() -> Iterator[None]:
    """GX logs the text of database errors, and so raw cells."""
    log = logging.getLogger("great_expectations")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(level)
