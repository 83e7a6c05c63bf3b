"""One bit of one file turned over, and back again: what a disk, a cable or a memory does."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SEALED = 0o400


def files_below(folder: Path) -> list[Path]:
    """Plain files with content, sorted; links are none."""
    return sorted(
        path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and path.stat().st_size
    )


def flip_bit(path: Path, chance: random.Random) -> int:
    """Turn one bit of a file over, in place (also where it has several names); returns the byte's offset."""
    content = path.read_bytes()
    offset = chance.randrange(len(content))
    mode = path.stat().st_mode
    path.chmod(0o600)
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(bytes([content[offset] ^ 1 << chance.randrange(8)]))
    path.chmod(mode)
    return offset


@contextmanager
def flipped(path: Path, chance: random.Random) -> Iterator[int]:
    """The file with one bit turned over, as long as it lasts."""
    content, mode = path.read_bytes(), path.stat().st_mode
    try:
        yield flip_bit(path, chance)
    finally:
        if path.exists():
            path.chmod(0o600)
        path.write_bytes(content)
        path.chmod(mode)
