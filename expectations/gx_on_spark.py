"""Great Expectations on a Spark Connect session that is already open: the plumbing, and only here.

GX would take whichever session is active in this thread; it is given the step's own. It keeps no copy of a table on
the cluster (`persist=False`); what it reads is Parquet.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from expectations.gx_on_duckdb import ephemeral_context, next_source_name

if TYPE_CHECKING:
    from great_expectations.datasource.fluent.interfaces import Batch

    from pipeline.engine_spark import ConnectSession

_CONDITION = re.compile(r"\[([A-Z][A-Z0-9_.]+)\]")


@contextmanager
def table_batch(session: "ConnectSession", table: str) -> Iterator["Batch"]:
    """The whole of one table or view of the session, as GX validates it.

    Raises RuntimeError where GX was imported before pyspark, and so does not know it.
    """
    context = ephemeral_context()
    from great_expectations.compatibility import pyspark

    if not pyspark.pyspark:
        raise RuntimeError("Great Expectations was loaded without pyspark")
    source = context.data_sources.add_spark(name=next_source_name(), persist=False)
    source._spark = session.spark
    try:
        asset = source.add_dataframe_asset(table)
        yield asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": session.spark.table(table)})
    finally:
        context.data_sources.delete(source.name)


def spark_reason(failure: str) -> str:
    """The error class of Spark's message, such as CAST_INVALID_INPUT; the rest of it may quote cells."""
    found = _CONDITION.search(failure)
    return found[1] if found else ""
