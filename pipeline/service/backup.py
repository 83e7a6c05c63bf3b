"""Backups of Dagster's run history: whole, checked copies of its SQLite files, the last few of them.

Nothing that proves a figure is kept only there (the releases hold it); what is lost with it is the history. A backup
counts when it was restored into a scratch folder; one that lacks runs of the last one is refused, so that a history
that was lost does not turn good backups out. Each backup holds the hashes of its databases, compared before it is
restored and before a database that did not change is linked to it.
"""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline.lean_history import opened
from pipeline.release.code_version import file_hash
from pipeline.release.durable import (
    DamagedError,
    read_sealed,
    remove_tree,
    sync_folder,
    sync_tree,
    write_file,
    write_sealed,
)
from pipeline.release.failures import reason_of
from pipeline.release.staging import remove_unfinished, unfinished_name

STAMP = "%Y%m%dT%H%M%SZ"
TORN = ("-wal", "-shm", "-journal")
FORGOTTEN, READ_ME, HASHES = "forgotten.txt", "恢复说明.txt", "hashes.json"
DAMAGED = "备份 {backup} 已损坏（{name} 缺失，或与备份时的 SHA-256 不符），未恢复；请改用另一份备份。"
LOST = (
    "运行历史比上次备份 {before} 少了 {count} 次运行；原备份均保留，未作新备份。恢复：income down，再 income backup --restore {before}；"
    "确属有意删除的：income backup --accept-loss。"
)


class BackupError(Exception):
    """The history is damaged, has lost runs, or could not be copied; the message is Chinese."""


@dataclass(frozen=True)
class Backup:
    """Where it lies, how many databases it holds, how many runs they know; `damaged`: later backups that a disk altered."""

    folder: Path
    databases: int
    runs: int
    damaged: tuple[str, ...] = ()


def back_up(
    home: Path, backup_dir: Path, *, keep: int, now: datetime | None = None, note: str = "", accept_loss: bool = False
) -> Backup:
    """Copy every database below `home`, restore the copies on trial, keep the newest `keep` backups.

    `note` goes into the backup for whoever restores it. Raises BackupError.
    """
    try:
        backup_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        remove_unfinished(backup_dir)
        made = _made(home, backup_dir, now or datetime.now(UTC), note, accept_loss)
    except (OSError, sqlite3.Error) as error:
        raise BackupError(f"运行历史未能备份（{reason_of(error)}）；原备份均保留。") from None
    for old in existing_backups(backup_dir)[:-keep]:  # out of sight in one step: half a backup must not look like one
        remove_tree(old.rename(backup_dir / unfinished_name()))
    return made


def _made(home: Path, backup_dir: Path, now: datetime, note: str, accept_loss: bool) -> Backup:
    folder = backup_dir / now.strftime(STAMP)
    last, damaged = newest_sound(backup_dir)
    building = backup_dir / unfinished_name()
    try:
        list(home.iterdir() if home.exists() else ())  # raises PermissionError, which a search passes over
        databases = sorted(path for path in home.rglob("*.db") if path.is_file())
        building.mkdir(mode=0o700)
        for path in databases:
            name = path.relative_to(home)
            copy_database(path, building / name, last / name if last else None)
        write_sealed(building / HASHES, {name: file_hash(building / name) for name in databases_of(building)})
        prove_by_restoring(building, backup_dir)
        lost = runs_known(last) - runs_known(building) - forgotten(last) if last else set()
        if last and lost and not accept_loss:
            raise BackupError(LOST.format(before=last.name, count=len(lost)))
        (building / READ_ME).write_text(note, encoding="utf-8")
        sync_tree(building)
        building.rename(folder)
        sync_folder(backup_dir)
    finally:
        remove_tree(building)
    return Backup(folder, len(databases), len(runs_known(folder)), damaged)


def newest_sound(backup_dir: Path) -> tuple[Path | None, tuple[str, ...]]:
    """The newest backup that is what was written, and the names of those after it that are not."""
    damaged: list[str] = []
    for backup in reversed(existing_backups(backup_dir)):
        if first_altered(backup) is None:
            return backup, tuple(damaged)
        damaged.append(backup.name)
    return None, tuple(damaged)


