"""The guarded child: one process that runs a task on one item after the other, under its own limits.

Started as `python -m pipeline.intake.worker FD` by `child.run_guarded`; it imports nothing of the parent's main
module, and its standard error is a file that the parent reads only for the cause of death.
"""

import gc
import resource
import signal
import sys
from multiprocessing.connection import Connection
from typing import Any

from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import Rejection

MEMORY = Rejection("reader_memory", "读取所需内存超过上限，请按村或按年度拆分，或另存为新的 .xlsx 后重新报送")
CRASHED = Rejection("reader_crashed", "读取程序无法处理该文件，请用 Excel 或 WPS 打开并另存为 .xlsx 后重新报送")
TIMEOUT = Rejection("reader_timeout", "读取超过时限，请按村或按年度拆分，或另存为新的 .xlsx 后重新报送")
READY = "ready"


def serve(connection: Connection) -> None:
    """Answer items until the parent hangs up: first the task and its limits, then item for item its result."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to stop
    task, limits = connection.recv()
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_AS, limits.child_memory_bytes)
    gc.disable()  # rows of text make no cycles; what an item leaves behind is collected before the next
    gc.freeze()
    connection.send(READY)
    while True:
        try:
            item = connection.recv()
        except EOFError:
            return
        _allow_cpu(limits)
        _send(connection, _answer(task, item))
        gc.collect()
        gc.freeze()  # what outlives an item are modules and caches: the next collection need not walk them again


def _answer(task: Any, item: Any) -> Any:
    """The task's result; a rejection for whatever it raises, a parser's panic (a BaseException) included."""
    try:
        return task(item)
    except MemoryError:
        return MEMORY
    except BaseException:
        return CRASHED


def _send(connection: Connection, answer: Any) -> None:
    try:
        connection.send(answer)
    except BrokenPipeError:
        raise SystemExit from None
    except MemoryError:
        connection.send(MEMORY)
    except Exception:
        connection.send(CRASHED)


def _lower(kind: int, value: int) -> None:
    """Lower a limit for good; one that is lower already stays."""
    hard = resource.getrlimit(kind)[1]
    allowed = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (allowed, allowed))


def _allow_cpu(limits: Limits) -> None:
    """Grant the next item its CPU seconds on top of what this process has used; beyond, the system ends it."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(usage.ru_utime + usage.ru_stime) + 1 + limits.cpu_seconds
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    allowed = allowed if hard == resource.RLIM_INFINITY else min(allowed, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))


if __name__ == "__main__":
    serve(Connection(int(sys.argv[1])))
