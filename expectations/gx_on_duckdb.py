"""Great Expectations on a DuckDB connection that is already open: the plumbing, and only here.

GX runs on SQLAlchemy, which would begin, commit, roll back and close. On a shared DuckDB connection each of
these ends the result that GX reads next (GX issue 11579: "list index out of range" on every row query): the
wrapper below does nothing there.
"""

import atexit
import functools
import gc
import itertools
import logging
import os
import sys
import threading
import types
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    from great_expectations.datasource.fluent.interfaces import Batch


_STEPS = itertools.count()
_LOADING, _CHECKING = threading.RLock(), threading.RLock()
NO_TABLE = "select 1 as nothing"  # what a suite is said to be about that consists of row rules alone


def next_source_name() -> str:
    """A name that no data source of the process's context has."""
    return f"step {next(_STEPS)}"


@contextmanager
def open_batch(connection: duckdb.DuckDBPyConnection, table: str | None) -> Iterator["Batch"]:
    """The whole of one table or view of the connection, as GX validates it; afterwards GX has lost hold of it.

    None: no table, for row rules, whose queries name their tables themselves; to look at a table costs GX more than
    many rules. The process has one data source, which is lent the connection of the step.
    """
    with _CHECKING, _lent(connection):
        if table is None:
            yield _batch_of_no_table()
            return
        asset = _data_source().add_table_asset(table, table_name=table)
        try:
            yield asset.add_batch_definition_whole_table("all").get_batch()
        finally:
            _data_source().delete_asset(table)


@contextmanager
def _lent(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    wrapper = _wrapper()
    wrapper.lend(connection)
    try:
        yield
    finally:
        wrapper.lend(None)


@functools.cache
def _data_source() -> Any:
    from sqlalchemy.pool import StaticPool

    return ephemeral_context().data_sources.add_sql(
        name=next_source_name(),
        connection_string="duckdb:///:memory:",
        create_temp_table=False,
        kwargs={"creator": _wrapper, "poolclass": StaticPool},
    )


@functools.cache
def _batch_of_no_table() -> "Batch":
    asset = _data_source().add_query_asset("no table", query=NO_TABLE)
    return asset.add_batch_definition_whole_table("all").get_batch()


@functools.cache
def ephemeral_context() -> Any:
    """The process's GX context: it keeps nothing, reports nothing and shows no bars."""
    gx = load_gx()
    from great_expectations.data_context.types import base

    settings = base.DataContextConfig(
        analytics_enabled=False,
        progress_bars=base.ProgressBarsConfig(globally=False),
        store_backend_defaults=base.InMemoryStoreBackendDefaults(),
    )
    context = gx.get_context(mode="ephemeral", project_config=settings)
    context.variables.save = lambda: None  # nothing is kept: spares three dumps to YAML
    return context


@functools.cache
def _wrapper() -> Any:
    """The connection that SQLAlchemy sees: always the same, whichever connection it is lent."""
    from duckdb_sqlalchemy import ConnectionWrapper, CursorWrapper

    class PlainCursor(CursorWrapper):
        """Tells column types by name: SQLAlchemy keeps descriptions longer than DuckDB's own objects may live."""

        @property
        def description(self) -> Any:
            return [(name, str(kind), *rest) for name, kind, *rest in super().description or []] or None

    class OpenConnection(ConnectionWrapper):
        """Leaves transaction and lifetime to whoever opened the connection."""

        def lend(self, connection: Any) -> None:
            super().__init__(connection)

        def cursor(self) -> Any:
            return PlainCursor(self._ConnectionWrapper__c, self)

        def begin(self) -> None: ...
        def _begin(self) -> None: ...
        def commit(self) -> None: ...
        def rollback(self) -> None: ...
        def close(self) -> None: ...

    nothing: Any = None
    return OpenConnection(nothing)


def load_gx() -> types.ModuleType:
    """GX, imported once by whichever thread asks first."""
    with _LOADING:
        return _imported_gx()


@functools.cache
def _imported_gx() -> types.ModuleType:
    """Import GX on first use: it costs seconds of CPU, and what it leaves would slow down every later collection.

    GX imports pyspark where it finds it, and pyspark-client exits the process when it finds neither Spark nor
    a main script. GX on DuckDB needs none of it; a run on Spark has imported pyspark itself before it checks.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    collecting = gc.isenabled()
    gc.disable()
    atexit.register(_forget_dialect)
    try:
        with _without_unused_libraries():
            import great_expectations
            import great_expectations.expectations
    finally:
        gc.freeze()
        if collecting:
            gc.enable()
    return great_expectations


class _Unused(types.ModuleType):
    """Stands for a library that GX imports and that none of our promises uses; whatever is taken from it is a name."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__spec__ = ModuleSpec(name, None)  # pyspark asks for it

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Unused(f"{self.__name__}.{name}")


@contextmanager
def _without_unused_libraries() -> Iterator[None]:
    """Keep pyspark away from GX, and let scipy (distribution tests) and altair (charts) be names only: together a
    second of CPU. What was imported before stays as it is."""
    absent = [name for name in ("pyspark",) if name not in sys.modules]
    unused = [name for name in ("scipy", "scipy.stats", "altair") if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]
    sys.modules.update({name: _Unused(name) for name in unused})
    try:
        yield
    finally:
        for name in [*absent, *unused]:
            sys.modules.pop(name, None)


def _forget_dialect() -> None:
    """GX leaves objects that outlive the interpreter; through the dialect they reach DuckDB, which then prints
    a page of "leaked instance" lines at exit."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "duckdb_sqlalchemy":
            vars(module).clear()
    gc.unfreeze()


@contextmanager
def quiet_log() -> Iterator[None]:
    """GX logs the text of database errors, and so raw cells."""
    log = logging.getLogger("great_expectations")
    level = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(level)
