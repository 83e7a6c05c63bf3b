"""Twin run on the demo: each model over the tables of a finished run gives on Spark SQL what DuckDB made of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assets.catalog import inputs_of
from pipeline.engine_spark import SparkEngine
from pipeline.models import model_queries
from tests.integration.conftest import Office
from tests.second_engine import second_engine
from tests.twin_difference import TwinDifference, twin_difference

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("pipeline")]  # where the demo was run


@pytest.fixture(scope="module")
def spark(finished: Office) -> Iterator[SparkEngine]:
    with second_engine(finished.data) as engine:
        yield engine


@pytest.mark.parametrize("name", model_queries())
def test_model_is_alike_on_the_demo(spark: SparkEngine, name: str, tmp_path: Path) -> None:
    run, sql = spark.data_dir / "work" / "latest", model_queries()[name]
    sources = {table: run / f"{table}.parquet" for table in inputs_of(sql)}
    with spark.connect(sources) as session:
        session.write(sql, tmp_path / name)
    assert twin_difference(run / f"{name}.parquet", tmp_path / name) == TwinDifference()