def first_altered(backup: Path) -> str | None:
    """The first file that is not what was written; None if all are, or a backup of an earlier version has no hashes."""
    if not (backup / HASHES).exists():
        return None
    try:
        hashes = read_sealed(backup / HASHES)
    except DamagedError:
        return HASHES
    return next((name for name, digest in hashes.items() if not is_content(backup / name, digest)), None)


def is_content(path: Path, digest: str) -> bool:
    """Whether a file is there and has this SHA-256."""
    return path.is_file() and file_hash(path) == digest


def databases_of(backup: Path) -> list[str]:
    """The databases of a backup, by their names below it."""
    return sorted(path.relative_to(backup).as_posix() for path in backup.rglob("*.db"))


def copy_database(source: Path, target: Path, previous: Path | None) -> None:
    """A consistent copy while others write; a file unchanged since the last backup is linked to it.

    Raises BackupError if there is nothing to copy, sqlite3.Error, OSError.
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
    with opened(source, "ro") as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)
    os.utime(target, ns=(changed, changed))


def prove_by_restoring(backup: Path, backup_dir: Path) -> None:
    """Restore a backup into a scratch folder and look at every database there. Raises BackupError."""
    scratch = backup_dir / unfinished_name()
    scratch.mkdir(mode=0o700)
    try:
        restore(scratch, backup)
        for path in sorted(scratch.rglob("*.db")):
            with closing(sqlite3.connect(path)) as database:
                if database.execute("pragma integrity_check").fetchall() != [("ok",)]:
                    raise BackupError(f"{path.name} 已损坏，请从上一备份恢复；原备份均保留。")
        if runs_known(scratch) != runs_known(backup):
            raise BackupError("备份试恢复后运行次数不符；原备份均保留。")
    except sqlite3.DatabaseError:
        raise BackupError("运行历史的库已损坏，请从上一备份恢复；原备份均保留。") from None
    finally:
        remove_tree(scratch)


def runs_known(folder: Path) -> set[str]:
    """Ids of the runs that a history knows; none without one."""
    path = folder / "history" / "runs.db"
    if not path.exists():
        return set()
    with opened(path, "ro") as history:
        tables = history.execute("select 1 from sqlite_master where name = 'runs'").fetchall()
        return {str(row[0]) for row in history.execute("select run_id from runs")} if tables else set()


def forgotten(backup: Path) -> set[str]:
    """The runs that were deleted on purpose after this backup was made."""
    path = backup / FORGOTTEN
    return set(path.read_text(encoding="ascii").split()) if path.exists() else set()


def note_forgotten(backup: Path, run_ids: list[str]) -> None:
    """Note in a backup which runs are about to be deleted on purpose. Raises OSError."""
    write_file(backup / FORGOTTEN, "\n".join(sorted({*forgotten(backup), *run_ids})).encode())


def existing_backups(backup_dir: Path) -> list[Path]:
    """Oldest first."""
    return sorted(path for path in backup_dir.glob("*Z") if path.is_dir()) if backup_dir.is_dir() else []


def restore(home: Path, backup: Path) -> int:
    """Put a backup's databases in the place of the present ones; returns how many. The service must be down.

    They are copied beside the present ones first: a restore that is killed leaves either of them whole. Raises
    BackupError where the backup is not what was written; the present ones then stay.
    """
    if altered := first_altered(backup):
        raise BackupError(DAMAGED.format(backup=backup.name, name=altered))
    databases = [backup / name for name in databases_of(backup)]
    for left in home.rglob("*.db.income-unfinished.*"):
        left.unlink()
    copies = []
    for path in databases:
        target = home / path.relative_to(backup)
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        copies.append((target.with_name(target.name + unfinished_name()), target))
        shutil.copyfile(path, copies[-1][0])
    kept = {target for _, target in copies}
    stale = [path for ending in ("", *TORN) for path in home.rglob(f"*.db{ending}") if path not in kept]
    for path in stale:
        path.unlink()
    for copy, target in copies:
        copy.replace(target)
        sync_folder(target.parent)
    return len(databases)
