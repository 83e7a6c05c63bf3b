"""What a run puts into its building folder: copies of its tables, and one database that holds them all."""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import duckdb

from pipeline.locked_duckdb import open_new, quote_name, quote_text
from pipeline.release.durable import remove_tree
from pipeline.release.failures import PublishError, failures_as_publish_errors, reason_of
from pipeline.release.folders import DATABASE_NAME

Contracts = Mapping[str, tuple[str, Mapping[str, str]]]
TABLE_NAME = re.compile(r"[a-z][a-z0-9_]*")


def add_file(build_dir: Path, source: Path, name: str | None = None) -> Path:
    """Copy a file into the building folder, under its own name or as charts/margins.png.

    A copy, not a link: nothing that later happens to the run's folder reaches the release.
    Raises PublishError.
    """
    target = build_dir / (name or source.name)
    with failures_as_publish_errors("写入发布文件夹"):
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            shutil.copyfile(source, target)
        except OSError:
            remove_tree(target)
            raise
    return target


def write_marts_database(folder: Path, contracts: Contracts) -> Path:
    """Write marts.duckdb with the table of every mart in the folder, row order kept, and comments.

    `contracts`: {table: (comment, {column: comment})}, in Chinese; a table or column without an entry gets
    none, an entry without a table or column is passed over. The same files give the same content, not the
    same bytes (DuckDB marks each file with a random number): compare content_hash. Raises PublishError.
    """
    path = folder / DATABASE_NAME
    remove_tree(path)
    sources = {source.stem: source for source in sorted(folder.glob("mart_*.parquet"))}
    try:
        with open_new(path) as connection:
            for table, source in sources.items():
                _add_table(connection, table, source, *contracts.get(table, ("", {})))
            connection.execute("checkpoint")
    except (duckdb.Error, OSError) as error:
        remove_tree(path)
        remove_tree(path.with_name(f"{DATABASE_NAME}.wal"))
        raise PublishError(f"写入 {DATABASE_NAME} 失败：{reason_of(error)}。") from None
    return path


def _add_table(
    connection: duckdb.DuckDBPyConnection, table: str, source: Path, comment: str, columns: Mapping[str, str]
) -> None:
    if not TABLE_NAME.fullmatch(table):
        raise PublishError(f"表名不合规：{table!r}")
    connection.execute(f"create table {table} as from read_parquet({quote_text(source)})")
    if comment:
        connection.execute(f"comment on table {table} is {quote_text(comment)}")
    names = [
        name
        for (name,) in connection.execute(
            "select column_name from duckdb_columns() where table_name = ? order by column_index", [table]
        ).fetchall()
    ]
    for name in names:
        if columns.get(name):
            connection.execute(f"comment on column {table}.{quote_name(name)} is {quote_text(columns[name])}")
