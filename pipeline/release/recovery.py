"""What a run finds after a crash, put in order before it starts."""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from pipeline.release import history
from pipeline.release.durable import remove_tree
from pipeline.release.failures import PublishError
from pipeline.release.folders import (
    Release,
    building_dir,
    current_id,
    entries_of,
    list_releases,
    removing_dir,
)
from pipeline.release.history import read_history, record

TEMPORARY = (".current.*.tmp", ".generation.*.tmp")


def recover_leftovers(marts_dir: Path, run_id: str, now: datetime) -> None:
    """Remove what dead runs left, and let the log say what is there. Call it under the publish lock."""
    remove_leftovers(marts_dir, run_id)
    complete_log(marts_dir, now)


def remove_leftovers(marts_dir: Path, run_id: str) -> None:
    """Remove half-built and half-removed releases and temporary files.

    The caller holds the lease, so every building folder but its own belongs to a run that is dead, or stale.
    """
    leftovers = [entry for entry in entries_of(building_dir(marts_dir)) if entry.name != run_id]
    leftovers += entries_of(removing_dir(marts_dir))
    leftovers += [entry for pattern in TEMPORARY for entry in marts_dir.glob(pattern)]
    for entry in leftovers:
        remove_tree(entry)


def complete_log(marts_dir: Path, now: datetime) -> None:
    """Log what a process did not live to log: a release placed, `current` moved, a release removed."""
    releases = list_releases(marts_dir)
    entries = read_history(marts_dir)
    current = current_id(marts_dir)
    logged = {entry["release_id"] for entry in entries}
    for release in releases:
        if release.id not in logged:
            event = _event_of(release, current)
            record(marts_dir, event, release.id, now, None, recovered=True)
            entries.append({"event": event, "release_id": release.id})
    active = [entry["release_id"] for entry in entries if entry["event"] in history.ACTIVATING]
    if current is not None and current != (active[-1] if active else None):
        record(marts_dir, history.ROLLED_BACK, current, now, None, recovered=True)
    removed = {entry["release_id"] for entry in entries if entry["event"] == history.REMOVED}
    for release_id in sorted(logged - removed - {release.id for release in releases}):
        record(marts_dir, history.REMOVED, release_id, now, None, recovered=True)


def _event_of(release: Release, current: str | None) -> str:
    with suppress(PublishError):  # a damaged manifest must not keep every later night from starting
        if release.is_what_if:
            return history.WHAT_IF
    is_reached = current is not None and release.id <= current
    return history.PUBLISHED if is_reached else history.INTERRUPTED
