"""The three processes of the service: how each is started, found again after a crash, and ended with its children."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from pipeline.dagster_home import LOCATION
from pipeline.release.workers import identity_of
from pipeline.service.service_paths import ServicePlaces

CODE, DAEMON, WEB = "code", "daemon", "web"
NAMES = (CODE, DAEMON, WEB)
MODULE = "pipeline.definitions"


def environment(places: ServicePlaces) -> dict[str, str]:
    """Environment of the service's processes: our folders, no telemetry, no analytics."""
    return os.environ | {
        "DAGSTER_HOME": str(places.home),
        "INCOME_DATA": str(places.settings.data),
        "INCOME_CODE_SOCKET": str(places.socket),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "GX_ANALYTICS_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
    }


def commands(places: ServicePlaces, port: int, read_only: bool = False) -> dict[str, list[str]]:
    """Name → command line; a viewers' service has no daemon."""
    module = os.environ.get("INCOME_MODULE", MODULE)
    code = ["dagster", "code-server", "start", "-s", str(places.socket), "-m", module, "--location-name", LOCATION]
    daemon = ["dagster._daemon", "run", "-w", str(places.workspace)]
    web = ["pipeline.service.web", "--data", str(places.settings.data), "--port", str(port)]
    lines = {CODE: [*code, "--log-level", "warning"], DAEMON: [*daemon, "--log-level", "warning"], WEB: web}
    if read_only:
        lines[WEB].append("--read-only")
        del lines[DAEMON]
    return {name: [sys.executable, "-m", *line] for name, line in lines.items()}


def start(name: str, command: Sequence[str], places: ServicePlaces) -> subprocess.Popen[bytes]:
    """Start a process as leader of its own group, its output appended to its log."""
    with (places.log_dir / f"{places.role}-{name}.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            env=environment(places),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    write_pid(places.pid_dir / f"{name}.pid", process.pid)
    return process


def write_pid(path: Path, pid: int) -> None:
    """Note a process so that a later start recognises it, and no other that inherited its number."""
    path.write_text(identity_of(pid), encoding="ascii")


def read_pid(path: Path) -> int | None:
    """The process noted, if that very process still lives."""
    with suppress(OSError, ValueError):
        noted = path.read_text(encoding="ascii")
        pid = int(noted.split("-")[0])
        if identity_of(pid) == noted:
            return pid
    return None


def end(name: str, pid: int) -> None:
    """End one of the three with all its children. The code server's runs are killed outright: asked politely,
    Dagster would call it the step's own failure, and never retry it. Publishing survives kill -9."""
    end_group(pid, 0.0 if name == CODE else 15.0)


def end_group(pid: int, patience: float = 15.0) -> None:
    """End a process and all its children: politely, then for good. Nothing happens where none is left."""
    steps = ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0))
    for number, seconds in steps if patience else steps[1:]:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, number)
        if wait_for_group(pid, seconds):
            return


def wait_for_group(pid: int, seconds: float) -> bool:
    """Whether every process of the group is gone within the time."""
    deadline = time.monotonic() + seconds
    while group_lives(pid):
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.1)
    return True


def group_lives(pid: int) -> bool:
    """Whether the group has a process that is not merely waiting to be reaped."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.killpg(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return any(state not in "ZX" for state in states_of_group(pid))


def states_of_group(group: int) -> list[str]:
    """States of the processes of a group, from /proc."""
    states = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, IndexError):
            fields = entry.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if int(fields[2]) == group:
                states.append(fields[0])
    return states
