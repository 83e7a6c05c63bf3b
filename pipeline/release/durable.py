"""Changes to files that survive a power cut, and that readers see whole or not at all; facts in files that prove themselves."""

import hashlib
import json
import os
import shutil
import stat
from pathlib import Path
from typing import Any


def sync_folder(folder: Path) -> None:
    """Write a folder's entries to disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def seal_file(path: Path) -> None:
    """Make a file read-only and write it to disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fchmod(descriptor, 0o400)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def seal_tree(folder: Path) -> None:
    """Seal every file of a folder, and write its folders to disk, innermost first."""
    for parent, _, names in os.walk(folder, topdown=False):
        for name in names:
            seal_file(Path(parent, name))
        sync_folder(Path(parent))


def sync_tree(folder: Path) -> None:
    """Write every file of a folder to disk, and its folders, innermost first; what it may be used for stays as it is."""
    for parent, _, names in os.walk(folder, topdown=False):
        for name in names:
            descriptor = os.open(Path(parent, name), os.O_RDONLY | os.O_NOFOLLOW)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        sync_folder(Path(parent))


def write_file(path: Path, content: bytes) -> None:
    """Write a file anew, to disk, under a temporary name first: it is there whole or not at all."""
    beside = path.with_name(f".{path.name.lstrip('.')}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def replace_link(link: Path, target: str) -> None:
    """Point a symbolic link elsewhere in one step, and write that to disk."""
    beside = link.with_name(f".{link.name}.{os.getpid()}.tmp")
    beside.unlink(missing_ok=True)
    beside.symlink_to(target)
    try:
        beside.replace(link)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(link.parent)


def append_line(path: Path, line: str) -> None:
    """Add one line to a file, to disk. A line torn by an earlier crash is closed first."""
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(descriptor).st_size
        is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
        content = (("\n" if is_torn else "") + line + "\n").encode()
        while content:
            content = content[os.write(descriptor, content) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if size == 0:
        sync_folder(path.parent)


def remove_tree(path: Path) -> bool:
    """Remove a file, link or folder as far as possible; a link's target stays. True if it is gone."""
    try:
        if path.is_symlink() or not path.is_dir():
            path.unlink()
        else:
            shutil.rmtree(path)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files in a folder; links count as nothing."""
    if not path.is_dir() or path.is_symlink():
        mode = path.lstat()
        return mode.st_size if stat.S_ISREG(mode.st_mode) else 0
    return sum(size_of(entry) for entry in path.iterdir())


class DamagedError(ValueError):
    """The file is not what was written: what it remembers must be found out again."""


def sealed(value: Any) -> bytes:
    """A JSON value as a sealed file holds it: SHA-256 in hex, a line end, the JSON."""
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def unsealed(content: bytes) -> Any:
    """The value in a sealed file's content. Raises DamagedError."""
    digest, _, body = content.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        raise DamagedError("content and hash differ")
    return json.loads(body.decode("utf-8", "surrogatepass"))


def write_sealed(path: Path, value: Any, is_durable: bool = False) -> None:
    """Write a JSON value sealed; `is_durable`: it survives a power cut (what can be found out again need not). OSError."""
    if is_durable:
        write_file(path, sealed(value))
    else:
        path.write_bytes(sealed(value))


def read_sealed(path: Path) -> Any:
    """The value. Raises OSError, DamagedError."""
    return unsealed(path.read_bytes())
