"""Twin run: every model and every function of the subset gives the same rows on DuckDB and on Spark SQL (Sail)."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from assets.catalog import inputs_of
from pipeline.engine import DuckEngine
from pipeline.engine_spark import SparkEngine
from pipeline.models import model_queries
from tests.code.sql_vocabulary import FUNCTIONS
from tests.generated_tables import write_generated
from tests.second_engine import second_engine
from tests.table_cases import Case, differences, load_cases, run_case
from tests.twin_difference import TwinDifference, twin_difference

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]
PROBED = """
    select * from (values
        (0, 0, 2.5, '户', true, date '2016-02-29'),
        (1, 5, -0.4, '甲户|乙０１', false, date '2018-12-31'),
        (2, 5, -2.5, '', true, null),
        (3, -7, 1e10, 'aB|c|d', null, date '2017-01-01'),
        (4, null, null, null, false, date '1999-06-15'),
        (5, 2, 0.1, 'a户b', null, date '2018-02-01')
    ) as v(k, n, x, t, b, d)
"""


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkEngine]:
    with second_engine(Path(tmp_path_factory.mktemp("data"))) as engine:
        yield engine


def compare(spark: SparkEngine, sql: str, sources: dict[str, Path], name: str) -> tuple[int, TwinDifference]:
    """Rows that DuckDB wrote, and how Spark's differ."""
    paths = [spark.data_dir / f"{name}.{twin}.parquet" for twin in ("duckdb", "spark")]
    rows = 0
    for engine, path in zip(
        (DuckEngine(spark.data_dir, threads=1, folders=[spark.data_dir]), spark), paths, strict=True
    ):
        with engine.connect(sources, [spark.data_dir]) as session:
            rows = session.write(sql, path)
    return rows, twin_difference(*paths)


@pytest.fixture(scope="module")
def probed(spark: SparkEngine) -> Path:
    path = spark.data_dir / "probed.parquet"
    typed = "select k::bigint k, n::bigint n, x::double x, t, b, d from"
    duckdb.sql(f"{typed} ({PROBED})").write_parquet(str(path))
    return path


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_is_alike(spark: SparkEngine, probed: Path, name: str) -> None:
    sql = f"select k, {FUNCTIONS[name]} as value from t order by k"
    rows, difference = compare(spark, sql, {"t": probed}, name)
    assert rows == 6 and not difference, difference


@pytest.mark.parametrize("name", model_queries())
def test_model_is_alike_on_generated_rows(spark: SparkEngine, name: str) -> None:
    sql = model_queries()[name]
    sources = write_generated(sql, inputs_of(sql), spark.data_dir, seed=1)
    assert not (found := compare(spark, sql, sources, name)[1]), found


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: f"{case.table}: {case.title}")
def test_case_holds_on_spark(spark: SparkEngine, case: Case) -> None:
    assert differences(case, run_case(case, spark, spark.data_dir)) == []


def test_null_order_is_alike(spark: SparkEngine, probed: Path) -> None:
    ranked = "cast(row_number() over (order by {}, k) as bigint)"
    sql = f"select k, {ranked.format('n')} as up, {ranked.format('n desc')} as down from t order by k"
    assert compare(spark, sql, {"t": probed}, "nulls")[1] == TwinDifference()


def test_a_difference_would_be_seen(spark: SparkEngine, probed: Path) -> None:
    sql = "select k, concat(t, cast(n as string)) as text from t order by k"
    assert compare(spark, sql, {"t": probed}, "control")[1] == TwinDifference((), 1, 1)
