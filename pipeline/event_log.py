"""Dagster's run history in SQLite, over connections that stay open.

Dagster opens a database for each event, waits for the disk, folds the write-ahead log back and closes it: on a
county's night that took longer than reading, models and checks together. Here a database stays open and SQLite
syncs when it folds its log (synchronous=NORMAL): a power cut may lose the last events of a run that it cut off
anyway, never the file, and no figure rests on the history.

What a step gave (its tables, checks, success) is committed when the next step starts or the run ends: a run has
two thousand events, and each commit and its connection cost more than the event. No transaction is open while a
step computes, so nobody waits for one.
"""

import json
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import sqlalchemy as sa

from pipeline.dagster_private import (
    ASSET_CHECK_EVENTS,
    ASSET_EVENTS,
    EVENT_TYPE_TO_PIPELINE_RUN_STATUS,
    INDEX_SHARD_NAME,
    SQLITE_BUSY_TIMEOUT_SECONDS,
    ConfigurableClassData,
    SqliteEventLogStorage,
)
from pipeline.lean_history import slim_history

OPEN_DATABASES = 8
INDEXED = {*ASSET_EVENTS, *ASSET_CHECK_EVENTS, *EVENT_TYPE_TO_PIPELINE_RUN_STATUS}
ENDS = {dg.DagsterEventType.RUN_SUCCESS, dg.DagsterEventType.RUN_FAILURE, dg.DagsterEventType.RUN_CANCELED}


RESULTS = {
    dg.DagsterEventType.ASSET_MATERIALIZATION,
    dg.DagsterEventType.ASSET_CHECK_EVALUATION,
    dg.DagsterEventType.STEP_SUCCESS,
}
# Outputs are said again by materialisations and checks. What is planned is not kept: a table that a run finds unchanged
# is not reported, and would count as failed or skipped in it.
UNTOLD = {
    dg.DagsterEventType.STEP_OUTPUT,
    dg.DagsterEventType.ASSET_MATERIALIZATION_PLANNED,
    dg.DagsterEventType.ASSET_CHECK_EVALUATION_PLANNED,
}


class Here(threading.local):
    """What a thread is about: the run whose step it executes, and its open transactions by database."""

    def __init__(self) -> None:
        self.run_id = ""
        self.begun: dict[str, sa.Connection] = {}


