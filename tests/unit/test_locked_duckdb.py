"""DuckDB as every step and command opens it: nothing beyond the given files can be reached, nothing reset."""

import ast
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from pipeline.locked_duckdb import open_marts, open_memory, open_new

ROOT = Path(__file__).resolve().parents[2]
ESCAPES = [
    "select * from read_csv('/etc/passwd')",
    "select * from read_text('/etc/hostname')",
    "select * from glob('/etc/*')",
    "select * from '{outside}'",
    "select * from read_parquet('{outside}')",
    "copy (select 1) to '{folder}/written.csv'",
    "attach '{folder}/other.duckdb'",
    "export database '{folder}/all'",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "set allowed_directories = ['/']",
    "set allowed_paths = ['/etc/passwd']",
    "reset enable_external_access",
    "select * from frame_of_the_caller",
]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    (tmp_path / "release").mkdir()
    path = tmp_path / "release" / "marts.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table mart_findings as select 1 as finding_id")
        connection.execute(f"copy mart_findings to '{tmp_path / 'outside.parquet'}'")
        connection.execute(f"copy mart_findings to '{tmp_path / 'inside.parquet'}'")
    return path


OPENERS: dict[str, Callable[[Path], duckdb.DuckDBPyConnection]] = {
    "open_marts": open_marts,
    "open_memory": lambda path: open_memory(files=[path.parents[1] / "inside.parquet"]),
    "open_new": lambda path: open_new(path.with_name("new.duckdb")),
}


@pytest.mark.parametrize("escape", ESCAPES)
@pytest.mark.parametrize("name", OPENERS)
def test_no_way_out(database: Path, name: str, escape: str) -> None:
    folder = database.parents[1]
    frame_of_the_caller = [(1,)]
    assert frame_of_the_caller
    with OPENERS[name](database) as connection, pytest.raises(duckdb.Error):
        connection.execute(escape.format(outside=folder / "outside.parquet", folder=folder)).fetchall()
    assert sorted(path.name for path in folder.iterdir()) == ["inside.parquet", "outside.parquet", "release"]


def test_what_was_given_is_read(database: Path) -> None:
    with open_marts(database) as marts:
        assert marts.execute("select finding_id from mart_findings").fetchall() == [(1,)]
        with pytest.raises(duckdb.Error, match="read-only"):
            marts.execute("delete from mart_findings")
    inside = database.parents[1] / "inside.parquet"
    with open_memory(files=[inside]) as memory:
        assert memory.execute(f"select finding_id from '{inside}'").fetchall() == [(1,)]


def test_nothing_else_opens_duckdb() -> None:
    """A connection of its own, or the shared default connection, would be open to every file of the machine."""
    found = []
    for package in ("pipeline", "assets", "expectations"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)):
                    continue
                if node.value.id == "duckdb" and node.attr in ("connect", "sql", "execute", "query", "read_parquet"):
                    found.append(path.relative_to(ROOT).as_posix())
    assert set(found) == {"pipeline/locked_duckdb.py"}


def test_a_release_s_sums_are_whole_where_a_joined_table_has_no_matching_row(tmp_path: Path) -> None:
    """As of the engine's (docs/decisions/0015-sums-that-were-wrong.md)."""
    with open_new(tmp_path / "marts.duckdb") as connection:
        connection.execute(
            "create table incomes as select unnest([1000000, 1000100]) as wage_fen, 0 as dividend_fen, 'h' as id"
        )
        connection.execute("create table payments as select 5 as paid_fen, 'h' as id")
    query = """
        select cast(sum(case when dividend_fen > 0 then dividend_fen else wage_fen end) as bigint) as income_fen
        from incomes left join payments on payments.id = incomes.id and payments.paid_fen > 100
        group by incomes.id order by incomes.id"""
    with open_marts(tmp_path / "marts.duckdb") as connection:
        assert connection.execute(query).fetchall() == [(2000100,)]
