"""Forked processes for fault tests."""

import os
import sys
from collections.abc import Callable


def fork(work: Callable[[], object]) -> int:
    """Run `work` in a forked process; returns its number. It ends with 0, or 1 after an exception."""
    child = os.fork()
    if child:
        return child
    try:
        work()
        os._exit(0)
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)
