"""The lock files: every package that may be installed, in which version, with which hashes, on which systems."""

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pipeline.contracts import ROOT

RUN_LOCK, TEST_LOCK, FUZZ_LOCK = "requirements.lock", "requirements-test.lock", "requirements-fuzz.lock"
_HASH = re.compile(r"\s+--hash=(sha256:[0-9a-f]{64})")


@dataclass(frozen=True)
class Locked:
    """One line of a lock file. `is_here`: its marker holds on this system and Python."""

    name: str
    version: str
    hashes: tuple[str, ...]
    is_here: bool


def read_lock(name: str, folder: Path = ROOT) -> list[Locked]:
    """The packages of a lock file. Raises ValueError where a line is not pinned to one version."""
    found = []
    for line in (folder / name).read_text(encoding="utf-8").replace("\\\n", "").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        requirement = Requirement(_HASH.sub("", line).strip())
        pins = [pin.version for pin in requirement.specifier if pin.operator == "=="]
        if len(pins) != 1:
            raise ValueError(f"{name}: {requirement.name} is not pinned")
        is_here = requirement.marker is None or requirement.marker.evaluate()
        package = canonicalize_name(requirement.name)
        found.append(Locked(package, pins[0], tuple(_HASH.findall(line)), is_here))
    return found
