"""Backups of Dagster's run history: whole, checked copies of its SQLite files, the last few of them.

Nothing that proves a figure is kept only there (the releases hold it); what is lost with it is the history.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.release.durable import remove_tree, sync_folder

STAMP = "%Y%m%dT%H%M%SZ"
TORN = ("-wal", "-shm", "-journal")


class BackupError(Exception):
    """The history is damaged, empty where it was not, or could not be copied; the message is Chinese."""


@dataclass(frozen=True)
class Backup:
    """Where it lies, how many databases it holds, how many runs they know."""

    folder: Path
    databases: int
    runs: int


def back_up(home: Path, backup_dir: Path, keep: int, now: datetime | None = None) -> Backup:
    """Copy every database below `home`, check each copy, keep the newest `keep` backups. Raises BackupError."""
    backup_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = backup_dir / (now or datetime.now(UTC)).strftime(STAMP)
    earlier = existing_backups(backup_dir)
    building = backup_dir / f".{folder.name}"
    try:
        databases = sorted(path for path in home.rglob("*.db") if path.is_file())
        for path in databases:
            copy_database(
                path, building / path.relative_to(home), earlier[-1] / path.relative_to(home) if earlier else None
            )
        runs = count_runs(building)
        if earlier and runs == 0 and count_runs(earlier[-1]) > 0:
            raise BackupError(f"运行历史是空的，而上次备份 {earlier[-1].name} 不空；原备份均保留，请从中恢复。")
        building.rename(folder)
        sync_folder(backup_dir)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"运行历史未能备份（{type(error).__name__}）；原备份均保留。") from None
    finally:
        remove_tree(building)
    for old in existing_backups(backup_dir)[:-keep]:
        remove_tree(old)
    return Backup(folder, len(databases), runs)


def copy_database(source: Path, target: Path, previous: Path | None) -> None:
    """A consistent copy while others write, checked; a file unchanged since the last backup is linked to it.

    Raises BackupError if the copy is damaged, sqlite3.Error, OSError.
    """
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    changed = source.stat().st_mtime_ns
    log = source.with_name(f"{source.name}-wal")
    is_at_rest = not log.exists() or log.stat().st_size == 0
    if previous is not None and is_at_rest and previous.exists() and previous.stat().st_mtime_ns == changed:
        os.link(previous, target)
        return
    if source.stat().st_size == 0:
        raise BackupError(f"{source.name} 的长度为零：运行历史已丢失，请从备份恢复。")
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
        if copy.execute("pragma integrity_check").fetchall() != [("ok",)]:
            raise BackupError(f"{source.name} 已损坏，请从上一备份恢复。")
    os.utime(target, ns=(changed, changed))


def count_runs(folder: Path) -> int:
    """Runs that a backup's history knows; 0 without one."""
    path = folder / "history" / "runs.db"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as history:
        tables = history.execute("select 1 from sqlite_master where name = 'runs'").fetchall()
        return int(history.execute("select count(*) from runs").fetchone()[0]) if tables else 0


def existing_backups(backup_dir: Path) -> list[Path]:
    """Oldest first."""
    return sorted(path for path in backup_dir.glob("*Z") if path.is_dir()) if backup_dir.is_dir() else []


def restore(home: Path, backup: Path) -> int:
    """Put a backup's databases in the place of the present ones; returns how many. The service must be down."""
    for ending in ("*.db", *(f"*.db{ending}" for ending in TORN)):
        for path in home.rglob(ending):
            path.unlink()
    databases = sorted(backup.rglob("*.db"))
    for path in databases:
        target = home / path.relative_to(backup)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return len(databases)
