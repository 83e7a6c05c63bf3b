"""Great Expectations on the second engine: the same counts of the same promises, and errors without row values."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from expectations.adapter import ExpectationSpec, run_suite
from expectations.rule_runs import rule_rows
from expectations.validate import CheckOutcome, validate_table
from pipeline.engine import DuckEngine
from pipeline.engine_spark import ConnectSession, SparkEngine
from pipeline.settings import Settings
from pipeline.workspace import Workspace
from tests.second_engine import second_engine
from tests.unit.test_adapter import ID_NUMBER, PEOPLE, PLANTED

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkEngine]:
    with second_engine(tmp_path_factory.mktemp("data")) as engine:
        yield engine


@pytest.fixture(scope="module")
def session(spark: SparkEngine) -> Iterator[ConnectSession]:
    path = spark.data_dir / "people.parquet"
    duckdb.sql(PEOPLE).write_parquet(str(path))
    with spark.connect({"people": path}) as session:
        yield session


def test_planted_defects_are_counted_as_on_duckdb(session: ConnectSession) -> None:
    specs = [spec for spec, _ in PLANTED.values() if spec.id != "key"]
    results = run_suite(session, "people", specs)
    assert {r.id: (r.success, r.unexpected_count, r.error) for r in results} == {
        spec.id: (False, PLANTED[spec.id][1], None) for spec in specs
    }


@pytest.mark.parametrize("text", ["':name' or k = 5", "'{}' or k = 5 -- {batch}"])
def test_no_sign_in_a_rule_is_taken_for_a_placeholder(session: ConnectSession, text: str) -> None:
    [result] = run_suite(
        session, "people", [ExpectationSpec("one", sql=f"select k from people where id_number = {text}")]
    )
    assert (result.unexpected_count, result.error) == (2, None)


def test_an_error_is_no_success_and_names_no_value(session: ConnectSession, capfd: pytest.CaptureFixture[str]) -> None:
    specs = [
        ExpectationSpec("cast", sql="select k from people where cast(id_number as bigint) = 1"),
        ExpectationSpec("name", sql="select income from people"),
        ExpectationSpec("rule", sql="select k from people where age > 120"),
    ]
    results = run_suite(session, "people", specs)
    assert [bool(r.error) for r in results] == [True, True, False] and results[2].unexpected_count == 10
    assert ID_NUMBER not in f"{results} {capfd.readouterr()}"


def test_missing_table_is_an_error_of_every_promise(session: ConnectSession) -> None:
    results = run_suite(session, "nobody", [ExpectationSpec("rule", sql="select k from nobody")])
    assert [r.success for r in results] == [False] and results[0].error


def outcomes(spark: SparkEngine, table: pa.Table) -> tuple[list[CheckOutcome], list[CheckOutcome]]:
    """What the suite of raw_rules says of a table on DuckDB, and on the second engine."""
    settings = Settings.at(spark.data_dir)
    settings.create_folders()
    workspaces = [
        Workspace(settings, "checks", engine)
        for engine in (DuckEngine(spark.data_dir, folders=[spark.data_dir]), spark)
    ]
    pq.write_table(table, workspaces[0].path("raw_rules"))
    first, second = (validate_table("raw_rules", workspace) for workspace in workspaces)
    return first, second


def test_structural_checks_are_those_of_duckdb(spark: SparkEngine) -> None:
    sound = rule_rows()
    for first, second in (outcomes(spark, sound), outcomes(spark, pa.concat_tables([sound, sound.slice(0, 2)]))):
        assert [(o.name, o.passed, o.count) for o in first] == [(o.name, o.passed, o.count) for o in second]
        assert not any(o.error for o in second)


def test_a_column_of_another_type_is_seen(spark: SparkEngine, tmp_path: Path) -> None:
    sound = rule_rows()
    place = sound.schema.get_field_index("topic")
    wrong = sound.set_column(place, "topic", pa.array(range(sound.num_rows), pa.int32()))
    first, second = outcomes(spark, wrong)
    failed = [[o.name for o in found if not o.passed] for found in (first, second)]
    assert failed[0] == failed[1] == ["columns_and_types"]
    assert [o.count for o in first if not o.passed] == [o.count for o in second if not o.passed]
