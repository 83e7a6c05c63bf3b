"""Keeps the code server, the daemon and the web server running: whichever dies is started again.

It imports no Dagster, so it is small and outlives what goes wrong there. When the code server dies, the runs
it was executing die with it; they are marked failed at once, so that the queue moves on and they are retried.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from types import FrameType

from pipeline.release.lock import FileLock
from pipeline.service import processes
from pipeline.service.duties import Duties, run_module
from pipeline.service.processes import CODE, DAEMON, NAMES, WEB
from pipeline.service.readiness import wait_for_code, wait_for_web
from pipeline.service.service_paths import ServicePlaces

BUSY = "服务已在运行（{holder}）。用 income down 停止。"
QUICK_DEATH_SECONDS, LONGEST_PAUSE_SECONDS = 20.0, 60.0
SHIPPED_WORKSPACE = "workspace.yaml"


class Supervisor:
    """One per data folder. `run` returns when it is told to stop."""

    def __init__(self, places: ServicePlaces, port: int, read_only: bool = False) -> None:
        self.places, self.port, self.read_only = places, port, read_only
        self.commands = processes.commands(places, port, read_only)
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.started: dict[str, float] = {}
        self.pauses: dict[str, float] = {}
        self.is_stopping = False

    def run(self, on_ready: Callable[[str], None] = lambda url: None) -> None:
        """Start everything, then watch over it. Raises LockedError if another supervisor does."""
        with FileLock(self.places.lock, BUSY) as lock:
            lock.sign(f"端口 {self.port}，进程 {os.getpid()}")
            self._listen_to_signals()
            self.places.managed.unlink(missing_ok=True)
            processes.write_pid(self.places.pid_dir / "supervisor.pid", os.getpid())
            end_leftovers(self.places)
            try:
                self.start(CODE)
                self.start(WEB)
                if not self.is_stopping and wait_for_web(self.port, self.children[WEB], lambda: self.is_stopping):
                    url = f"http://127.0.0.1:{self.port}"
                    self.places.address.write_text(url, encoding="ascii")
                    on_ready(url)
                self.start_daemon()
                self._watch()
            finally:
                self.stop()

    def start_daemon(self) -> None:
        """Start the daemon last, once the code server answers; the web server waits for it by itself.

        The runs that died with the last code server are settled once the new one answers, and before the daemon looks:
        else it would try to repeat them where nobody can execute them.
        """
        is_ready = wait_for_code(self.places.socket, self.children[CODE], lambda: self.is_stopping)
        if is_ready and not self.read_only:
            run_module(self.places, "pipeline.service.dead_runs", str(self.places.settings.data))
        self.start(DAEMON)

    def start(self, name: str) -> None:
        """Start one process; viewers have no daemon."""
        if self.is_stopping or name not in self.commands:
            return
        if name == CODE:
            self.places.socket.unlink(missing_ok=True)
        self.children[name] = processes.start(name, self.commands[name], self.places)
        self.started[name] = time.monotonic()

    def _watch(self) -> None:
        duties = Duties(self.places, is_quiet=self.read_only)
        while not self.is_stopping:
            for name, child in list(self.children.items()):
                if child.poll() is not None and not self.is_stopping:
                    self._restart(name)
                    break
            duties.attend()
            time.sleep(0.5)
        duties.stop()

    def _restart(self, name: str) -> None:
        """End what the dead process left running, pause if it dies again and again, start it. The others rest
        upon the code server: they begin anew with it."""
        fallen = list(self.commands) if name == CODE else [name]
        for one in reversed(fallen):
            processes.end(one, self.children[one].pid)
        lived = time.monotonic() - self.started[name]
        pause = min(2 * self.pauses.get(name, 0.5), LONGEST_PAUSE_SECONDS) if lived < QUICK_DEATH_SECONDS else 0.0
        self.pauses[name] = pause
        until = time.monotonic() + pause
        while time.monotonic() < until and not self.is_stopping:
            time.sleep(0.2)
        if name == CODE:
            self.start(CODE)
            self.start(WEB)
            self.start_daemon()
        else:
            self.start(name)

    def stop(self) -> None:
        """End the web server first, the code server with its runs last."""
        self.places.address.unlink(missing_ok=True)
        for name in reversed(NAMES):
            if name in self.children:
                processes.end(name, self.children[name].pid)
                (self.places.pid_dir / f"{name}.pid").unlink(missing_ok=True)
        (self.places.pid_dir / "supervisor.pid").unlink(missing_ok=True)

    def _listen_to_signals(self) -> None:
        def stop(number: int, frame: FrameType | None) -> None:
            self.is_stopping = True

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)


def end_leftovers(places: ServicePlaces) -> None:
    """End the processes of a supervisor that was killed."""
    for name in reversed(NAMES):
        pid = processes.read_pid(places.pid_dir / f"{name}.pid")
        if pid is not None:
            processes.end(name, pid)


def prepare(places: ServicePlaces) -> None:
    """Folders and the two files of settings that Dagster reads."""
    from pipeline.dagster_home import SHIPPED, prepare_home

    places.create()
    prepare_home(places.settings)
    places.workspace.write_text(SHIPPED.with_name(SHIPPED_WORKSPACE).read_text(encoding="utf-8"), encoding="utf-8")
