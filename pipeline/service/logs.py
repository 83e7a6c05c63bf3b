"""Logs of the service's processes: kept to a size, the last few files of it."""

import shutil
from pathlib import Path

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
