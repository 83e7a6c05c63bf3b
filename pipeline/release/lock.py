"""A file lock that dies with the process that took it, and with no one else."""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from pipeline.release.failures import LockedError

POLL_SECONDS = 0.02
_held: set[int] = set()


class FileLock:
    """An exclusive lock on a file. Use it as a context manager, or take() and release().

    It also excludes other threads of this process. A forked child does not inherit it, so that a reader
    process that outlives a killed run does not keep the next night waiting.
    """

    def __init__(self, path: Path, busy_message: str, timeout_seconds: float = 0.0) -> None:
        self._path = path
        self._busy_message = busy_message
        self._timeout_seconds = timeout_seconds
        self._descriptor: int | None = None
        self._owner = 0

    def take(self) -> None:
        """Lock, waiting at most the timeout. Raises LockedError with the message, OSError."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        deadline = time.monotonic() + self._timeout_seconds
        while not _try_lock(descriptor):
            if time.monotonic() >= deadline:
                os.close(descriptor)
                raise LockedError(self._busy_message.format(holder=self._holder()))
            time.sleep(POLL_SECONDS)
        self._descriptor, self._owner = descriptor, os.getpid()
        _held.add(descriptor)

    def sign(self, holder: str) -> None:
        """Write into the locked file who holds it, for the message to those who come second."""
        if self._descriptor is not None:
            with suppress(OSError):  # on a full disk the lock still holds
                os.ftruncate(self._descriptor, 0)
                os.pwrite(self._descriptor, holder.encode(), 0)

    def release(self) -> None:
        """Unlock; without effect if it is not locked, or in a forked child."""
        if self._descriptor is not None and self._owner == os.getpid():
            _held.discard(self._descriptor)
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)  # a child forked this moment may still hold a copy
            os.close(self._descriptor)
        self._descriptor = None

    def _holder(self) -> str:
        content = self._path.read_bytes()[:500].decode(errors="replace").strip()
        return content or "未知"

    def __enter__(self) -> "FileLock":
        self.take()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _forget_locks_of_parent() -> None:
    """In a forked child: close its copies, or the lock would outlive its owner."""
    for descriptor in _held:
        os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_forget_locks_of_parent)
