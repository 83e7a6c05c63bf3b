"""The DuckDB engine: what a step may reach, what it writes, and what its errors may say."""

import os
import pickle
import traceback
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from pipeline.engine import DuckEngine, DuckSession, ModelError, threads_within

ID_NUMBER = "11010519491231002X"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "work" / "raw people's [1].parquet"
    path.parent.mkdir()
    duckdb.sql(f"select range as k, range % 7 as v, '{ID_NUMBER}' as id_number from range(150000)").write_parquet(
        str(path)
    )
    return path


@pytest.fixture
def session(tmp_path: Path, people: Path) -> Iterator[DuckSession]:
    with DuckEngine(tmp_path, threads=1).connect({"people": people}, [people.parent]) as session:
        yield session


def test_writes_a_whole_file_and_counts_its_rows(session: DuckSession, people: Path) -> None:
    path = people.with_name("clean_people.parquet")
    assert session.write("select k from people where k < 5 order by k -- few\n;", path, "who's who") == 5
    assert pq.read_table(path)["k"].to_pylist() == [0, 1, 2, 3, 4]
    assert pq.read_metadata(path).metadata[b"comment"] == b"who's who"
    assert session.rows("select count(*) from people") == [(150000,)]
    shown = session.frame("select cast(k * 0.01 as decimal(18, 2)) as yuan from people limit 1")
    assert str(shown.schema.field("yuan").type) == "decimal128(18, 2)"


def test_bytes_do_not_depend_on_threads(tmp_path: Path, people: Path) -> None:
    sql = "select k, sum(v) over (partition by v order by k desc) as total from people order by k desc"
    written = []
    for threads in (1, 2, 2):
        path = tmp_path / "work" / f"t{len(written)}.parquet"
        with DuckEngine(tmp_path, threads=threads).connect({"people": people}, [path.parent]) as session:
            session.write(sql, path)
        written.append(path.read_bytes())
    assert written[0] == written[1] == written[2]


@pytest.mark.parametrize(
    "escape",
    [
        "select * from read_csv('/etc/passwd')",
        "select * from read_text('/etc/hostname')",
        "select * from '/etc/passwd'",
        "select * from read_parquet('{other}')",
    ],
)
def test_reads_nothing_but_its_tables(session: DuckSession, people: Path, tmp_path: Path, escape: str) -> None:
    other = tmp_path / "other.parquet"
    other.write_bytes(people.read_bytes())
    with pytest.raises(ModelError):
        session.rows(escape.format(other=other))


@pytest.mark.parametrize(
    "command",
    [
        "set threads = 4",
        "set enable_external_access = true",
        "install httpfs",
        "load httpfs",
        "attach '/tmp/x.db'",
    ],
)
def test_configuration_is_locked(session: DuckSession, command: str) -> None:
    with pytest.raises(duckdb.Error):
        session.connection.execute(command)


def test_writes_only_into_its_folders(session: DuckSession, tmp_path: Path, people: Path) -> None:
    with pytest.raises(ModelError, match="PermissionException"):
        session.write("select 1 as a", tmp_path / "elsewhere.parquet")
    with (
        DuckEngine(tmp_path).connect({"people": people}) as reader,
        pytest.raises(ModelError, match="PermissionException"),
    ):
        reader.write("select 1 as a", people.with_name("b.parquet"))
    with (
        pytest.raises(ValueError, match="outside"),
        DuckEngine(tmp_path / "work").connect({"t": tmp_path / "x"}),
    ):
        pass


@pytest.mark.parametrize("sql", ["drop view people", "select 1; select 2", "", "select 1) to '/tmp/x'; --"])
def test_runs_one_select_only(session: DuckSession, people: Path, sql: str) -> None:
    with pytest.raises(ModelError, match="clean_people"):
        session.write(sql, people.with_name("clean_people.parquet"))


def test_error_names_model_and_line_but_no_value(session: DuckSession, people: Path) -> None:
    path = people.with_name("clean_people.parquet")
    path.write_bytes(b"the last good one")
    with pytest.raises(ModelError) as caught:
        session.write("select k,\n  cast(id_number as bigint) as n\nfrom people", path)
    told = "".join(traceback.format_exception(caught.value))
    assert caught.value.model == "clean_people"
    assert "ConversionException in line 2: cast(id_number as bigint) as n" in told
    assert ID_NUMBER not in told and caught.value.__context__ is None
    assert pickle.loads(pickle.dumps(caught.value)).reason == caught.value.reason
    assert path.read_bytes() == b"the last good one" and not list(path.parent.glob(".*tmp"))


