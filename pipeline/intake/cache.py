"""Which contents were read before, by these limits, this header book and this very code."""

import hashlib
import importlib.metadata
import platform
import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from pipeline.item_book import BOOK
from pipeline.recognition.headers import HeaderBook
from pipeline.recognition.statements import Statement
from pipeline.workbooks.limits import Limits

PACKAGES = ("cn2an", "numpy", "olefile", "pyarrow", "python-calamine", "python-stdnum", "pyyaml", "rapidfuzz")
FOLDERS = ("intake", "workbooks", "recognition", "parsing")


@cache
def source_fingerprint() -> str:
    """SHA-256 of the source of reading, and of the parsing that it uses, and of the versions of what they import."""
    digest = hashlib.sha256(platform.python_version().encode())
    package = Path(__file__).resolve().parent.parent
    for folder in FOLDERS:
        for path in sorted((package / folder).glob("*.py")):
            digest.update(f"{folder}/{path.name}".encode() + b"\x00" + path.read_bytes())
    digest.update(BOOK.read_bytes())
    for library in PACKAGES:
        digest.update(f"{library} {importlib.metadata.version(library)}".encode())
    return digest.hexdigest()


class ReadingCache:
    """Files of readings in `folder`, one per content and way of reading it."""

    def __init__(self, folder: Path, book: HeaderBook, limits: Limits) -> None:
        self.folder = folder
        lasting = replace(limits, settle_seconds=0.0)  # when a file is read says nothing of how
        self._way = f"{book.fingerprint}|{lasting}|{source_fingerprint()}"
        self._used: set[str] = set()

    def entry(self, sha256: str, suffix: str, said: Sequence[Statement] = ()) -> Path:
        """Where the readings of this content lie or will lie; the extension and what the path says are part of what is
        judged."""
        name = hashlib.sha256(f"{sha256}|{suffix.lower()}|{said or ''}|{self._way}".encode()).hexdigest()[:40]
        self._used.add(name)
        return self.folder / name

    def prune(self) -> int:
        """Remove what this run did not ask for, older programs' folders included; returns how many."""
        stale = [path for path in self.folder.iterdir() if path.name not in self._used]
        for path in stale:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        return len(stale)
