"""Measured child processes: CPU, wall and peak memory of one task, by the kernel's own account."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = Path(__file__).with_name("launch.py")


class TaskFailedError(RuntimeError):
    """A task ended with an error: its figures are worth nothing."""


@dataclass(frozen=True)
class Usage:
    """What one task took: CPU seconds of the child and all it waited for, wall seconds, its largest process in MiB.

    `report` is what the task itself had to say. A stopped task took at least this much.
    """

    task: str
    cpu: float
    wall: float
    peak_mib: float
    report: dict[str, Any]
    is_stopped: bool = False


def measure(
    task: str,
    *arguments: str | Path,
    folder: Path,
    python: Path | str = sys.executable,
    cpu_limit: int = 0,
    root: Path = ROOT,
) -> Usage:
    """Run `python -m tests.benchmarks.tasks.<task>` in a process of its own, stopped after `cpu_limit` CPU seconds.

    `root`: the source of the version that is measured. Raises TaskFailedError.
    """
    report, log = folder / f"{task}.json", folder / f"{task}.log"
    report.unlink(missing_ok=True)
    command = [str(python), "-W", "ignore", "-m", f"tests.benchmarks.tasks.{task}", str(report), *map(str, arguments)]
    used = launched(command, folder / f"{task}.usage", log, cpu_limit, root)
    if used["exit"] and 0 < 0.9 * cpu_limit <= used["cpu"]:  # the kernel counts the limit by its own clock
        return Usage(task, used["cpu"], used["wall"], used["peak_kib"] / 1024, {}, is_stopped=True)
    if used["exit"]:
        raise TaskFailedError(f"{task} ended with {used['exit']}; see {log}\n{log.read_text(encoding='utf-8')[-2000:]}")
    said = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
    return Usage(task, used["cpu"], used["wall"], used["peak_kib"] / 1024, said)


def environment(root: Path) -> dict[str, str]:
    """The environment of a measured process, which is started in `root`: our code is that of this folder."""
    return os.environ | {
        "PYTHONPATH": str(root),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "GX_ANALYTICS_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
    }


def launched(command: Sequence[str], usage: Path, log: Path, cpu_limit: int = 0, root: Path = ROOT) -> dict[str, Any]:
    """What a command took, by the launcher's account."""
    usage.unlink(missing_ok=True)
    subprocess.run(
        [sys.executable, "-I", "-S", str(LAUNCHER), str(usage), str(log), str(cpu_limit), *command],
        env=environment(root),
        cwd=root,
        check=True,
    )
    used: dict[str, Any] = json.loads(usage.read_text(encoding="utf-8"))
    return used


def tell(path: str, **facts: Any) -> None:
    """A task's report to whoever measures it."""
    Path(path).write_text(json.dumps(facts), encoding="utf-8")
