"""Outputs that are there whole or not at all, and how what a killed command left is found and removed.

What is not finished lies beside its target, marked by its name with the machine and the process that writes it. It
holds names in full: whoever writes next into the same folder removes what dead processes left there, and a note in the
data folder tells the service and every later command where else something may lie.
"""

import hashlib
import os
import platform
import re
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from pipeline.release.durable import remove_tree, sync_folder, sync_tree
from pipeline.release.workers import is_alive, own_identity
from pipeline.settings import Settings

UNFINISHED = re.compile(r"\.income-unfinished\.(?P<machine>[0-9a-f]{8})\.(?P<worker>\d+-\d+-[0-9a-f]+)\.[^/]+")
FOREIGN_SECONDS = 86_400.0  # another machine's process can't be asked whether it lives
MACHINE_ID = Path("/etc/machine-id")


def unfinished_name(ending: str = "") -> str:
    """A new name for what this process has not finished."""
    return f".income-unfinished.{own_machine()}.{own_identity()}.{secrets.token_hex(4)}{ending}"


@contextmanager
def whole_folder(target: Path, settings: Settings | None = None) -> Iterator[Path]:
    """A folder to write into that becomes `target` (absent, or an empty folder) when it is complete and on disk.

    Raises OSError; then, as after any other exception, nothing is left.
    """
    with _unfinished(target, settings) as work:
        work.mkdir(mode=0o700)
        yield work
        sync_tree(work)
        if target.is_dir() and not target.is_symlink():
            target.rmdir()
        work.rename(target)


@contextmanager
def whole_file(target: Path, settings: Settings | None = None) -> Iterator[Path]:
    """A path to write to that becomes `target`, replacing it, when the file is complete and on disk. Raises OSError."""
    with _unfinished(target, settings) as work:
        yield work
        with work.open("rb") as file:
            os.fsync(file.fileno())
        work.replace(target)


@contextmanager
def _unfinished(target: Path, settings: Settings | None) -> Iterator[Path]:
    folder = target.absolute().parent
    folder.mkdir(parents=True, exist_ok=True)
    remove_unfinished(folder)
    if settings is not None:
        remove_noted(settings)
    work = folder / unfinished_name(target.suffix)
    note = _note(work, settings) if settings else None
    try:
        yield work
        sync_folder(folder)
    except BaseException:
        remove_tree(work)
        raise
    finally:
        if note is not None:
            note.unlink(missing_ok=True)


def scratch_folder() -> tempfile.TemporaryDirectory[str]:
    """A temporary folder for names in full; what earlier processes left of theirs is removed first."""
    remove_unfinished(Path(tempfile.gettempdir()))
    return tempfile.TemporaryDirectory(prefix=unfinished_name("."))


def remove_unfinished(folder: Path) -> list[Path]:
    """Remove what dead processes left unfinished in a folder; returns what would not go."""
    with suppress(OSError):
        marked = [path for path in folder.iterdir() if UNFINISHED.fullmatch(path.name)]
        return [path for path in marked if is_left(path) and not remove_tree(path)]
    return []


def remove_noted(settings: Settings) -> list[Path]:
    """The same for all that the notes of the data folder tell of, wherever it lies; returns what would not go."""
    stuck = []
    for note in sorted(notes_dir(settings).glob("*.path")):
        with suppress(OSError, UnicodeDecodeError):
            work = Path(note.read_text(encoding="utf-8"))
            if not UNFINISHED.fullmatch(work.name) or is_left(work):
                is_gone = not UNFINISHED.fullmatch(work.name) or remove_tree(work)
                note.unlink() if is_gone else stuck.append(work)
    return stuck


def notes_dir(settings: Settings) -> Path:
    """Where a command notes what it has begun to write outside the data folder."""
    return settings.work_dir / "unfinished"


def is_left(work: Path) -> bool:
    """Whether nobody writes it any more: its process is dead, or another machine's and silent for a day."""
    named = UNFINISHED.fullmatch(work.name)
    if named is None:
        return False
    if named["machine"] == own_machine():
        return not is_alive(named["worker"])
    with suppress(OSError):
        return time.time() - work.lstat().st_mtime > FOREIGN_SECONDS
    return True


@cache
def own_machine() -> str:
    """Eight hex digits that tell this machine from others that share a disk."""
    own = MACHINE_ID.read_text(encoding="ascii").strip() if MACHINE_ID.is_file() else ""
    return hashlib.sha256(f"{platform.node()} {own}".encode()).hexdigest()[:8]


def _note(work: Path, settings: Settings) -> Path | None:
    """Note where something unfinished lies; a data folder that is not there, or full, keeps no note."""
    note = notes_dir(settings) / f"{hashlib.sha256(str(work).encode()).hexdigest()[:16]}.path"
    with suppress(OSError):
        if settings.data.is_dir():
            note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            note.write_text(str(work), encoding="utf-8")
            return note
    return None
