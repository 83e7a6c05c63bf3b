"""Measured child processes: CPU, wall and peak memory of one task, by the kernel's own account."""

import json
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
MIB = 1024  # ru_maxrss is in KiB on Linux


class TaskFailedError(RuntimeError):
    """A task ended with an error: its figures are worth nothing."""


@dataclass(frozen=True)
class Usage:
    """What one task took: CPU seconds of the child and all it waited for, wall seconds, its largest process in MiB.

    `report` is what the task itself had to say.
    """

    task: str
    cpu: float
    wall: float
    peak_mib: float
    report: dict[str, Any]


def measure(task: str, *arguments: str | Path, folder: Path, python: Path | str = sys.executable) -> Usage:
    """Run `python -m tests.benchmarks.tasks.<task>` in a process of its own. Raises TaskFailedError."""
    report, log = folder / f"{task}.json", folder / f"{task}.log"
    report.unlink(missing_ok=True)
    command = [str(python), "-W", "ignore", "-m", f"tests.benchmarks.tasks.{task}", str(report), *map(str, arguments)]
    started = time.perf_counter()
    status, usage = waited(command, log)
    wall = time.perf_counter() - started
    if status:
        raise TaskFailedError(f"{task} ended with {status}; see {log}\n{log.read_text(encoding='utf-8')[-2000:]}")
    said = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
    return Usage(task, usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / MIB, said)


def waited(command: Sequence[str], log: Path) -> tuple[int, Any]:
    """Exit code and resource usage of a command whose output goes to a file."""
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "GX_ANALYTICS_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
    }
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [(os.POSIX_SPAWN_OPEN, 1, str(log), flags, 0o600), (os.POSIX_SPAWN_DUP2, 1, 2)]
    child = os.posix_spawn(command[0], list(command), environment, file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), usage


def tell(path: str, **facts: Any) -> None:
    """A task's report to whoever measures it."""
    Path(path).write_text(json.dumps(facts), encoding="utf-8")
