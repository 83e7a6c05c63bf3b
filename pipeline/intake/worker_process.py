"""A guarded child seen from the parent: its process, its pipe, the item in its hand and its deadline."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import Pipe
from typing import Any

from pipeline.intake.worker import CRASHED, MEMORY, TIMEOUT
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import Rejection

_KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
_OUT_OF_MEMORY = (b"memory allocation of", b"MemoryError", b"bad_alloc", b"out of memory")
_DYING_SECONDS = 5.0


class WorkerProcess:
    """One child process. It inherits no secret: only the variables that an interpreter needs."""

    def __init__(self, task: Callable[[Any], Any], limits: Limits) -> None:
        """Start the child and hand it the task; it comes up while the parent goes on."""
        self.index = -1
        self.served = 0
        self.is_ready = False
        self._limits = limits
        self._deadline = time.monotonic() + limits.start_seconds
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        self.connection, far_end = Pipe()
        variables = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipeline.intake.worker", str(far_end.fileno())],
            pass_fds=[far_end.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            env=variables | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        far_end.close()
        self._send((task, limits))

    def hand(self, index: int, item: Any) -> None:
        """Give the child its next item; the clock starts when the child is up."""
        self.index = index
        if self.is_ready:
            self._deadline = time.monotonic() + self._limits.wall_seconds
        self._send(item)

    def start_clock(self) -> None:
        """The child is up: the item that it holds has its time from now on."""
        self.is_ready = True
        self._deadline = time.monotonic() + self._limits.wall_seconds

    def receive(self) -> Any:
        """The child's next message. Raises EOFError when it died."""
        try:
            return self.connection.recv()
        except OSError as error:
            raise EOFError from error

    def seconds_left(self) -> float:
        """Until the item in hand is out of time."""
        return self._deadline - time.monotonic()

    def cause_of_death(self) -> Rejection:
        """What ended the child, from its exit status and what its run time printed."""
        try:
            status = self._process.wait(timeout=_DYING_SECONDS)
        except subprocess.TimeoutExpired:
            return CRASHED
        if status == -signal.SIGXCPU:
            return TIMEOUT
        self._errors.seek(0)
        printed = self._errors.read(1 << 16)
        if status == -signal.SIGKILL or any(mark in printed for mark in _OUT_OF_MEMORY):
            return MEMORY
        return CRASHED

    def end(self) -> None:
        """Kill the child, if it still runs, and let go of what was held for it."""
        self.connection.close()
        self._process.kill()
        self._process.wait()
        self._errors.close()

    def _send(self, message: Any) -> None:
        """A child that died meanwhile is noticed when its answer is awaited."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.connection.send(message)
