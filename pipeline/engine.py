"""DuckDB engine: one in-memory, locked-down database per run; a step is a cursor of it over Parquet files."""

import os
import re
import shutil
import threading
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import duckdb
import pyarrow as pa

from pipeline.locked_duckdb import open_memory, quote_name, quote_text

# A dictionary of more values than that is given up at the end of a row group: collecting them cost a tenth of the writing.
PARQUET = "format parquet, compression zstd, compression_level 3, dictionary_size_limit 5000"
SPARK_ORDER = "nulls_first_on_asc_last_on_desc"
IN_GIGABYTES = {"T": 1_000.0, "G": 1.0, "M": 0.001}
GIGABYTES_PER_THREAD = 2
_Result = TypeVar("_Result")
# Raised before any row is read, or about memory and files: their text quotes our own SQL, never a cell.
_VALUE_FREE = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.IOException,
    duckdb.OutOfMemoryException,
    duckdb.ParserException,
    duckdb.PermissionException,
    duckdb.ResourceInUseException,
)


class ModelError(RuntimeError):
    """A model (or query) failed; the message names it and never carries a value of a row."""

    def __init__(self, model: str, reason: str) -> None:
        super().__init__(f"{model}: {reason}")
        self.model = model
        self.reason = reason

    def __reduce__(self) -> tuple[type["ModelError"], tuple[str, str]]:
        return type(self), (self.model, self.reason)


def without_values(error: Exception, sql: str = "", lines_before: int = 0) -> str:
    """Say what went wrong without row values: DuckDB's conversion errors quote raw cells, hence ID numbers.

    `lines_before` is the number of lines put in front of `sql` before it was run. Only the line *number* is
    taken from such a message; the line shown is our own SQL.
    """
    kind, text = type(error).__name__, str(error)
    if isinstance(error, _VALUE_FREE):
        return f"{kind}: {text.splitlines()[0]}" if text else kind
    lines = sql.splitlines()
    for number in re.findall(r"^LINE (\d{1,6}): ", text, re.MULTILINE):
        index = int(number) - lines_before
        if 1 <= index <= len(lines):
            return f"{kind} in line {index}: {lines[index - 1].strip()}"
    return kind


