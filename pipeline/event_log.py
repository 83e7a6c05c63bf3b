"""Dagster's run history in SQLite, over connections that stay open.

Dagster opens a database for each event, waits for the disk, folds the write-ahead log back and closes it: on a
county's night that took longer than reading, models and checks together. Here a database stays open and SQLite
syncs when it folds its log (synchronous=NORMAL): a power cut may lose the last events of a run that it cut off
anyway, never the file, and no figure rests on the history.
"""

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import sqlalchemy as sa

from pipeline.dagster_private import (
    INDEX_SHARD_NAME,
    SQLITE_BUSY_TIMEOUT_SECONDS,
    ConfigurableClassData,
    SqliteEventLogStorage,
)
from pipeline.lean_history import slim_history

OPEN_DATABASES = 8
ENDS = {dg.DagsterEventType.RUN_SUCCESS, dg.DagsterEventType.RUN_FAILURE, dg.DagsterEventType.RUN_CANCELED}


class OpenEventLogStorage(SqliteEventLogStorage):
    """SqliteEventLogStorage with the same files; the index and the latest runs' databases stay open."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: OrderedDict[str, sa.Engine] = OrderedDict()
        self._opening = threading.Lock()
        self._tables: set[str] = set()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Mapping[str, Any]
    ) -> "OpenEventLogStorage":
        return cls(inst_data=inst_data, **config_value)

    def store_event(self, event: dg.EventLogEntry) -> None:
        """As Dagster does; the end of a run is when the details of the runs before it are given up."""
        super().store_event(event)
        if event.is_dagster_event and event.dagster_event_type in ENDS:
            slim_history(Path(self._base_dir), event.run_id)

    def run_connection(self, run_id: str | None = None) -> AbstractContextManager[sa.Connection]:
        return self._transaction(str(run_id))

    def index_connection(self) -> AbstractContextManager[sa.Connection]:
        return self._transaction(INDEX_SHARD_NAME)

    def has_table(self, table_name: str) -> bool:
        """Asked before each check is written; a table once there stays."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    @contextmanager
    def _transaction(self, shard: str) -> Iterator[sa.Connection]:
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
        with self._opening:
            while self._engines:
                self._engines.popitem()[1].dispose()
        super().dispose()


def _opened(url: str) -> sa.Engine:
    engine = sa.create_engine(url, connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS})

    @sa.event.listens_for(engine, "connect")
    def sync_at_checkpoints(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("pragma synchronous = normal")

    return engine
