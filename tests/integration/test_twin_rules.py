"""The rules on a second engine: the same findings and the same counts on DuckDB and on Spark SQL (Sail)."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from expectations.rule_sql import count_query, findings_sql, topic_inputs
from expectations.rules import TOPICS, Rule, rules, rules_of, tables_read
from pipeline.engine import DuckEngine
from pipeline.engine_spark import SparkEngine
from tests.generated_tables import write_generated
from tests.second_engine import second_engine
from tests.twin_difference import twin_difference
from tests.unit.rules.rule_examples import Which, example_table

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]
RULES = list(rules().values())


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkEngine]:
    with second_engine(Path(tmp_path_factory.mktemp("data"))) as engine:
        yield engine


def written(spark: SparkEngine, rule: Rule, which: Which) -> dict[str, Path]:
    """The rows of an example as Parquet files, table by table."""
    given = getattr(rule, which).given
    paths = {name: spark.data_dir / f"{rule.id}.{which}.{name}.parquet" for name in tables_read(findings_sql([rule]))}
    for name, path in paths.items():
        pq.write_table(example_table(name, given), path)
    return paths


def compare(spark: SparkEngine, sql: str, sources: dict[str, Path], name: str) -> int:
    """Rows of DuckDB, which Spark must give too. AssertionError where they differ."""
    paths = [spark.data_dir / f"{name}.{twin}.out.parquet" for twin in ("duckdb", "spark")]
    rows = 0
    for engine, path in zip(
        (DuckEngine(spark.data_dir, threads=1, folders=[spark.data_dir]), spark), paths, strict=True
    ):
        with engine.connect(sources, [spark.data_dir]) as session:
            rows = session.write(sql, path)
    difference = twin_difference(*paths)
    assert not difference, difference
    return rows


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_a_rule_finds_the_same_on_both(spark: SparkEngine, rule: Rule) -> None:
    assert compare(spark, findings_sql([rule]), written(spark, rule, "fails"), rule.id) > 0
    passing = written(spark, rule, "passes")
    assert compare(spark, findings_sql([rule]), passing, rule.id) == 0
    compare(spark, count_query([rule]), passing, f"{rule.id}_count")


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_finds_the_same_on_generated_rows(spark: SparkEngine, topic: str) -> None:
    sql = findings_sql(rules_of(topic))
    sources = write_generated(sql, topic_inputs(topic), spark.data_dir, seed=len(topic))
    assert compare(spark, sql, sources, topic) > 0
