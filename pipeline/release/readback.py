"""Reading a finished release back, before anyone is shown it; one of an earlier version as if it had today's tables and columns."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.contracts import contracts
from pipeline.locked_duckdb import open_marts, open_views, quote_name
from pipeline.release.code_version import file_hash
from pipeline.release.failures import PublishError, known_reason
from pipeline.release.folders import DATABASE_NAME, Release
from pipeline.release.manifest import Manifest

Present = Mapping[str, Iterable[str]]


def columns_present(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """Table → its columns, as a release's database has them."""
    found: dict[str, set[str]] = {}
    rows = connection.execute("select table_name, column_name from duckdb_columns() where not internal").fetchall()
    for table, column in rows:
        found.setdefault(table, set()).add(column)
    return found


def lacks_anything(present: Present) -> bool:
    """Whether a mart or a column of one is missing."""
    return any(missing_of(table, present.get(table, ())) for table in marts())


def marts() -> list[str]:
    """The marts of today."""
    return [name for name in contracts() if name.startswith("mart_")]


def missing_of(table: str, present: Iterable[str]) -> list[str]:
    """SQL of the columns that a table of today has and this one has not, each empty."""
    have = set(present)
    if table not in contracts():
        return []
    columns = [one for one in contracts()[table].columns if one.name not in have]
    return [f"cast(null as {one.type}) as {quote_name(one.name)}" for one in columns]


def completed(table: str, present: Iterable[str], source: str) -> str:
    """A select of a table with every column of today; without a row where the release has no such table."""
    have = list(present)
    missing = missing_of(table, have)
    if not have:
        return f"select {', '.join(missing)} where false"
    return f"select {', '.join(['*', *missing])} from {source}"


def verify_build(build_dir: Path, manifest: Manifest) -> dict[str, str]:
    """SHA-256 of every file in the folder, by relative path, after all of it was read back.

    Raises PublishError naming the file if a table is missing, extra, unreadable or of another row count than
    the manifest says, or if the folder holds anything but whole files of its own.
    """
    files = plain_files(build_dir)
    tables = {path.stem for path in build_dir.glob("*.parquet")}
    if tables != set(manifest.row_counts) or not tables:
        odd = "、".join(sorted(tables ^ set(manifest.row_counts))) or "没有任何表"
        raise PublishError(f"发布前核对未通过：文件与清单的表不一致（{odd}）。")
    for table in sorted(tables):
        _check_count(f"{table}.parquet", _parquet_rows(build_dir / f"{table}.parquet"), manifest.row_counts[table])
    if (build_dir / DATABASE_NAME).exists():
        _check_database(build_dir / DATABASE_NAME, manifest.row_counts)
    return {path.relative_to(build_dir).as_posix(): file_hash(path) for path in files}


def plain_files(build_dir: Path) -> list[Path]:
    """Every file of the folder, sorted. Raises PublishError at a link, a device or an unfinished file."""
    files = sorted(path for path in build_dir.rglob("*") if path.is_symlink() or not path.is_dir())
    for path in files:
        _check_plain(path, path.relative_to(build_dir))
    return files


def verify_release(release: Release) -> None:
    """Compare a release's files with its manifest. Raises PublishError naming the first that differs."""
    for name in sorted(release.manifest.files):
        release.prove(name)


def open_release(release: Release) -> duckdb.DuckDBPyConnection:
    """A release's database, proven, read-only; one of an earlier version with what it lacks, empty. Raises PublishError."""
    try:
        path = release.proven(DATABASE_NAME)
        connection = open_marts(path)
        present = columns_present(connection)
        if not lacks_anything(present):
            return connection
        connection.close()
        tables = dict.fromkeys([*present, *marts()])
        return open_views(
            path, {name: completed(name, present.get(name, ()), f"release.main.{quote_name(name)}") for name in tables}
        )
    except duckdb.Error:
        raise PublishError(f"版本 {release.id} 的 {DATABASE_NAME} 打不开，文件已损坏。") from None


def _check_plain(path: Path, name: Path) -> None:
    """A link could change after publishing, and a hidden file is a write that never ended."""
    if path.is_symlink() or not path.is_file() or path.stat().st_nlink != 1:
        raise PublishError(f"发布前核对未通过：{name} 不是独立的普通文件（链接或特殊文件）。")
    if any(part.startswith(".") for part in name.parts):
        raise PublishError(f"发布前核对未通过：{name} 是未写完的临时文件。")


def _check_count(name: str, found: int, expected: int) -> None:
    if found != expected:
        raise PublishError(f"发布前核对未通过：{name} 读回 {found} 行，清单为 {expected} 行。")


def _parquet_rows(path: Path) -> int:
    """Rows of a Parquet file, every page decoded; one thread costs less than half of the CPU of two."""
    try:
        with pq.ParquetFile(path) as file:
            return sum(batch.num_rows for batch in file.iter_batches(use_threads=False))
    except (pa.ArrowException, OSError) as error:
        raise PublishError(
            f"发布前核对未通过：{path.name} 无法读回（{known_reason(str(error)) or '文件已损坏'}）。"
        ) from None


def _check_database(path: Path, row_counts: Mapping[str, int]) -> None:
    try:
        with open_marts(path) as connection:
            named = connection.execute("select table_name from duckdb_tables() order by 1").fetchall()
            found = {name: _table_rows(connection, name) for (name,) in named}
    except duckdb.Error as error:
        raise PublishError(
            f"发布前核对未通过：{path.name} 无法读回（{known_reason(str(error)) or '文件已损坏'}）。"
        ) from None
    if set(found) != set(row_counts):
        raise PublishError(f"发布前核对未通过：{path.name} 的表与清单不一致。")
    for table, expected in row_counts.items():
        _check_count(f"{path.name} 的 {table}", found[table], expected)


def _table_rows(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    rows = connection.table(table).count("*").fetchall()
    return int(rows[0][0])
