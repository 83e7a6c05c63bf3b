"""Run a task over many items in guarded child processes: a child that dies, hangs or panics costs its item only.

A worker serves many items, so that three hundred small workbooks do not start three hundred interpreters; it is
given one item at a time, so that the parent knows whose death it was.
"""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import Pipe
from multiprocessing.connection import wait
from typing import Any, TypeVar

from pipeline.intake.worker import CRASHED, MEMORY, TIMEOUT
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import Rejection

_KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
_OUT_OF_MEMORY = (b"memory allocation of", b"MemoryError", b"bad_alloc", b"out of memory")
_DYING_SECONDS = 5.0
_FAILED_STARTS = 3  # one after the other: the installation is broken; fewer: something killed a child that was starting
T = TypeVar("T")
R = TypeVar("R")


def run_guarded(
    task: Callable[[T], R],
    items: Sequence[T],
    *,
    limits: Limits,
    workers: int = 1,
    on_done: Callable[[T, R | Rejection], None] | None = None,
) -> Iterator[tuple[T, R | Rejection]]:
    """Yield each item with its result, in the order of `items`; `on_done` hears of each as soon as it is done.

    `task` is a module-level function, importable by name, or a `partial` of one; what it raises, and the death of its process, become a
    Rejection (reader_crashed, reader_timeout, reader_memory). Raises RuntimeError when a worker cannot start.
    """
    pool = _Pool(task, items, limits)
    try:
        pool.start(min(max(workers, 1), len(items)))
        for index, item in enumerate(items):
            while index not in pool.results:
                for done in pool.step():
                    if on_done is not None:
                        on_done(items[done], pool.results[done])
            yield item, pool.results.pop(index)
    finally:
        pool.close()


class WorkerProcess:
    """A guarded child seen from the parent: its process, its pipe, the item in its hand and its deadline. It inherits no secret: only the variables that an interpreter needs."""

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


class _Pool:
    """Workers and the items they hold; `results` by index of item."""

    def __init__(self, task: Callable[[Any], Any], items: Sequence[Any], limits: Limits) -> None:
        self.results: dict[int, Any] = {}
        self._task, self._items, self._limits = task, items, limits
        self._next = 0
        self._failed_starts = 0
        self._workers: list[WorkerProcess] = []

    def start(self, count: int) -> None:
        """Start `count` workers; their interpreters come up side by side."""
        for _ in range(count):
            self._workers.append(WorkerProcess(self._task, self._limits))
        for worker in list(self._workers):
            self._feed(worker)

    def step(self) -> list[int]:
        """Wait until a worker answers, dies or runs out of time; the indices of the items done by it."""
        first_deadline = min(worker.seconds_left() for worker in self._workers)
        wait([worker.connection for worker in self._workers], timeout=max(0.0, first_deadline))
        done = []
        for worker in list(self._workers):
            if worker.connection.poll():
                done += self._collect(worker)
            elif worker.seconds_left() <= 0:
                done += self._bury(worker, TIMEOUT)
        return done

    def close(self) -> None:
        """End every worker this pool started."""
        for worker in self._workers:
            worker.end()
        self._workers = []

    def _collect(self, worker: WorkerProcess) -> list[int]:
        try:
            message = worker.receive()
        except EOFError:
            return self._bury(worker, worker.cause_of_death())
        if not worker.is_ready:
            worker.start_clock()
            self._failed_starts = 0
            return []
        if message == MEMORY:
            return self._bury(worker, MEMORY)
        worker.served += 1
        self.results[worker.index] = message
        done = [worker.index]
        self._feed(worker)
        return done

    def _bury(self, worker: WorkerProcess, cause: Rejection) -> list[int]:
        """End a worker; its item is tried once more in a fresh one, unless this one was up, and fresh or hung."""
        index = worker.index
        self._dismiss(worker)
        self._failed_starts += not worker.is_ready
        if self._failed_starts == _FAILED_STARTS:
            raise RuntimeError("a guarded reader did not start")
        if not worker.is_ready or (worker.served and cause != TIMEOUT):
            self._workers.append(WorkerProcess(self._task, self._limits))
            self._workers[-1].hand(index, self._items[index])
            return []
        self.results[index] = cause
        if self._next < len(self._items):
            self._workers.append(WorkerProcess(self._task, self._limits))
            self._feed(self._workers[-1])
        return [index]

    def _feed(self, worker: WorkerProcess) -> None:
        if self._next < len(self._items):
            worker.hand(self._next, self._items[self._next])
            self._next += 1
        else:
            self._dismiss(worker)

    def _dismiss(self, worker: WorkerProcess) -> None:
        worker.end()
        self._workers.remove(worker)
