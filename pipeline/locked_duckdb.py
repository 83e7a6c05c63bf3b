"""The only place that opens DuckDB: whatever a query says, it reaches the files it was given and nothing else,
and is planned without what made sums wrong."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

Config = Mapping[str, str | int]


def quote_text(value: str | Path) -> str:
    """Write a value as an SQL string literal."""
    return "'" + str(value).replace("'", "''") + "'"


def quote_name(name: str) -> str:
    """Write a table or column name as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def open_marts(database: Path) -> duckdb.DuckDBPyConnection:
    """A release's database, read-only; no other file, no extension, no setting can be reached from it."""
    connection = duckdb.connect(str(database), read_only=True)
    lock_down(connection)
    return connection


def open_views(database: Path, views: Mapping[str, str]) -> duckdb.DuckDBPyConnection:
    """Views, by name, over a release's database, which they call `release`; read-only and shut off like it."""
    connection = duckdb.connect(":memory:")
    connection.execute(f"attach {quote_text(database)} as release (read_only)")
    for name, sql in views.items():
        connection.execute(f"create view {quote_name(name)} as {sql}")
    lock_down(connection)
    return connection


def open_memory(
    files: Sequence[Path] = (), folders: Sequence[Path] = (), spill: Path | None = None, config: Config | None = None
) -> duckdb.DuckDBPyConnection:
    """A database in memory that may read `files`, and read and write below `folders`; `spill` is made when needed."""
    connection = duckdb.connect(":memory:", config=dict(config or {}))
    lock_down(connection, files, folders, spill)
    return connection


def open_new(database: Path) -> duckdb.DuckDBPyConnection:
    """A database file in the making, filled from files of its own folder."""
    connection = duckdb.connect(str(database))
    lock_down(connection, folders=[database.parent])
    return connection


def lock_down(
    connection: duckdb.DuckDBPyConnection,
    files: Sequence[Path] = (),
    folders: Sequence[Path] = (),
    spill: Path | None = None,
) -> None:
    """Close every way out; temp_directory comes first because it cannot be set once access is limited.

    Statistics of columns are not used for planning: they made sums wrong (docs/decisions/0015-sums-that-were-wrong.md).
    """
    settings = {
        "disabled_optimizers": "'statistics_propagation'",
        "temp_directory": quote_text(spill or ""),
        "allowed_paths": "[" + ", ".join(map(quote_text, files)) + "]",
        "allowed_directories": "[" + ", ".join(map(quote_text, folders)) + "]",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "python_enable_replacements": "false",
        "enable_progress_bar": "false",
        "enable_external_access": "false",
        "lock_configuration": "true",
    }
    for name, value in settings.items():
        connection.execute(f"set {name} = {value}")
