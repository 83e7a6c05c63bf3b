"""Telling whether the process that began something still lives, also after a reboot."""

import os
from contextlib import suppress
from pathlib import Path

WORKER_TAG = "income/worker"


def identity_of(pid: int) -> str:
    """`<pid>-<start>-<boot>`: no later process has the same. Raises ProcessLookupError, also for a zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        raise ProcessLookupError(pid) from None
    fields = stat.rpartition(")")[2].split()
    if fields[0] in "ZX":
        raise ProcessLookupError(pid)
    return f"{pid}-{fields[19]}-{boot[:8]}"


def own_identity() -> str:
    """Identity of this process, for the tag of a run that it executes itself."""
    return identity_of(os.getpid())


def is_alive(identity: str) -> bool:
    """Whether that very process still runs; an unreadable identity is nobody's."""
    with suppress(ValueError, OSError):
        return identity_of(int(identity.partition("-")[0])) == identity
    return False
