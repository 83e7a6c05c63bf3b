"""The engine that the twin tests hold against DuckDB: Sail in this process, or a Spark Connect server given by address."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.engine_spark import SparkEngine
from pipeline.spark_session import load_pyspark

load_pyspark()  # before any test loads Great Expectations
REMOTE = "TWIN_REMOTE"  # `make test-spark` sets it to sc://host:port


@contextmanager
def second_engine(data_dir: Path) -> Iterator[SparkEngine]:
    """The second engine on a data folder, closed at the end."""
    engine = SparkEngine(data_dir, os.environ.get(REMOTE) or None)
    try:
        yield engine
    finally:
        engine.close()


def engine_options() -> list[str]:
    """The same engine, as options of `income run`."""
    remote = os.environ.get(REMOTE)
    return ["--engine", "spark", *(["--remote", remote] if remote else [])]
