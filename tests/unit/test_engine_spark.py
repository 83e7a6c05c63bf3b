"""The Spark engine on Sail: the same methods and promises as DuckDB's, errors without row values."""

import subprocess
import sys
import traceback
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline.engine import DuckEngine, ModelError
from pipeline.engine_spark import ROW_GROUP, SparkEngine, _attempt
from tests.second_engine import second_engine
from tests.twin_difference import twin_difference

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("spark")]
ID_NUMBER = "11010519491231002X"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    people = f"select range as k, '{ID_NUMBER}' as id_number, range * 7 % 10 as fen from range({ROW_GROUP + 5})"
    duckdb.sql(people).write_parquet(str(folder / "people.parquet"))
    return Path(folder)


@pytest.fixture(scope="module")
def engine(folder: Path) -> Iterator[SparkEngine]:
    with second_engine(folder) as engine:
        yield engine


def test_writes_the_same_rows_in_the_same_order_as_duckdb(engine: SparkEngine, folder: Path) -> None:
    sql = "select k, fen, cast(fen * 0.01 as decimal(18, 2)) as yuan from people order by fen desc, k desc;"
    tables, paths = {"people": folder / "people.parquet"}, [folder / "duck.parquet", folder / "spark.parquet"]
    for one, path in zip((DuckEngine(folder, folders=[folder]), engine), paths, strict=True):
        with one.connect(tables, [folder]) as session:
            assert session.write(sql, path, "who's who") == ROW_GROUP + 5
    assert not twin_difference(*paths)
    first, second = (pq.read_table(path)["k"].to_pylist() for path in paths)
    assert first == second
    assert [pq.read_metadata(path).metadata[b"comment"] for path in paths] == [b"who's who"] * 2


def test_reads_rows_and_frames(engine: SparkEngine, folder: Path) -> None:
    with engine.connect({"people": folder / "people.parquet"}) as session:
        assert session.rows("select cast(k * 0.01 as decimal(18, 2)) as a, k as b from people where k = 3") == [
            (Decimal("0.03"), 3)
        ]
        empty = session.frame("select k, case when k = 0 then 0 else k end as n from people where k < 0")
        assert (empty.num_rows, [str(field.type) for field in empty.schema]) == (0, ["int64", "int64"])
        assert session.write("select k from people where k < 0 order by k", folder / "none.parquet") == 0
    assert pq.read_schema(folder / "none.parquet").names == ["k"]


def test_steps_do_not_see_each_others_tables(engine: SparkEngine, folder: Path) -> None:
    with engine.connect({"people": folder / "people.parquet"}):
        pass
    with engine.connect({}) as session, pytest.raises(ModelError, match="AnalysisException"):
        session.rows("select k from people")


def test_error_names_the_model_but_no_value(
    engine: SparkEngine, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with engine.connect({"people": folder / "people.parquet"}) as session:
        with pytest.raises(ModelError) as caught:
            session.write("select cast(id_number as bigint) as n from people", folder / "mart_x.parquet")
        with pytest.raises(ModelError, match="income"):
            session.rows("select income from people")
        with pytest.raises(ModelError) as folded:
            session.rows(f"select cast('{ID_NUMBER}' as bigint) as n from people")
        assert ID_NUMBER not in str(folded.value)
        with pytest.raises(ModelError):
            session.rows("selec k from people")
    told = "".join([*traceback.format_exception(caught.value), *capfd.readouterr()])
    assert caught.value.model == "mart_x" and ID_NUMBER not in told and caught.value.__context__ is None
    assert not list(folder.glob("*mart_x*"))


def test_keeps_to_the_data_folder(engine: SparkEngine, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="outside"), engine.connect({"t": tmp_path / "t.parquet"}):
        pass
    with pytest.raises(ModelError, match="missing"), engine.connect({"t": folder / "t.parquet"}):
        pass


def test_a_quotient_over_no_rows_is_no_error(engine: SparkEngine, folder: Path) -> None:
    """Sail's ANSI mode takes a batch without rows, as a filtered join gives it, for a zero divisor."""
    sql = """
        with tested as (
            select p.fen, case t.s when 'a' then p.k when 'b' then p.n when 'c' then p.fen end as x
            from people as p
            cross join tests as t
        )
        select x % nullif(fen, 0) as rest from tested where x is not null and x < 0 order by rest
    """
    duckdb.sql("select range as k, range % 7 as fen, null::bigint as n from range(20000)").write_parquet(
        str(folder / "p.parquet")
    )
    duckdb.sql("select * from (values ('a'), ('b'), ('c')) as t(s)").write_parquet(str(folder / "s.parquet"))
    with engine.connect({"people": folder / "p.parquet", "tests": folder / "s.parquet"}) as session:
        assert session.rows(sql) == []


def test_says_what_the_server_is(engine: SparkEngine) -> None:
    with engine.connect({}) as session:
        server = engine.about()["server"].split()[0]
        assert session.spark.conf.get("spark.sql.ansi.enabled") == {"sail": "false", "spark": "true"}[server]
    assert engine.about()["name"] == "spark" and engine.about()["version"].startswith("4.")


def test_opens_without_a_main_script() -> None:
    step = "from pathlib import Path\nfrom pipeline.engine_spark import SparkEngine\nengine = SparkEngine(Path())\n"
    step += "with engine.connect({}) as session: print(session.rows('select 1 as a'))\nengine.close()"
    ended = subprocess.run([sys.executable, "-c", step], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, "[(1,)]\n"), ended.stderr


@pytest.mark.parametrize(("failures", "is_answered"), [(1, True), (2, False)])
def test_a_failed_connection_is_asked_once_more(failures: int, is_answered: bool) -> None:
    """Sail at times loses a task's context under load: that says nothing about the query."""
    from pyspark.errors.exceptions.connect import SparkConnectGrpcException

    left = [SparkConnectGrpcException("internal error: task context not found for operation")] * failures

    def ask() -> str:
        if left:
            raise left.pop()
        return "rows"

    if is_answered:
        assert _attempt(ask, "mart_members") == "rows"
    else:
        with pytest.raises(ModelError, match="mart_members"):
            _attempt(ask, "mart_members")


def test_a_wrong_query_is_not_asked_again() -> None:
    from pyspark.errors.exceptions.connect import AnalysisException

    asked = []

    def ask() -> None:
        asked.append(1)
        raise AnalysisException("TABLE_OR_VIEW_NOT_FOUND")

    with pytest.raises(ModelError):
        _attempt(ask, "mart_members")
    assert asked == [1]
