"""What recurs beside the runs: the watch from outside Dagster, the nightly backup, rotation of logs."""

import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.service import processes
from pipeline.service.service_paths import ServicePlaces

LARGEST = 10_000_000
KEPT = 5


def rotate_logs(folder: Path, largest: int = LARGEST, kept: int = KEPT) -> list[str]:
    """Move every log beyond `largest` bytes to `<name>.1`, the older ones one further; returns the names moved.

    The process goes on writing into the same file, which is emptied (it appends, so nothing is overwritten).
    """
    moved = []
    for path in sorted(folder.glob("*.log")):
        if path.stat().st_size > largest:
            push_back(path, kept)
            moved.append(path.name)
    return moved


def push_back(path: Path, kept: int) -> None:
    """`.1` becomes `.2` and so on; the oldest goes; the log itself is copied to `.1` and emptied."""
    for number in range(kept - 1, 0, -1):
        older = path.with_name(f"{path.name}.{number}")
        if older.exists():
            older.replace(path.with_name(f"{path.name}.{number + 1}"))
    shutil.copyfile(path, path.with_name(f"{path.name}.1"))
    with path.open("r+b") as file:
        file.truncate(0)


def last_lines(path: Path, count: int = 15) -> str:
    """The end of a log, for a message; empty if there is none."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 20_000))
        return "\n".join(file.read().decode("utf-8", "replace").splitlines()[-count:])


WATCH_SECONDS, BACKUP_SECONDS, ROTATION_SECONDS = 600.0, 86_400.0, 60.0


@dataclass
class Duties:
    """Call `attend` often; it does what is due and returns at once. Viewers' services have no duties."""

    places: ServicePlaces
    is_quiet: bool = False
    _due: dict[str, float] = field(default_factory=dict)
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def attend(self) -> None:
        """Start what is due."""
        if self._is_due("logs", ROTATION_SECONDS):
            rotate_logs(self.places.log_dir)
        if self.is_quiet:
            return
        data = str(self.places.settings.data)
        if self._is_due("watch", WATCH_SECONDS):
            self._begin("watch", "pipeline.cli", "status", "--data", data, "--quiet", "--alarm")
        if self._is_due("backup", 600.0) and self._backup_age() > BACKUP_SECONDS:
            self._begin("backup", "pipeline.cli", "backup", "--data", data)

    def stop(self) -> None:
        """End what still runs."""
        for process in self._running.values():
            processes.end_group(process.pid)

    def _is_due(self, name: str, seconds: float) -> bool:
        """Due for the first time after one period, then each period."""
        now = time.monotonic()
        due = self._due.setdefault(name, now + min(seconds, 120.0))
        if now < due:
            return False
        self._due[name] = now + seconds
        return True

    def _begin(self, name: str, *command: str) -> None:
        previous = self._running.get(name)
        if previous is None or previous.poll() is not None:
            self._running[name] = processes.start(name, [sys.executable, "-m", *command], self.places)

    def _backup_age(self) -> float:
        folders = list(self.places.backup_dir.glob("*Z")) if self.places.backup_dir.is_dir() else []
        return time.time() - max((folder.stat().st_mtime for folder in folders), default=0.0)


def run_module(places: ServicePlaces, module: str, *arguments: str) -> int:
    """Run one of our modules to its end, its output in the supervisor's log; returns its exit code."""
    with (places.log_dir / f"{places.role}-supervisor.log").open("ab") as log:
        command = [sys.executable, "-m", module, *arguments]
        return subprocess.run(command, env=processes.environment(places), stdout=log, stderr=log).returncode