def test_late_errors_are_also_told_without_values(session: DuckSession) -> None:
    sql = "select case when k = 149999 then error(id_number) end from people"
    for ask in (session.rows, session.frame):
        with pytest.raises(ModelError) as caught:
            ask(sql, "mart_x")
        assert ID_NUMBER not in str(caught.value) and caught.value.model == "mart_x"


def test_unknown_column_is_named(session: DuckSession) -> None:
    with pytest.raises(ModelError, match=r"income.*not found"):
        session.rows("select income from people")


def test_missing_and_broken_inputs_name_their_table(tmp_path: Path) -> None:
    broken = tmp_path / "x.parquet"
    broken.write_bytes(b"not parquet at all")
    for path, reason in ((tmp_path / "none.parquet", "missing"), (broken, "raw_x: ")):
        with pytest.raises(ModelError, match=reason), DuckEngine(tmp_path).connect({"raw_x": path}):
            pass


def test_spills_inside_the_data_folder_and_cleans_up(tmp_path: Path, people: Path) -> None:
    engine = DuckEngine(tmp_path, memory_limit="60MB", threads=1)
    with engine.connect({"people": people}, [people.parent]) as session:
        session.write(
            "select a.k, a.id_number || b.k as t from people as a"
            " cross join (select k from people where k < 9) as b order by t desc, a.k",
            people.with_name("wide.parquet"),
        )
    engine.close()
    assert not list((tmp_path / "work").glob("spill/*"))


@pytest.mark.parametrize(
    ("limit", "threads"),
    [("2GB", 1), ("3.9 GiB", 1), ("500MB", 1), ("9999TB", os.cpu_count()), ("half", None), ("80%", None)],
)
def test_threads_share_the_memory(limit: str, threads: int | None) -> None:
    assert threads_within(limit) == threads


def test_the_steps_of_a_run_share_one_database_and_see_a_changed_file(tmp_path: Path, people: Path) -> None:
    engine = DuckEngine(tmp_path, threads=1)
    with engine.connect({"people": people}, [people.parent]) as first:
        first.write("select 1 as a", people.with_name("other.parquet"))
    with engine.connect({"people": people.with_name("other.parquet")}) as second:
        assert second.rows("from people") == [(1,)]
    duckdb.sql("select 2 as b").write_parquet(str(people.with_name("other.parquet")))
    with engine.connect({"people": people.with_name("other.parquet")}) as third:
        assert third.rows("select b from people") == [(2,)]
    engine.close()
    with engine.connect({}) as fourth, pytest.raises(ModelError, match="people"):
        fourth.rows("from people")


def test_a_name_is_one_file_among_open_sessions(tmp_path: Path, people: Path) -> None:
    engine = DuckEngine(tmp_path, threads=1)
    other = people.with_name("other.parquet")
    other.write_bytes(people.read_bytes())
    with (
        engine.connect({"people": people}) as first,
        engine.connect({"people": people}) as second,
        pytest.raises(RuntimeError, match="people"),
        engine.connect({"people": other}),
    ):
        pass
    assert first is not second
    with engine.connect({"people": other}) as later:
        assert later.rows("select count(*) from people") == [(150000,)]


def test_the_folder_of_the_key_is_out_of_reach(tmp_path: Path, people: Path) -> None:
    secret = tmp_path / "secret" / "person_key.parquet"
    secret.parent.mkdir()
    secret.write_bytes(people.read_bytes())
    engine = DuckEngine(tmp_path, threads=1)
    with pytest.raises(ModelError, match="PermissionException"), engine.connect({"key": secret}):
        pass


def test_a_sum_is_whole_where_a_joined_table_has_no_matching_row(tmp_path: Path) -> None:
    """DuckDB 2.0.1 took such a sum for a number below 128, and wrote -28 (docs/decisions/0015-sums-that-were-wrong.md)."""
    tables = {
        "incomes": "select * from (values ('h', 1000000, 0), ('h', 1000100, 0)) as t (household_id, wage_fen, dividend_fen)",
        "payments": "select 'h' as household_id, 5 as paid_fen, unnest(['pension', 'subsidy']) as line",
    }
    files = {name: tmp_path / "work" / f"{name}.parquet" for name in tables}
    (tmp_path / "work").mkdir()
    for name, sql in tables.items():
        duckdb.sql(sql).write_parquet(str(files[name]))
    sums = """
        select incomes.household_id, cast(sum(case when dividend_fen > 0 then dividend_fen else wage_fen end) as bigint) as income_fen
        from incomes
        left join payments on payments.household_id = incomes.household_id and payments.line in ('dividend', 'wage')
        group by incomes.household_id"""
    with DuckEngine(tmp_path).connect(files) as session:
        assert session.rows(f"{sums} order by incomes.household_id") == [("h", 2000100)]
        assert session.rows(f"select household_id from ({sums}) as s where income_fen > 5000") == [("h",)]
