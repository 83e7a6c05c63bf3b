"""What was read of one content, on disk: a file of lines, the sealed meta first, then the rows of each reading; and which
contents were read before, by these limits, this header book and this very code.

No path, folder or year is in an entry. Nothing of it is believed unproven: the meta holds the hashes of all rows.
"""

import hashlib
import importlib.metadata
import json
import platform
import shutil
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.item_book import BOOK
from pipeline.recognition.headers import HeaderBook
from pipeline.recognition.readings import BlockTotal, Counts, Quarantined, SourceColumn, TableReading, UnknownAmount
from pipeline.recognition.statements import Statement
from pipeline.release.durable import DamagedError, sealed, unsealed
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import Note, Rejection

META_LINES = 2  # of a sealed value: its hash, its JSON
_PARTS: dict[str, Any] = {
    "quarantine": Quarantined,
    "columns": SourceColumn,
    "totals": BlockTotal,
    "unknown_amounts": UnknownAmount,
    "notes": Note,
    "statements": Statement,
}
PACKAGES = ("cn2an", "numpy", "olefile", "pyarrow", "python-calamine", "python-stdnum", "pyyaml", "rapidfuzz")
FOLDERS = ("intake", "workbooks", "recognition", "parsing")


def write_entry(path: Path, readings: Sequence[TableReading], rejection: Rejection | None) -> None:
    """Write the readings of one file; the entry appears whole or not at all.

    Hundreds of small files, each written once and read whole: columns are made of them for all files at once.
    """
    rows = [_rows_line(reading) for reading in readings]
    meta = {
        "entry": path.name,
        "rows": [_digest(line) for line in rows],
        "rejection": asdict(rejection) if rejection else None,
        "readings": [_plain(one) for one in readings],
    }
    partial = path.with_name(path.name + ".partial")
    partial.write_bytes(b"\n".join([sealed(meta), *rows]))  # no JSON has a line end in it
    partial.replace(path)


def is_proven(path: Path) -> bool:
    """Whether an entry is there and is, bit for bit, what was written (a disk that lies, a power cut)."""
    try:
        meta, rows = _parts_of(path)
    except (OSError, DamagedError):
        return False
    return [_digest(line) for line in rows] == meta["rows"]


def read_entry(path: Path) -> tuple[list[TableReading], Rejection | None]:
    """The readings without their rows, and the file's rejection. Raises OSError, DamagedError."""
    meta, _ = _parts_of(path)
    readings = []
    for values, rows_hash in zip(meta["readings"], meta["rows"], strict=True):
        for name, part in _PARTS.items():
            values[name] = [part(*map(_tuple_of, one)) for one in values[name]]
        values["counts"] = Counts(**values["counts"])
        readings.append(TableReading(**values, rows_hash=rows_hash))
    rejection = meta["rejection"]
    return readings, Rejection(**rejection) if rejection else None


def entry_rows(path: Path, rows_hash: str) -> dict[str, list[Any]]:
    """The accepted rows of a reading that was read back: column → values; a column without any is left out.

    Raises OSError, DamagedError.
    """
    for line in path.read_bytes().split(b"\n")[META_LINES:]:
        if _digest(line) == rows_hash:
            columns: dict[str, list[Any]] = json.loads(line)
            return columns
    raise DamagedError(f"{path.name} has lost rows")


def _parts_of(path: Path) -> tuple[dict[str, Any], list[bytes]]:
    """The meta, proven, and the lines of the rows, which are not. Raises OSError, DamagedError."""
    lines = path.read_bytes().split(b"\n")
    meta: dict[str, Any] = unsealed(b"\n".join(lines[:META_LINES]))
    if meta["entry"] != path.name:
        raise DamagedError(f"{path.name} holds another content's entry")
    return meta, lines[META_LINES:]


def _rows_line(reading: TableReading) -> bytes:
    said = {name: values for name, values in reading.data.items() if any(one is not None for one in values)}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def _plain(reading: TableReading) -> dict[str, Any]:
    values = {one.name: getattr(reading, one.name) for one in fields(reading) if one.name not in ("data", "rows_hash")}
    for name in _PARTS:
        values[name] = [list(vars(part).values()) for part in values[name]]
    values["counts"] = vars(reading.counts)
    return values


def _tuple_of(value: Any) -> Any:
    """JSON knows lists only; what was read holds none within a part."""
    return tuple(value) if isinstance(value, list) else value


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