class OpenEventLogStorage(SqliteEventLogStorage):
    """SqliteEventLogStorage with the same files; the index and the latest runs' databases stay open."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: OrderedDict[str, sa.Engine] = OrderedDict()
        self._opening = threading.Lock()
        self._here = Here()
        self._present: set[str] = set()
        self._read: dict[dg.AssetKey, tuple[tuple[str, str], Any]] = {}
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "OpenEventLogStorage":
        return cls(inst_data=inst_data, **config_value)

    def store_event(self, event: dg.EventLogEntry) -> None:
        """As Dagster does, but for what is left out; the end of a run is when the details of the runs before it are
        given up."""
        kind = event.dagster_event_type if event.is_dagster_event else None
        if kind in UNTOLD:
            return
        self._begin(event.run_id)
        if kind in INDEXED:
            self._begin(INDEX_SHARD_NAME)
        try:
            super().store_event(event)
        except BaseException:
            self._end(sa.Connection.rollback)
            raise
        if kind == dg.DagsterEventType.STEP_START:
            self._here.run_id = event.run_id
        if not (kind in RESULTS and event.run_id == self._here.run_id):
            self._end(sa.Connection.commit)
        if kind in ENDS:
            slim_history(Path(self._base_dir), event.run_id)

    def _begin(self, shard: str) -> None:
        """Begin a transaction that outlives the event, unless this thread has begun it."""
        if shard not in self._here.begun:
            connection = self._engine(shard).connect()
            connection.begin()
            self._here.begun[shard] = connection

    def _end(self, how: Callable[[sa.Connection], None]) -> None:
        while self._here.begun:
            with self._here.begun.popitem()[1] as connection:
                how(connection)

    def run_connection(self, run_id: str | None = None) -> AbstractContextManager[sa.Connection]:
        return self._transaction(str(run_id))

    def index_connection(self) -> AbstractContextManager[sa.Connection]:
        return self._transaction(INDEX_SHARD_NAME)

    def has_table(self, table_name: str) -> bool:
        """Asked before each check is written; a table once there stays."""
        return self._stays(f"table {table_name}", lambda: super(OpenEventLogStorage, self).has_table(table_name))

    def has_secondary_index(self, name: str) -> bool:
        """Asked before each step; an index once there stays."""
        return self._stays(f"index {name}", lambda: super(OpenEventLogStorage, self).has_secondary_index(name))

    def has_asset_key_col(self, column_name: str) -> bool:
        """Asked with each step; a column once there stays."""
        asked = super().has_asset_key_col
        return self._stays(f"column {column_name}", lambda: asked(column_name))

    def _has_asset_key_col_on_connection(self, conn: sa.Connection, column_name: str) -> bool:
        """Asked with each asset event; a column once there stays."""
        asked = super()._has_asset_key_col_on_connection
        return self._stays(f"column {column_name}", lambda: asked(conn, column_name))

    def _stays(self, what: str, is_there: Callable[[], bool]) -> bool:
        if what not in self._present and is_there():
            self._present.add(what)
        return what in self._present

    def _get_latest_materialization_records(self, raw_asset_rows: Iterable[Any]) -> Mapping[dg.AssetKey, Any]:
        """Each step asks for the latest events of its inputs, tables and pictures included: a text is read once."""
        found: dict[dg.AssetKey, Any] = {}
        unread: dict[dg.AssetKey, Any] = {}
        for row in raw_asset_rows:
            key = dg.AssetKey.from_db_string(row["asset_key"])
            text, known = _event_text(row), self._read.get(key) if key else None
            if key and known is not None and known[0] == text:
                found[key] = known[1]
            elif key:
                unread[key] = row
        if unread:
            read = super()._get_latest_materialization_records(list(unread.values()))
            found |= read
            self._read |= {key: (_event_text(unread[key]), record) for key, record in read.items()}
        return found

    def latest_tags(self, tag: str) -> dict[str, str]:
        """Asset → value of one tag of its latest materialisation; the event itself is not read."""
        path = f'$.event_log_entry.dagster_event.event_specific_data.materialization.tags."{tag}"'
        query = sa.text("select asset_key, json_extract(last_materialization, :path) from asset_keys")
        with self.index_connection() as connection:
            rows = connection.execute(query, {"path": path}).fetchall()
        return {json.loads(key)[-1]: value for key, value in rows if value is not None}

    @contextmanager
    def _transaction(self, shard: str) -> Iterator[sa.Connection]:
        """What this thread has begun is gone on with, so that it reads what it wrote; else a transaction by itself."""
        if shard in self._here.begun:
            yield self._here.begun[shard]
            return
        with self._engine(shard).begin() as connection:
            yield connection

    def _engine(self, shard: str) -> sa.Engine:
        with self._opening:
            if shard not in self._engines:
                with super().run_connection(shard):
                    """Creates or migrates the database as Dagster does."""
                self._engines[shard] = _opened(self.conn_string_for_shard(shard))
            self._engines.move_to_end(shard)
            if len(self._engines) > OPEN_DATABASES:
                oldest = next(name for name in self._engines if name != INDEX_SHARD_NAME)
                self._engines.pop(oldest).dispose()
            return self._engines[shard]

    def dispose(self) -> None:
        self._end(sa.Connection.commit)
        with self._opening:
            while self._engines:
                self._engines.popitem()[1].dispose()
        super().dispose()


def latest_tags(instance: dg.DagsterInstance, tag: str) -> dict[str, str]:
    """Asset → value of one tag of its latest materialisation; empty where the history is another's."""
    storage: Any = instance.event_log_storage
    history = getattr(storage, "_event_log_storage", storage)
    return history.latest_tags(tag) if isinstance(history, OpenEventLogStorage) else {}


def _event_text(row: Any) -> tuple[str, str]:
    """What the latest event of an asset is read from: the event itself, and when the asset was wiped."""
    return row["last_materialization"], row["asset_details"]


def _opened(url: str) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def sync_at_checkpoints(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("pragma synchronous = normal")

    return engine
