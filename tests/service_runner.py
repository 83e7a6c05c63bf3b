"""A service of its own for tests: a small demo, a free port, started and ended as an operator would."""

import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline.service.readiness import status_of

ROOT = Path(__file__).resolve().parents[1]
# The machine that tests may be slow: two cores shared by several.
START_SECONDS, RUN_SECONDS = 240, 1200


def web_answers(port: int) -> bool:
    """Whether the guarded UI gives its version, which Dagster tells once it is loaded."""
    return status_of(port, "/server_info") == 200


@dataclass
class Service:
    """A data folder and the port of its service."""

    data: Path
    port: int
    environment: dict[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def income(self, *arguments: str, timeout: float = START_SECONDS) -> subprocess.CompletedProcess[str]:
        """Run a command of ours on the data folder."""
        command = [sys.executable, "-m", "pipeline.cli", arguments[0], "--data", str(self.data), *arguments[1:]]
        return subprocess.run(
            command, cwd=ROOT, env=os.environ | self.environment, capture_output=True, text=True, timeout=timeout
        )

    def up(self) -> None:
        done = self.income("up", "--port", str(self.port))
        assert done.returncode == 0, done.stdout + done.stderr
        wait_until(lambda: web_answers(self.port), 240, "Dagster's pages, which come after our own")

    def down(self) -> None:
        self.income("down")

    def pid(self, name: str) -> int:
        """Number of one of the service's processes."""
        return int((self.data / "dagster" / "pids-service" / f"{name}.pid").read_text().partition("-")[0])

    def runs(self) -> list[tuple[str, str]]:
        """(run id, status), oldest first."""
        path = self.data / "dagster" / "history" / "runs.db"
        if not path.exists():
            return []
        with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
            return connection.execute("select run_id, status from runs order by id").fetchall()

    def count(self, status: str) -> int:
        return sum(found == status for _, found in self.runs())

    def worker(self) -> str:
        """Who holds the lease, or held it last: run id and process."""
        path = self.data / "marts" / ".run.lock"
        return path.read_text(encoding="utf-8") if path.exists() else ""


def worker_pid(holder: str) -> int:
    """The process number in the lease's words."""
    return int(holder.partition("进程 ")[2].partition("，")[0])


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_so: Callable[[], object], seconds: float, what: str) -> None:
    """Look twice a second; AssertionError with `what` when the time is over."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"waited {seconds:.0f} s for: {what}"
        time.sleep(0.5)
