"""Removing old releases, on schedule or for privacy."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.release import history
from pipeline.release.durable import remove_tree, size_of, sync_folder
from pipeline.release.failures import PublishError, failures_as_publish_errors
from pipeline.release.folders import (
    Release,
    building_dir,
    create_folders,
    current_id,
    entries_of,
    list_releases,
    releases_dir,
    removing_dir,
)
from pipeline.release.history import record
from pipeline.release.lease import publish_lock, run_lock
from pipeline.settings import Settings

KEEP_COUNT = 30
KEEP_DAYS = 30


@dataclass(frozen=True)
class Purged:
    """What a purge removed: ids of releases, and bytes in all."""

    releases: list[str]
    bytes_freed: int


def remove_old_releases(
    marts_dir: Path,
    keep_count: int = KEEP_COUNT,
    *,
    keep_days: int = KEEP_DAYS,
    by: str | None = None,
    now: datetime | None = None,
) -> list[str]:
    """Remove the releases beyond the newest `keep_count` that are older than `keep_days`; returns their ids.

    Trial calculations are counted by themselves; the current release is never removed. One created in the
    future (a clock set wrong) counts as young. Raises PublishError.
    """
    now = now or datetime.now(UTC)
    oldest = now - timedelta(days=keep_days)
    with failures_as_publish_errors("清理旧版本"), publish_lock(marts_dir):
        newest_first = list_releases(marts_dir)[::-1]
        whole = [release for release in newest_first if _is_readable(release)]
        official = [release for release in whole if not release.is_what_if]
        trials = [release for release in whole if release.is_what_if]
        surplus = official[keep_count:] + trials[keep_count:]
        return _remove(marts_dir, [one for one in surplus if _created_at(one) < oldest], by, now)


def remove_old_runs(settings: Settings, keep_count: int = 3) -> list[str]:
    """Remove all run folders (intermediate tables) but the newest `keep_count`; returns their run ids."""
    folders = [entry for entry in settings.runs_dir.glob("*") if entry.is_dir()]
    newest_first = sorted(folders, key=lambda folder: (folder.stat().st_mtime_ns, folder.name), reverse=True)
    return [folder.name for folder in newest_first[keep_count:] if remove_tree(folder)]


def purge(settings: Settings, by: str | None = None, now: datetime | None = None) -> Purged:
    """Remove everything in data/work and every release but the current one.

    Files are unlinked, not overwritten: on a disk that is not encrypted tools may still recover them.
    Raises LockedError during a run, PublishError if something would not go. Works on a full disk.
    """
    now = now or datetime.now(UTC)
    marts_dir = settings.marts_dir
    with failures_as_publish_errors("清除"):
        create_folders(marts_dir)
        with run_lock(marts_dir) as running, publish_lock(marts_dir):
            running.sign("income purge")
            work = [*entries_of(settings.work_dir), *entries_of(building_dir(marts_dir))]
            old = [release for release in list_releases(marts_dir) if release.id != current_id(marts_dir)]
            freed = sum(map(size_of, [*work, *(release.path for release in old)]))
            left = [entry.name for entry in work if not remove_tree(entry)]
            removed = _remove(marts_dir, old, by, now)
            left += [entry.name for entry in entries_of(removing_dir(marts_dir)) if not remove_tree(entry)]
    if left:
        raise PublishError(f"清除未完成，仍有文件删不掉：{'、'.join(left)}。")
    return Purged(removed, freed)


def _remove(marts_dir: Path, releases: list[Release], by: str | None, now: datetime) -> list[str]:
    """Take releases out of sight in one step each, delete them, log it. Call it under the publish lock."""
    create_folders(marts_dir)
    current = current_id(marts_dir)
    doomed = [release for release in releases if release.id != current]
    for release in doomed:
        release.path.rename(removing_dir(marts_dir) / release.id)
    if doomed:
        sync_folder(releases_dir(marts_dir))
    for release in doomed:
        remove_tree(removing_dir(marts_dir) / release.id)
        record(marts_dir, history.REMOVED, release.id, now, by)
    return [release.id for release in doomed]


def _is_readable(release: Release) -> bool:
    """A release whose manifest is damaged is left for a person to look at."""
    try:
        return bool(release.manifest.created_at)
    except PublishError:
        return False


def _created_at(release: Release) -> datetime:
    return datetime.fromisoformat(release.manifest.created_at)
