"""The process beside: what it gives back, what becomes of it, and that it never outlives its parent."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.engine import ModelError
from pipeline.side_process import SideProcess

PARENT = """
import sys, time
from tests.unit.test_side_process import told_pid
from pipeline.side_process import SideProcess
if __name__ == "__main__":
    process = SideProcess()
    print(process.call(told_pid), flush=True)
    process._pool.submit(time.sleep, 60)
    time.sleep(60)
"""


def told_pid() -> int:
    return os.getpid()


def broken(name: str) -> None:
    raise ModelError(name, "no")


def dies_unless_here(pid: int) -> int:
    if os.getpid() != pid:
        os._exit(9)
    return pid


@pytest.fixture
def process() -> Iterator[SideProcess]:
    process = SideProcess(told_pid)
    yield process
    process.close()


def test_all_is_done_in_one_other_process_which_ends_when_it_is_closed(process: SideProcess) -> None:
    process.start()
    pids = {process.call(told_pid) for _ in range(3)}
    assert len(pids) == 1 and os.getpid() not in pids
    process.close()
    assert not lives(pids.pop())


def test_an_error_comes_back_as_it_was(process: SideProcess) -> None:
    with pytest.raises(ModelError, match="mart_members: no"):
        process.call(broken, "mart_members")


def test_what_kills_the_process_is_done_here(process: SideProcess) -> None:
    assert process.call(dies_unless_here, os.getpid()) == os.getpid()
    assert process.call(dies_unless_here, os.getpid()) == os.getpid()


def test_what_was_never_asked_starts_nothing() -> None:
    SideProcess(told_pid).close()


def test_it_dies_with_a_parent_that_is_killed_in_the_middle_of_a_task(tmp_path: Path) -> None:
    program = tmp_path / "parent.py"
    program.write_text(PARENT, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen([sys.executable, program], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert lives(pid)
        os.kill(parent.pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not lives(pid)


def lives(pid: int) -> bool:
    """Whether a process is there and not merely waiting to be reaped."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] not in "ZX"
    return False
