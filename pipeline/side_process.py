"""A process beside the run, for what is Python and need not wait its turn: checks by Great Expectations, charts.

It starts when it is first asked, or warned that it will be, and does one task after the other. It ends with the
process that started it, also where that one is killed.
"""

import atexit
import multiprocessing
import os
import signal
import threading
import warnings
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from functools import cached_property
from multiprocessing.connection import wait
from typing import ParamSpec, TypeVar

from pipeline.settings import collect_seldom

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class SideProcess:
    """One process, which begins with `imports`: functions of modules that import what its tasks need. What it is asked
    may come from several threads."""

    def __init__(self, *imports: Callable[[], object]) -> None:
        self._imports = imports

    @cached_property
    def _pool(self) -> ProcessPoolExecutor:
        # not forked: this process has threads, and locks that they hold
        return ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _begin, self._imports)

    def start(self) -> None:
        """Start it now, if it has not begun; it comes up while this process goes on."""
        if "_pool" not in self.__dict__:
            self._pool.submit(int)

    def call(self, task: Callable[Arguments, Result], *arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        """The task's result; raises what it raised. `task` is a function of a module. Where the process dies, as one
        that takes too much memory may, the task is done here."""
        try:
            future: Future[Result] = self._pool.submit(task, *arguments, **named)
            return future.result()
        except BrokenExecutor:
            return task(*arguments, **named)

    def close(self) -> None:
        """Begin no more, and wait for the task in hand."""
        if "_pool" in self.__dict__:
            self._pool.shutdown(cancel_futures=True)


def shared_out(tasks: Sequence[Callable[[], Result]]) -> list[Result]:
    """The results of the tasks, in their order: each is done here or in a process beside, whichever is free.

    A task is a partial of a function of a module. Raises what one of them raised.
    """
    waiting, results = deque(enumerate(tasks)), dict[int, Result]()

    def take(do: Callable[[Callable[[], Result]], Result]) -> None:
        while waiting:
            place, task = waiting.popleft()
            results[place] = do(task)

    with closing(SideProcess()) as process, ThreadPoolExecutor(1) as thread:
        beside = thread.submit(take, process.call)
        try:
            take(lambda task: task())
        finally:
            waiting.clear()
        beside.result()
    return [results[place] for place in range(len(tasks))]


def _begin(*imports: Callable[[], object]) -> None:
    """In the new process: no word of libraries, no Ctrl-C of its own, out at once at the end (see cli.entry)."""
    atexit.register(os._exit, 0)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warnings.simplefilter("ignore")
    collect_seldom()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    for one in imports:
        one()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
