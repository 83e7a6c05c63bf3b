"""What every engine offers, and the one place that chooses between DuckDB and Spark Connect."""

import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import pyarrow as pa

from pipeline.engine import DuckEngine
from pipeline.engine_spark import SparkEngine

DUCKDB, SPARK = "duckdb", "spark"
ENGINES = (DUCKDB, SPARK)
CONNECT_PORT, ANSWER_SECONDS = 15002, 20


class Session(Protocol):
    """What every engine's session offers; see DuckSession."""

    def write(self, sql: str, path: Path, comment: str = "") -> int: ...
    def rows(self, sql: str, name: str = "query") -> list[tuple]: ...
    def frame(self, sql: str, name: str = "query") -> pa.Table: ...
    def columns(self, table: str) -> list[tuple[str, str]]: ...


class Engine(Protocol):
    """Runs models and checks: DuckDB here, or Spark SQL over Spark Connect (engine_spark.py).

    `about` says in a manifest which engine made a release; nothing in it is secret.
    """

    def connect(self, tables: Mapping[str, Path], writable: Sequence[Path] = ()) -> AbstractContextManager[Session]: ...
    def about(self) -> dict[str, str]: ...
    def close(self) -> None: ...


def why_not(engine: str, remote: str = "", memory_limit: str = "") -> str:
    """In Chinese, why these choices cannot be run together here; empty where they can."""
    if engine == DUCKDB:
        return "--remote 只能与 --engine spark 同用。" if remote else ""
    if memory_limit:
        return "--memory-limit 只适用于 DuckDB；Spark 的内存由其服务端设定。"
    if remote and not remote.startswith("sc://"):
        return "--remote 的写法是 sc://主机:端口。"
    if "token=" in remote.lower():  # the address stands in the run history
        return "--remote 中不能写令牌，请放入环境变量 SPARK_CONNECT_AUTHENTICATE_TOKEN。"
    needed = ("pyspark",) if remote else ("pyspark", "pysail")
    if any(find_spec(name) is None for name in needed):
        return "没有安装 Spark 组件，请运行 .venv/bin/pip install -e '.[spark]'。"
    return ""


def no_answer(remote: str) -> str:
    """In Chinese, that nobody answers at the address; empty where somebody does. pyspark would ask for ten minutes."""
    address = urlsplit(remote)
    try:
        with socket.create_connection((address.hostname or "", address.port or CONNECT_PORT), timeout=ANSWER_SECONDS):
            return ""
    except OSError:
        return f"Spark Connect 服务 {address.netloc} 没有应答。"


@contextmanager
def open_engine(name: str, data_dir: Path, remote: str = "", memory_limit: str = "") -> Iterator[Engine]:
    """The engine of a run, closed at its end. Without a remote address Spark runs here, as a Sail server.

    Raises in Chinese: ValueError for choices that do not go together, ConnectionError where nobody answers.
    """
    reason = why_not(name, remote, memory_limit)
    if reason:
        raise ValueError(reason)
    if remote and (silence := no_answer(remote)):
        raise ConnectionError(silence)
    engine: Engine
    if name == SPARK:
        engine = SparkEngine(data_dir, remote or None)
    else:
        engine = DuckEngine(data_dir, memory_limit=memory_limit or None)
    try:
        yield engine
    finally:
        engine.close()
