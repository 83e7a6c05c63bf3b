"""releases.log: what became of each release, when, and by whom; one JSON object a line, append only.

Each line carries a hash of itself: one that a disk altered counts as torn, and is logged again by the next run.
"""

import getpass
import hashlib
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from pipeline.release.durable import append_line

PUBLISHED = "published"
WHAT_IF = "what_if"
ROLLED_BACK = "rolled_back"
REMOVED = "removed"
INTERRUPTED = "interrupted"  # placed among the releases by a run that died before `current` moved
ACTIVATING = (PUBLISHED, ROLLED_BACK)

LOG_NAME = "releases.log"
KEYS = {"event", "release_id", "at", "by", "generation", "left", "recovered"}


def record(marts_dir: Path, event: str, release_id: str, at: datetime, by: str | None, **details: Any) -> None:
    """Append one event to the log, durably. `by` defaults to the user of this process. Raises OSError."""
    entry = {
        "event": event,
        "release_id": release_id,
        "at": at.isoformat(timespec="seconds"),
        "by": by or user_name(),
        **details,
    }
    append_line(marts_dir / LOG_NAME, json.dumps(entry | {"check": check_of(entry)}, ensure_ascii=False))


def check_of(entry: dict[str, Any]) -> str:
    """The hash that a line carries of its other values."""
    return hashlib.sha256(json.dumps(entry, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def read_history(marts_dir: Path) -> list[dict[str, Any]]:
    """All events, oldest first: event, release_id, at, by, and details. A torn or altered line is left out."""
    path = marts_dir / LOG_NAME
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return [entry for entry in map(_parsed, lines) if entry is not None]


def _parsed(line: str) -> dict[str, Any] | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    if not isinstance(entry, dict) or not isinstance(entry.get("release_id"), str) or "event" not in entry:
        return None
    check = entry.pop("check", None)  # lines of earlier versions have none
    is_whole = set(entry) <= KEYS if check is None else check == check_of(entry)
    return entry if is_whole else None


def user_name() -> str:
    """Who runs this process: the login name, or the user number where there is none (in a container)."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
