"""Tasks that children of the tests run: each misbehaves in its own way."""

import os
import signal
import time


def misbehave(how: str) -> str:
    """Do as told; anything unknown is answered politely."""
    if how == "raise":
        raise ValueError("a cell's text")
    if how == "panic":
        raise KeyboardInterrupt
    if how == "abort":
        os.abort()
    if how == "segfault":
        os.kill(os.getpid(), signal.SIGSEGV)
    if how == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if how == "hang":
        time.sleep(60)
    if how == "spin":
        while True:
            pass
    if how == "eat":
        return str(len(bytearray(4 << 30)))
    if how == "secret":
        return os.environ.get("TEST_SECRET", "none")
    if how == "unpicklable":
        return lambda: "x"  # type: ignore[return-value]
    return f"{how} by {os.getpid()}"
