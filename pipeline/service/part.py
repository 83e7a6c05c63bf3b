"""One process of the service, for systemd, which supervises it: `python -m pipeline.service.part code --data DIR`.

`settle` is no process: it waits until the code server answers and marks the runs failed that died with the last one,
before the daemon looks. Our own supervisor (`income up`, `income ui`) is for machines without systemd.
"""

import argparse
import os
from pathlib import Path

from pipeline.release.failures import LockedError
from pipeline.release.lock import FileLock
from pipeline.service import dead_runs, processes
from pipeline.service.processes import CODE, WEB
from pipeline.service.readiness import HOST, wait_for_socket
from pipeline.service.service_paths import ServicePlaces
from pipeline.service.settings_file import ServiceSettings
from pipeline.service.supervisor import BUSY, prepare
from pipeline.settings import Settings, restrict_permissions

SETTLE = "settle"


def become(name: str, places: ServicePlaces) -> None:
    """Become that process: what systemd started is the process itself. Raises LockedError while a supervisor runs."""
    prepare(places)
    with FileLock(places.lock, BUSY, timeout_seconds=10.0):
        """No supervisor of ours runs; other parts look at the same moment."""
    port = ServiceSettings.load(places.settings.site_dir).port
    if name == CODE:
        places.socket.unlink(missing_ok=True)
    if name == WEB:
        places.address.write_text(f"http://{HOST}:{port}", encoding="ascii")
    places.managed.write_text("systemd", encoding="ascii")
    processes.write_pid(places.pid_dir / f"{name}.pid", os.getpid())
    command = processes.commands(places, port)[name]
    os.execve(command[0], command, processes.environment(places))


def settle(places: ServicePlaces) -> None:
    """Wait for the code server, then settle what died with the last one."""
    if not wait_for_socket(places.socket):
        raise SystemExit("代码服务没有应答，请看 journalctl -u income-code。")
    dead_runs.settle(places.settings)


def main() -> None:
    """Read what the unit says."""
    parser = argparse.ArgumentParser()
    parser.add_argument("name", choices=[*processes.NAMES, SETTLE])
    parser.add_argument("--data", type=Path, required=True)
    given = parser.parse_args()
    restrict_permissions()
    places = ServicePlaces(Settings.at(given.data))
    try:
        settle(places) if given.name == SETTLE else become(given.name, places)
    except LockedError as error:
        raise SystemExit(str(error)) from None


if __name__ == "__main__":
    main()
