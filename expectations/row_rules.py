"""The expectation of a row rule and the metric it stands on: one query counts for all row rules of a table."""

import functools
import threading
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

from expectations.gx_on_duckdb import load_gx
from pipeline.locked_duckdb import quote_text

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

METRIC = "row_rules.counts"
_LOADING, _WARMING = threading.RLock(), threading.Event()


def counting_query(rules: Mapping[str, str]) -> str:
    """One row per rule, from the rule's id and its SQL: the id, and how many rows that SQL returns.

    The SQL of the first rule begins on the first line: where it stands alone, the line of an error is its own.
    """
    return "\nunion all ".join(
        f"select {quote_text(rule)} as rule_id, count(*) as found from ({sql}\n) as offending"
        for rule, sql in rules.items()
    )


def warm_up() -> None:
    """Import GX beside what runs now (reading waits for its children): the first check finds it ready.

    SQLAlchemy's mapper first, whole: half imported, it already answers for every object that Dagster's storage asks about.
    """
    if not _WARMING.is_set():
        _WARMING.set()
        import_module("sqlalchemy.orm")
        threading.Thread(target=row_rule_class, name="gx", daemon=True).start()


def row_rule_class() -> Callable[..., "Expectation"]:
    """The expectation of a row rule, made once by whichever thread asks first."""
    with _LOADING:
        return _row_rule_class()


@functools.cache
def _row_rule_class() -> Callable[..., "Expectation"]:
    """GX's own UnexpectedRowsExpectation runs each query twice and cuts its row lists at 200 without saying so."""
    load_gx()
    from great_expectations.expectations.expectation import BatchExpectation
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    _register_metric()

    class RowRule(BatchExpectation):
        """No row may come back of the rule named in `meta`; `counted_by` is the query that counts for its suite.

        GX resolves a metric once for all expectations that name it with the same query.
        """

        counted_by: str

        metric_dependencies = (METRIC,)
        success_keys = ("counted_by",)
        domain_keys = ()

        @property
        def configuration(self) -> ExpectationConfiguration:
            """Made once: GX asks for it sixty times per check and makes it anew each time."""
            made = self.__dict__.get("_configuration")
            if made is None:
                made = self.__dict__["_configuration"] = super().configuration
            return made

        def _validate(self, metrics: dict, runtime_configuration: Any = None, execution_engine: Any = None) -> dict:
            count = metrics[METRIC][(self.meta or {})["id"]]
            return {"success": count == 0, "result": {"unexpected_count": count}}

    return RowRule


def _register_metric() -> None:
    from great_expectations.execution_engine import SparkDFExecutionEngine, SqlAlchemyExecutionEngine
    from great_expectations.expectations.metrics.metric_provider import MetricProvider, metric_value

    class RowRuleCounts(MetricProvider):
        """Rule id → number of rows that the rule's SQL returns."""

        metric_name = METRIC
        domain_keys = ()
        value_keys = ("counted_by",)

        @metric_value(engine=SqlAlchemyExecutionEngine)
        def _sqlalchemy(cls, execution_engine: Any, metric_value_kwargs: dict, **_: Any) -> dict[str, int]:  # noqa: N805
            with execution_engine.get_connection() as connection:
                return _counts(connection.exec_driver_sql(metric_value_kwargs["counted_by"]).fetchall())

        @metric_value(engine=SparkDFExecutionEngine)
        def _spark(cls, execution_engine: Any, metric_value_kwargs: dict, **_: Any) -> dict[str, int]:  # noqa: N805
            return _counts(execution_engine.spark.sql(metric_value_kwargs["counted_by"]).collect())


def _counts(rows: Any) -> dict[str, int]:
    return {rule: int(found) for rule, found in rows}
