"""Where the running service keeps its process numbers, its logs, its socket and its backups."""

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pipeline.settings import Settings

LONGEST_SOCKET = 100  # a UNIX socket's path may have 107 bytes


@dataclass(frozen=True)
class ServicePlaces:
    """Paths of one installation's service, all under data/dagster but the socket of a very deep folder.

    `role` tells a viewers' service, which may run beside the real one, from it.
    """

    settings: Settings
    role: str = "service"

    @property
    def home(self) -> Path:
        return self.settings.dagster_home

    @property
    def pid_dir(self) -> Path:
        """One `<process>.pid` each, holding the process number and when it began."""
        return self.home / f"pids-{self.role}"

    @property
    def managed(self) -> Path:
        """Says that systemd supervises the processes, not we."""
        return self.pid_dir / "managed"

    @property
    def log_dir(self) -> Path:
        return self.home / "logs"

    @property
    def lock(self) -> Path:
        """Locked by the one supervisor."""
        return self.home / f".{self.role}.lock"

    @property
    def address(self) -> Path:
        """Holds the URL while the web server answers."""
        return self.home / f"address-{self.role}"

    @property
    def workspace(self) -> Path:
        """What the daemon and the web server read to find the code server."""
        return self.home / "workspace.yaml"

    @property
    def backup_dir(self) -> Path:
        return self.settings.data / "dagster_backup"

    @property
    def socket(self) -> Path:
        """Of the code server: only this user reaches it, unlike a TCP port."""
        path = self.home / f"{self.role}.sock"
        if len(str(path).encode()) <= LONGEST_SOCKET:
            return path
        digest = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir(), f"income-{digest}")
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder / path.name

    def create(self) -> None:
        """Create the folders, private to their owner."""
        self.settings.create_folders()
        for folder in (self.pid_dir, self.log_dir):
            folder.mkdir(mode=0o700, exist_ok=True)
