"""Which deliveries have arrived and settled, recognised by their content: what starts a run, and starts it once."""

import hashlib
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.parsing.masking import masked_names
from pipeline.release.code_version import file_hash
from pipeline.release.durable import read_sealed, write_sealed
from pipeline.release.failures import PublishError
from pipeline.release.folders import current_release
from pipeline.settings import Settings

PATIENCE = 3  # times the settling time
SEEN_NAME = "seen_deliveries.json"
Seen = dict[str, tuple[int, int, str]]  # path → size, time of change in ns, SHA-256


@dataclass(frozen=True)
class Inputs:
    """`settled`: path → SHA-256 of files that lie unchanged; `arriving`: paths that still change."""

    settled: Mapping[str, str]
    arriving: tuple[str, ...]

    @property
    def digest(self) -> str:
        """One hash over all settled files, their paths included."""
        lines = "".join(f"{path}\0{sha256}\n" for path, sha256 in sorted(self.settled.items()))
        return hashlib.sha256(lines.encode()).hexdigest()[:16]

    def changed_since(self, known: Mapping[str, str]) -> list[str]:
        """Settled files that are new or of another content; `known` names them as a release does."""
        names = masked_names(sorted(self.settled))
        return sorted(path for path, sha256 in self.settled.items() if known.get(names[path]) != sha256)


def look_at_inputs(settings: Settings, settle_seconds: float) -> Inputs:
    """All deliveries in data/raw. Only files whose size or time changed since the last look are read."""
    seen = read_seen(settings)
    settled: dict[str, str] = {}
    arriving: list[str] = []
    kept: Seen = {}
    for path in delivery_files(settings.raw_dir):
        name = path.relative_to(settings.raw_dir).as_posix()
        if is_arriving(path, settle_seconds):
            arriving.append(name)
            continue
        with suppress(OSError):  # gone again meanwhile
            status = path.stat()
            mark = (status.st_size, status.st_mtime_ns)
            known = seen.get(name)
            sha256 = known[2] if known and known[:2] == mark else file_hash(path)
            settled[name], kept[name] = sha256, (*mark, sha256)
    if kept != seen:
        write_seen(settings, kept)
    return Inputs(settled, tuple(sorted(arriving)))


def wait_for_arrivals(raw_dir: Path, settle_seconds: float) -> None:
    """Until every delivery lies still, but no longer than three times the settling time.

    Half of a county that is being copied would be a release with half of the households; what changes even then is
    left to the next run.
    """
    until = time.monotonic() + PATIENCE * settle_seconds
    while time.monotonic() < until and any(is_arriving(path, settle_seconds) for path in delivery_files(raw_dir)):
        time.sleep(min(settle_seconds / 4, 5.0))


def is_arriving(path: Path, settle_seconds: float) -> bool:
    """Whether a file changed just now; a time in the future says nothing."""
    with suppress(OSError):  # gone again meanwhile
        return 0 <= time.time() - path.stat().st_mtime < settle_seconds
    return False


def delivery_files(raw_dir: Path) -> list[Path]:
    """Plain files that could be deliveries, sorted: no links, no dotfiles, no lock files, not the README."""
    if not raw_dir.is_dir():
        return []
    return sorted(
        path
        for path in raw_dir.rglob("*")
        if path.is_file()
        and not path.is_symlink()
        and not path.name.startswith(("~$", "."))
        and path != raw_dir / "README.md"
    )


def released_inputs(settings: Settings) -> Mapping[str, str]:
    """What the current release was made from; nothing before the first."""
    with suppress(PublishError):
        return current_release(settings.marts_dir).manifest.inputs
    return {}


def read_seen(settings: Settings) -> Seen:
    """What the last look saw; nothing if that is lost or damaged."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        content = read_sealed(settings.work_dir / SEEN_NAME)
        return {str(path): (int(size), int(time_ns), str(sha)) for path, (size, time_ns, sha) in content.items()}
    return {}


def write_seen(settings: Settings, seen: Seen) -> None:
    settings.work_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_sealed(settings.work_dir / SEEN_NAME, seen, is_durable=True)
