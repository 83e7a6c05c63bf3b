"""Spark engine: the same models, verbatim, over Spark Connect (extra `spark`).

Without a remote address a Sail server (Spark-compatible, no JVM) runs in this process. A remote cluster must
see the data folder under the same path. This engine is no security border: that is DuckDB's part.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.engine import ModelError, inside
from pipeline.spark_session import configure, open_session, server_of

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_Result = TypeVar("_Result")
ROW_GROUP = 122_880  # rows, as DuckDB writes them
TYPES = {"string": "VARCHAR", "int": "INTEGER"}  # as DuckDB spells them; all others are spelt alike


class ConnectSession:
    """What one step may do on Spark; the same methods as DuckSession."""

    def __init__(self, spark: "SparkSession") -> None:
        self.spark = spark

    def write(self, sql: str, path: Path, comment: str = "") -> int:
        """Write the rows of one query, in its order, to one Parquet file (zstd 3); return their number.

        Rows stream through this process in batches. Raises ModelError named after the file.
        """
        unfinished = path.with_name(f".{path.name}.{uuid4().hex[:8]}.tmp")
        try:
            count = _attempt(lambda: _stream(self._query(sql), unfinished, comment), path.stem)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        return count

    def rows(self, sql: str, name: str = "query") -> list[tuple]:
        """Fetch all rows of one query; raises ModelError."""
        return list(zip(*(column.to_pylist() for column in self.frame(sql, name).columns), strict=True))

    def frame(self, sql: str, name: str = "query") -> pa.Table:
        """Fetch one query as an Arrow table; raises ModelError."""
        return _attempt(lambda: pa.concat_tables(_batches(self._query(sql))), name)

    def columns(self, table: str) -> list[tuple[str, str]]:
        """Name and type, spelt as DuckDB does, of each column of a table, in order; raises ModelError."""
        fields = _attempt(lambda: self.spark.table(table).schema.fields, table)
        return [(field.name, _duckdb_type(field.dataType.simpleString())) for field in fields]

    def _query(self, sql: str) -> "DataFrame":
        return self.spark.sql(sql.strip().rstrip(";"))


class SparkEngine:
    """Runs models on Spark Connect: `remote` is an address such as sc://host:15002, None starts Sail here."""

    def __init__(self, data_dir: Path, remote: str | None = None) -> None:
        self.data_dir = data_dir.resolve()
        self._remote = remote
        self._server: Any = None
        self._about: dict[str, str] = {}

    @contextmanager
    def connect(self, tables: Mapping[str, Path], writable: Sequence[Path] = ()) -> Iterator[ConnectSession]:
        """Open a session of its own with one temporary view per table over its Parquet file.

        Raises ModelError for a missing file, ValueError for a path outside the data folder.
        """
        files = {name: inside(self.data_dir, path) for name, path in tables.items()}
        for path in writable:
            inside(self.data_dir, path)
        spark = open_session(self._remote or self._sail())
        try:
            self._about = self._about or _attempt(lambda: server_of(spark), "spark")
            configure(spark, self._about["server"])
            for name, path in files.items():
                if not path.is_file():
                    raise ModelError(name, "its Parquet file is missing")
                _attempt(partial(_show, spark, name, path), name)
            yield ConnectSession(spark)
        finally:
            spark.stop()

    def about(self) -> dict[str, str]:
        """Name, the version of Spark that is spoken, what the server is, and whether it is another machine's.

        Its address is left out, and all but the name before the first session.
        """
        return {"name": "spark", "place": "remote" if self._remote else "local", **self._about}

    def close(self) -> None:
        """Stop the Sail server, if one was started."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    def _sail(self) -> str:
        if self._server is None:
            os.environ.setdefault("RUST_LOG", "error")  # its log quotes queries
            from pysail.spark import SparkConnectServer

            self._server = SparkConnectServer()
            self._server.start(background=True)
        host, port = self._server.listening_address
        return f"sc://{host}:{port}"


def _duckdb_type(spelt: str) -> str:
    return TYPES.get(spelt, spelt.upper())


def _show(spark: "SparkSession", name: str, path: Path) -> None:
    spark.read.parquet(str(path)).createTempView(name)


def _attempt(action: Callable[[], _Result], name: str) -> _Result:
    """Do it; once more where the connection failed and not the query. Raises ModelError."""
    from pyspark.errors import PySparkException
    from pyspark.errors.exceptions.connect import SparkConnectGrpcException

    try:
        try:
            return action()
        except SparkConnectGrpcException as error:
            if type(error) is not SparkConnectGrpcException:  # its subclasses say what is wrong with the query
                raise
            return action()
    except PySparkException as error:
        given = error.getMessageParameters() or {}
        names = [given[key] for key in ("objectName", "relationName", "routineName") if key in given]
        told = " ".join([error.getCondition() or _value_free(str(error)), *names])
        reason = f"{type(error).__name__}: {told}".rstrip(": ")
    raise ModelError(name, reason)  # outside `except`: the original must not travel along as its context


def _value_free(text: str) -> str:
    """The first line, where it can hold no cell: names of tables and columns are short ASCII words."""
    first = text.partition("\n")[0]
    return first if first.isascii() and not re.search(r"\d{4}|cast", first, re.IGNORECASE) else ""


def _stream(frame: "DataFrame", path: Path, comment: str) -> int:
    count, writer = 0, None
    try:
        for group in _groups(_batches(frame)):
            schema = group.schema.with_metadata({"comment": comment} if comment else None)
            writer = writer or pq.ParquetWriter(path, schema, compression="zstd", compression_level=3)
            writer.write_table(group.cast(schema))
            count += group.num_rows
    finally:
        if writer is not None:
            writer.close()
    return count


def _batches(frame: "DataFrame") -> Iterator[pa.Table]:
    """Batches in the order of the query, at least one, with the types that were computed.

    These are what toLocalIterator() makes Python rows of. toArrow() casts them to the types of an analysis
    beforehand, where Sail 0.7 takes `case … then 0 … then <bigint>` for an int.
    """
    client: Any = frame.sparkSession.client
    plan: Any = frame._plan
    for part in client.to_table_as_iterator(plan.to_proto(client), {}):
        if isinstance(part, pa.Table):
            yield part.cast(pa.schema([field.with_nullable(True) for field in part.schema]))


def _groups(parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
    waiting: list[pa.Table] = []
    for part in parts:
        waiting.append(part)
        if sum(table.num_rows for table in waiting) >= ROW_GROUP:
            yield pa.concat_tables(waiting)
            waiting = []
    if waiting:
        yield pa.concat_tables(waiting)
