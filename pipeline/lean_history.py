"""The run history kept small: tables, pictures and queries of a run stay until the next run has its own.

Of an older run stays what its page and the plots need: when each step began and ended, its errors, the checks that
failed; in the index each table's row count and figures, each check's result with its sentence. Nothing that proves a
figure is lost: releases hold that.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

INDEX = "index.db"
LEAN = 1  # user_version of a run's database that has been gone through
MOST_AT_ONCE = 20  # databases of runs, when a history of an earlier version is met
LONGEST_TEXT = 60
BULKY = {"MarkdownMetadataEntryData", "TableMetadataEntryData", "TableSchemaMetadataEntryData",
         "TableColumnLineageMetadataEntryData", "JsonMetadataEntryData", "CodeReferencesMetadataEntryData"}  # fmt: skip
POINTERS = ("dagster/input_",)  # tags that say which event a step read: of use for the latest only
ENDED = "('PIPELINE_SUCCESS', 'PIPELINE_FAILURE', 'PIPELINE_CANCELED')"
# Said again by the index, which answers for assets and checks.
REPEATED = (
    "dagster_event_type = 'ASSET_MATERIALIZATION'"
    " or (dagster_event_type = 'ASSET_CHECK_EVALUATION' and event not like '%\"success\": false%')"
)
WITH_DETAILS = "('ASSET_MATERIALIZATION', 'ASSET_OBSERVATION', 'ASSET_CHECK_EVALUATION')"
LATEST_EVENTS = (
    "select max(id) from event_logs where asset_key is not null group by asset_key, dagster_event_type"
    " union all select evaluation_event_storage_id from asset_check_executions where id in"
    " (select max(id) from asset_check_executions group by asset_key, check_name)"
)
WASTE_BYTES = 1_000_000  # free pages that are worth a vacuum


def slim_history(folder: Path, newest_run: str) -> int:
    """Make every finished run but `newest_run` lean, and the index; returns how many runs were. Never raises for a
    history that is in use, damaged or gone: the next run does it."""
    done = 0
    shards = [path for path in sorted(folder.glob("*.db")) if path.name != INDEX and path.stem != newest_run]
    for path in shards:
        if done < MOST_AT_ONCE:
            with suppress(sqlite3.Error, OSError, ValueError):
                done += slim_run(path)
    with suppress(sqlite3.Error, OSError, ValueError):
        slim_index(folder / INDEX)
    return done


def slim_run(path: Path) -> bool:
    """Make the database of one run lean; False if it is already, or the run has not ended."""
    with opened(path) as database:
        if database.execute("pragma user_version").fetchone()[0] >= LEAN:
            return False
        if not database.execute(f"select 1 from event_logs where dagster_event_type in {ENDED}").fetchall():
            return False
        with database:
            database.execute(f"delete from event_logs where {REPEATED}")
            slim_events(database, "event_logs", "event", f"dagster_event_type in {WITH_DETAILS}")
            database.execute(f"pragma user_version = {LEAN}")
        vacuum(database)
    return True


def slim_index(path: Path) -> None:
    """Keep, over all runs, the details of each asset's latest events and of each check's latest result."""
    with opened(path) as database:
        with database:
            database.execute(f"create temp table latest as {LATEST_EVENTS}")
            older = "id not in latest"
            database.execute(f"delete from event_logs where dagster_event_type = 'ASSET_CHECK_EVALUATION' and {older}")
            slim_events(database, "event_logs", "event", f"dagster_event_type in {WITH_DETAILS} and {older}")
            older = "id not in (select max(id) from asset_check_executions group by asset_key, check_name)"
            slim_events(database, "asset_check_executions", "evaluation_event", older)
        compact(database)


def shown_runs(path: Path) -> set[str]:
    """Runs that an asset's page shows as its latest; of a table that does not change it may be an old one."""
    latest = "select max(id) from event_logs where dagster_event_type = 'ASSET_MATERIALIZATION' group by asset_key"
    with opened(path) as database:
        return {run_id for (run_id,) in database.execute(f"select run_id from event_logs where id in ({latest})")}


def slim_events(database: sqlite3.Connection, table: str, column: str, where: str) -> None:
    """Rewrite the events of some rows without their details, and without spaces: so they are known for lean."""
    whole = f"select id, {column} from {table} where {column} like '{{\"__class__\": %' and {where}"
    changes = [
        (json.dumps(lean(json.loads(event)), ensure_ascii=False, separators=(",", ":")), number)
        for number, event in database.execute(whole).fetchall()
    ]
    database.executemany(f"update {table} set {column} = ? where id = ?", changes)


def lean(value: Any) -> Any:
    """An event as Dagster serialises it, without tables, pictures, long texts and pointers."""
    if isinstance(value, list):
        return [lean(one) for one in value if not (isinstance(one, dict) and is_bulky(one.get("entry_data")))]
    if not isinstance(value, dict):
        return value
    return {name: lean(one) for name, one in value.items() if not is_bulky(one) and not name.startswith(POINTERS)}


def is_bulky(value: Any) -> bool:
    """Whether a value of metadata is a table, a picture, a query or a long text."""
    if not isinstance(value, dict):
        return False
    kind = value.get("__class__")
    return kind in BULKY or (kind == "TextMetadataEntryData" and len(value.get("text") or "") > LONGEST_TEXT)


def compact(database: sqlite3.Connection) -> None:
    """Give freed pages back to the disk, where they are worth it."""
    pages, size = (database.execute(f"pragma {name}").fetchone()[0] for name in ("freelist_count", "page_size"))
    if pages * size > WASTE_BYTES:
        vacuum(database)


def vacuum(database: sqlite3.Connection) -> None:
    """Write the database anew without its free pages, and fold its write-ahead log back."""
    database.execute("vacuum")
    database.execute("pragma wal_checkpoint(truncate)").fetchall()


@contextmanager
def opened(path: Path, mode: str = "rw") -> Iterator[sqlite3.Connection]:
    """A database that exists, with patience for whoever writes it; `mode`: ro or rw. Raises sqlite3.OperationalError.

    `as_uri` quotes what means something in an address, as # in the name of a folder.
    """
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=5.0)) as database:
        yield database
