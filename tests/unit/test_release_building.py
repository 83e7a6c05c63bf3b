"""What goes into a release: copies of tables, and the database that holds them all."""

from pathlib import Path

import duckdb
import pytest

from pipeline.release.failures import PublishError
from pipeline.release.publish import add_file, write_marts_database
from tests.release_builder import write_mart

CONTRACTS = {
    "mart_incomes": ("每户每年一行：户主的收入'核查'", {"income_yuan": "收入（元）", "absent": "没有这一列"}),
    "mart_absent": ("没有这张表", {}),
}


def query(path: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_the_database_holds_the_same_rows_in_the_same_order(tmp_path: Path) -> None:
    write_mart(tmp_path / "mart_incomes.parquet", [3, 1, 2])
    write_mart(tmp_path / "mart_findings.parquet", [])
    path = write_marts_database(tmp_path, {})
    assert query(path, "select income_yuan from mart_incomes") == [(3,), (1,), (2,)]
    assert query(path, "select count(*) from mart_findings") == [(0,)]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [
        "mart_findings.parquet",
        "mart_incomes.parquet",
        "marts.duckdb",
    ]


def test_tables_and_columns_carry_their_chinese_comments(tmp_path: Path) -> None:
    write_mart(tmp_path / "mart_incomes.parquet", [1])
    path = write_marts_database(tmp_path, CONTRACTS)
    assert query(path, "select table_name, comment from duckdb_tables()") == [
        ("mart_incomes", "每户每年一行：户主的收入'核查'")
    ]
    assert query(path, "select column_name, comment from duckdb_columns() where table_name = 'mart_incomes'") == [
        ("household_id", None),
        ("income_yuan", "收入（元）"),
    ]


def test_writing_it_twice_replaces_it(tmp_path: Path) -> None:
    write_mart(tmp_path / "mart_incomes.parquet", [1])
    write_marts_database(tmp_path, {})
    write_mart(tmp_path / "mart_incomes.parquet", [2])
    assert query(write_marts_database(tmp_path, {}), "from mart_incomes select income_yuan") == [(2,)]


def test_a_table_name_that_is_no_name_is_refused(tmp_path: Path) -> None:
    write_mart(tmp_path / "mart_x; drop table y.parquet", [1])
    with pytest.raises(PublishError, match="表名不合规"):
        write_marts_database(tmp_path, {})


def test_a_broken_mart_leaves_no_database(tmp_path: Path) -> None:
    (tmp_path / "mart_incomes.parquet").write_bytes(b"PAR1 440823199001011234")
    with pytest.raises(PublishError, match=r"写入 marts\.duckdb 失败") as caught:
        write_marts_database(tmp_path, {})
    assert "440823" not in str(caught.value)
    assert not (tmp_path / "marts.duckdb").exists()


def test_a_file_is_copied_not_linked(tmp_path: Path) -> None:
    source = tmp_path / "chart.png"
    source.write_bytes(b"picture")
    build_dir = tmp_path / "build"
    added = [add_file(build_dir, source), add_file(build_dir, source, "charts/margins.png")]
    assert [path.relative_to(build_dir).as_posix() for path in added] == ["chart.png", "charts/margins.png"]
    source.write_bytes(b"changed")
    assert {path.read_bytes() for path in added} == {b"picture"}


def test_a_missing_source_is_named(tmp_path: Path) -> None:
    with pytest.raises(PublishError, match="文件不存在"):
        add_file(tmp_path, tmp_path / "absent.parquet")


def test_a_copy_is_nobody_elses_and_its_folder_private(tmp_path: Path) -> None:
    source = tmp_path / "margins.png"
    source.write_bytes(b"picture")
    build_dir = tmp_path / "new" / "build"
    assert add_file(build_dir, source) == build_dir / "margins.png"
    target = add_file(build_dir, source, "charts/deep/margins.png")
    assert target == build_dir / "charts" / "deep" / "margins.png" and target.read_bytes() == b"picture"
    assert not target.samefile(source) and target.parent.stat().st_mode & 0o777 == 0o700
    with pytest.raises(PublishError, match=r"^写入发布文件夹失败：文件不存在：.*gone\.png。$"):
        add_file(build_dir, tmp_path / "gone.png", "charts/gone.png")
    (tmp_path / "folder").mkdir()
    with pytest.raises(PublishError, match="写入发布文件夹失败"):
        add_file(tmp_path / "folder", build_dir)
