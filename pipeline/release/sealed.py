"""Facts remembered in a file that proves itself: the hash of its content stands in its first line, checked before use."""

import hashlib
import json
from pathlib import Path
from typing import Any

from pipeline.release.durable import write_file


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
