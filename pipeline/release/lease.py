"""The right to make the next release: one run at a time, and a number that tells a stale writer.

A run holds the lease from its first step to its last. Each lease raises the generation; `publish` refuses a
writer whose generation is no longer the newest, such as a step that went on after its run was killed. What a run finds after a crash it puts in order before it starts.
"""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from pipeline.release import history
from pipeline.release.durable import remove_tree, write_file
from pipeline.release.failures import PublishError, StaleWriterError, failures_as_publish_errors
from pipeline.release.folders import (
    Release,
    building_dir,
    create_folders,
    current_id,
    entries_of,
    list_releases,
    removing_dir,
)
from pipeline.release.history import read_history, record
from pipeline.release.lock import FileLock
from pipeline.settings import plain_run_id

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


RUN_BUSY = "另一次运行正在进行（{holder}），请等它结束后再试。"
PUBLISH_BUSY = "一分钟内没有等到发布锁，可能另一程序卡在发布中。"
PUBLISH_TIMEOUT_SECONDS = 60.0


class Lease:
    """Held by one run; `generation` goes to publish(). Release it in any case; death releases it too."""

    def __init__(self, marts_dir: Path, run_id: str, generation: int, lock: FileLock) -> None:
        self.marts_dir = marts_dir
        self.run_id = run_id
        self.generation = generation
        self._lock = lock

    def build_dir(self) -> Path:
        """The folder in which this run builds its release; created if it is missing."""
        folder = building_dir(self.marts_dir, self.run_id)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    def release(self) -> None:
        """Let the next run begin."""
        self._lock.release()

    def __enter__(self) -> "Lease":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def take_lease(marts_dir: Path, run_id: str) -> Lease:
    """Become the one run that may publish, and clear away what dead runs left.

    Raises LockedError while another run holds the lease, PublishError if the disk refuses, ValueError for a
    run id that is no plain name.
    """
    plain_run_id(run_id)
    lock = run_lock(marts_dir)
    with failures_as_publish_errors("开始运行"):
        create_folders(marts_dir)
        lock.take()
        try:
            since = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M:%S")
            lock.sign(f"运行 {run_id}，进程 {os.getpid()}，自 {since} 起")
            with publish_lock(marts_dir):
                generation = _raise_generation(marts_dir, run_id)
                recover_leftovers(marts_dir, run_id, datetime.now(UTC))
        except BaseException:
            lock.release()
            raise
    return Lease(marts_dir, run_id, generation, lock)


def _raise_generation(marts_dir: Path, run_id: str) -> int:
    generation = read_generation(marts_dir) + 1
    try:
        write_file(marts_dir / ".generation", f"{generation}\n".encode())
    except OSError:  # a full disk: the leftovers of killed runs may be what fills it
        remove_leftovers(marts_dir, run_id)
        write_file(marts_dir / ".generation", f"{generation}\n".encode())
    return generation


def run_lock(marts_dir: Path) -> FileLock:
    """Held by the one run, or by a purge."""
    return FileLock(marts_dir / ".run.lock", RUN_BUSY)


def publish_lock(marts_dir: Path) -> FileLock:
    """Taken for the moment of any change to `current`, releases/ or the generation."""
    return FileLock(marts_dir / ".publish.lock", PUBLISH_BUSY, PUBLISH_TIMEOUT_SECONDS)


def check_generation(marts_dir: Path, generation: int) -> None:
    """Raises StaleWriterError if a newer run has begun."""
    newest = read_generation(marts_dir)
    if newest != generation:
        raise StaleWriterError(
            f"本次运行（第 {generation} 代）已被更新的运行（第 {newest} 代）取代，拒绝发布，以免旧结果覆盖新结果。"
        )


def read_generation(marts_dir: Path) -> int:
    """The newest generation given out; 0 at first. If its file is lost, the newest one that published."""
    with suppress(OSError, ValueError):
        return int((marts_dir / ".generation").read_text(encoding="ascii"))
    return max((int(entry.get("generation", 0)) for entry in read_history(marts_dir)), default=0)