class DuckSession:
    """What one step may do: query the tables it was given, write Parquet into its own folders."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, writable: Sequence[Path] = ()) -> None:
        self.connection = connection
        self._writable = tuple(writable)

    def write(self, sql: str, path: Path, comment: str = "") -> int:
        """Write the rows of one `select` to a Parquet file (zstd 3), whole or not at all; return the count.

        The bytes depend only on the rows and their order, so a model ends with a total `order by`.
        Raises ModelError named after the file, also for a path outside the session's folders.
        """
        name = path.stem
        if not any(path.resolve().is_relative_to(folder) for folder in self._writable):
            raise ModelError(name, "PermissionException: the session may not write there")
        query = self._select(sql, name)
        unfinished = path.with_name(f".{path.name}.{uuid4().hex[:8]}.tmp")
        note = f", kv_metadata {{comment: {quote_text(comment)}}}" if comment else ""
        options = f"{PARQUET}, use_tmp_file false{note}"
        command = f"copy (\n{query}\n) to {quote_text(unfinished)} ({options})"
        try:
            rows = _attempt(lambda: self.connection.execute(command).fetchall(), name, query, lines_before=1)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        return int(rows[0][0])

    def rows(self, sql: str, name: str = "query") -> list[tuple]:
        """Fetch all rows of one `select`; raises ModelError."""
        query = self._select(sql, name)
        return _attempt(lambda: self.connection.execute(query).fetchall(), name, query)

    def frame(self, sql: str, name: str = "query") -> pa.Table:
        """Fetch one `select` as an Arrow table (decimals stay decimals); raises ModelError."""
        query = self._select(sql, name)
        return _attempt(lambda: self.connection.sql(query).to_arrow_table(), name, query)

    def columns(self, table: str) -> list[tuple[str, str]]:
        """Name and type of each column of a table, in order; raises ModelError."""
        described = _attempt(lambda: self.connection.execute(f"describe {quote_name(table)}").fetchall(), table)
        return [(name, kind) for name, kind, *_ in described]

    def _select(self, sql: str, name: str) -> str:
        query = sql.strip().rstrip(";")
        statements = _attempt(lambda: self.connection.extract_statements(query), name, query)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise ModelError(name, f"expected one select, found {len(statements)} statements")
        return query


def _attempt(action: Callable[[], _Result], name: str, sql: str = "", lines_before: int = 0) -> _Result:
    try:
        return action()
    except duckdb.Error as error:
        reason = without_values(error, sql, lines_before)
    raise ModelError(name, reason)  # outside `except`: the original must not travel along as its context


class DuckEngine:
    """One database in memory for all steps of a run; a step is a cursor with views over the tables it was given.

    Opening a database costs 20 ms of CPU, which a run of two hundred steps felt. The database reads below `folders`
    (data/work by default) and nothing else; each session writes into its own folders only
    (docs/decisions/0008-one-database-per-run.md). Under a memory limit there are as many threads as each can have
    2 GB: what a thread holds cannot be spilled, and models of a province ran out of 2 GB on two threads where one
    was content.
    """

    def __init__(
        self,
        data_dir: Path,
        memory_limit: str | None = None,
        threads: int | None = None,
        folders: Sequence[Path] | None = None,
    ) -> None:
        self.data_dir = data_dir.resolve()
        self._folders = [inside(self.data_dir, path) for path in folders or [self.data_dir / "work"]]
        self._config: dict[str, str | int] = {"default_null_order": SPARK_ORDER}
        if memory_limit is not None:
            self._config["memory_limit"] = memory_limit
            threads = threads or threads_within(memory_limit)
        if threads is not None:
            self._config["threads"] = threads
        self._lock = threading.Lock()
        self._database: duckdb.DuckDBPyConnection | None = None
        self._shown: dict[str, tuple[Path, int, int]] = {}
        self._in_use: dict[str, int] = {}
        self._closing: weakref.finalize | None = None

    @contextmanager
    def connect(self, tables: Mapping[str, Path], writable: Sequence[Path] = ()) -> Iterator[DuckSession]:
        """Open a session with one view per table over its Parquet file; `writable` are folders.

        Raises ModelError for a missing file, ValueError for a path outside the data folder, RuntimeError where a
        session that is still open knows one of the names as another file.
        """
        files = {name: inside(self.data_dir, path) for name, path in tables.items()}
        folders = [inside(self.data_dir, path) for path in writable]
        with self._lock:
            cursor = self._opened().cursor()
            try:
                for name, path in files.items():
                    self._show(cursor, name, path)
            except BaseException:
                cursor.close()
                raise
            self._count(files, 1)
        try:
            yield DuckSession(cursor, folders)
        finally:
            cursor.close()
            with self._lock:
                self._count(files, -1)

    def _opened(self) -> duckdb.DuckDBPyConnection:
        """The run's database, opened by its first step."""
        if self._database is None:
            spill = self.data_dir / "work" / "spill" / uuid4().hex
            spill.parent.mkdir(parents=True, exist_ok=True)
            self._database = open_memory(folders=self._folders, spill=spill, config=self._config)
            self._closing = weakref.finalize(self, _close, self._database, spill)
        return self._database

    def _show(self, cursor: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
        """A view of the file under the name, made anew only where the file is another one."""
        if not path.is_file():
            raise ModelError(name, "its Parquet file is missing")
        found = path.stat()
        state = (path, found.st_mtime_ns, found.st_ino)
        if self._shown.get(name) == state:
            return
        if self._in_use.get(name):
            raise RuntimeError(f"{name} is in use as another file")
        command = f"create or replace view {quote_name(name)} as from read_parquet({quote_text(path)})"
        _attempt(lambda: cursor.execute(command), name)
        self._shown[name] = state

    def _count(self, names: Iterable[str], step: int) -> None:
        for name in names:
            self._in_use[name] = self._in_use.get(name, 0) + step

    def about(self) -> dict[str, str]:
        """Name and version, for the manifest."""
        return {"name": "duckdb", "version": duckdb.__version__}

    def close(self) -> None:
        """Close the database and remove what it spilled; a later session opens another one."""
        if self._closing is not None:
            self._closing()
        self._database, self._shown = None, {}


def _close(database: duckdb.DuckDBPyConnection, spill: Path) -> None:
    database.close()
    shutil.rmtree(spill, ignore_errors=True)


def threads_within(memory_limit: str) -> int | None:
    """How many threads a limit such as 2GB or 512 MiB is enough for: one at least, one for each core at most.

    None for what is no amount of memory: DuckDB says so itself.
    """
    written = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([TGM])i?B\s*", memory_limit, re.IGNORECASE)
    if written is None:
        return None
    gigabytes = float(written[1]) * IN_GIGABYTES[written[2].upper()]
    return max(1, min(os.cpu_count() or 1, int(gigabytes // GIGABYTES_PER_THREAD)))


def inside(data_dir: Path, path: Path) -> Path:
    """The path, links resolved; ValueError where it leaves the data folder."""
    resolved = path.resolve()
    if not resolved.is_relative_to(data_dir.resolve()):
        raise ValueError(f"{path} lies outside the data folder")
    return resolved
