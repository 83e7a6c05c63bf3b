"""The right to make the next release: one run at a time, and a number that tells a stale writer.

A run holds the lease from its first step to its last. Each lease raises the generation; `publish` refuses a
writer whose generation is no longer the newest, such as a step that went on after its run was killed.
"""

import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from pipeline.release.durable import write_file
from pipeline.release.failures import StaleWriterError, failures_as_publish_errors
from pipeline.release.folders import building_dir, create_folders
from pipeline.release.history import read_history
from pipeline.release.lock import FileLock
from pipeline.release.recovery import recover_leftovers, remove_leftovers
from pipeline.settings import plain_run_id

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
