"""A guarded child seen from the parent: its process, its pipe, the item in its hand and its deadline."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import Pipe
from typing import Any

from pipeline.reading.limits import Limits
from pipeline.reading.sheet import Rejection
from pipeline.reading.worker import CRASHED, MEMORY, TIMEOUT

_KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
_OUT_OF_MEMORY = (b"memory allocation of", b"MemoryError", b"bad_alloc", b"out of memory")


class WorkerProcess:
    """One child process. It inherits no secret: only the variables an interpreter needs."""

    def __init__(self, task: Callable[[Any], Any], limits: Limits) -> None:
        """Start the child and hand it the task; raises RuntimeError when it does not come up in time."""
        self._limits = limits
        self.index = -1
        self.served = 0
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the child
        self.connection, far_end = Pipe()
        variables = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "pipeline.reading.worker", str(far_end.fileno())],
            pass_fds=[far_end.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            env=variables | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        far_end.close()
        self.connection.send((task, limits))
        self._is_ready = False
        self._deadline = 0.0

    def hand(self, index: int, item: Any) -> None:
        """Give the child its next item; the clock starts when the child is ready for it."""
        self._await_start()
        self.index = index
        self._deadline = time.monotonic() + self._limits.wall_seconds
        self.connection.send(item)

    def receive(self) -> Any:
        """The child's answer. Raises EOFError when it died."""
        try:
            result = self.connection.recv()
        except (EOFError, OSError) as error:
            raise EOFError from error
        self.served += 1
        return result

    def seconds_left(self) -> float:
        """Until the item in hand is out of time."""
        return self._deadline - time.monotonic()

    def cause_of_death(self) -> Rejection:
        """What ended the child, from its exit status and what its run time printed."""
        status = self._process.wait(timeout=self._limits.wall_seconds)
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

    def _await_start(self) -> None:
        if self._is_ready:
            return
        try:
            if not self.connection.poll(self._limits.start_seconds):
                raise EOFError
            self.connection.recv()
        except (EOFError, OSError) as error:
            self.end()
            raise RuntimeError("a guarded reader did not start") from error
        self._is_ready = True
