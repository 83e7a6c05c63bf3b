"""`make audit`: is what is installed what was locked, untouched since, and without known vulnerabilities?

The first two are answered offline. The third asks a vulnerability service through pip-audit; where the service
cannot be asked this says so and ends with 3: "not asked" is never reported as "nothing found".
"""

import base64
import hashlib
import importlib.metadata
import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from pipeline.contracts import ROOT
from tests.code.lock_files import FUZZ_LOCK, RUN_LOCK, TEST_LOCK, Locked, read_lock

SOUND, UNSOUND, NOT_ASKED = 0, 1, 3
# Installed besides the lock: this project itself, and what makes a virtual environment.
ITSELF = frozenset({"income-verification", "pip", "wheel"})
AUDIT = ("--disable-pip", "--require-hashes", "--progress-spinner", "off", "--format", "json")


def lock_differences(
    locked: Iterable[Locked], installed: Mapping[str, str], optional: Iterable[Locked] = ()
) -> list[str]:
    """Where the installed packages are not those of the lock, a sentence each; `installed`: name → version.

    `optional` ones may be absent.
    """
    wanted = {one.name: one for one in locked if one.is_here}
    found = [f"{name} is locked at {one.version} but absent" for name, one in wanted.items() if name not in installed]
    wanted |= {one.name: one for one in optional if one.is_here}
    for name, version in installed.items():
        if name not in wanted:
            if name not in ITSELF:
                found.append(f"{name} {version} is installed but not locked")
        elif version != wanted[name].version:
            found.append(f"{name} is locked at {wanted[name].version} but installed at {version}")
    found += [f"{one.name} is locked without a hash" for one in wanted.values() if not one.hashes]
    return sorted(found)


def installed_versions() -> dict[str, str]:
    """Every package of this environment by its canonical name."""
    return {canonicalize_name(one.name): one.version for one in importlib.metadata.distributions()}


def altered_files(distributions: Iterable[importlib.metadata.Distribution]) -> tuple[int, list[str]]:
    """How many installed files were compared with the hash their wheel gave them, and which differ or are gone."""
    compared, altered = 0, []
    for distribution in distributions:
        for file in distribution.files or []:
            if file.hash is None or file.hash.mode != "sha256":
                continue
            compared += 1
            path = Path(str(file.locate()))
            digest = hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b""
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != file.hash.value:
                altered.append(f"{distribution.name}: {file}")
    return compared, altered


def ask_for_vulnerabilities(program: Path, lock: Path) -> tuple[int, list[str]]:
    """Exit code and sentences of pip-audit over a lock file."""
    command = [str(program), *AUDIT, "-r", str(lock)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=900)
        report = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        return NOT_ASKED, [f"NOT ASKED: pip-audit gave no report ({type(error).__name__})"]
    return judge_report(report, {one.name for one in read_lock(lock.name, lock.parent)})


def judge_report(report: Mapping[str, Any], locked: set[str]) -> tuple[int, list[str]]:
    """pip-audit ends with 0 and "No known vulnerabilities" also where it could ask about no package at all."""
    answered = [one for one in report["dependencies"] if "skip_reason" not in one]
    names = {canonicalize_name(one["name"]) for one in answered}
    found = [
        f"VULNERABLE: {one['name']} {one['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'none'}"
        for one in answered
        for flaw in one["vulns"]
    ]
    unknown = sorted(locked - names)
    if unknown:
        found.append(f"NOT ASKED: no answer about {len(unknown)} of {len(locked)} packages, such as {unknown[0]}")
    code = UNSOUND if any(one.startswith("VULNERABLE") for one in found) else NOT_ASKED if unknown else SOUND
    return code, found or [f"no known vulnerability in {len(locked)} packages"]


def audit(program: Path) -> int:
    """All three questions, answered on standard output."""
    locked = [*read_lock(TEST_LOCK), *read_lock(RUN_LOCK)]
    differences = lock_differences(locked, installed_versions(), read_lock(FUZZ_LOCK))
    compared, altered = altered_files(importlib.metadata.distributions())
    print(f"installed as locked: {'yes' if not differences else 'NO'}", *differences, sep="\n  ")
    print(f"files as their wheels gave them: {compared - len(altered)} of {compared}", *altered, sep="\n  ")
    code, sentences = ask_for_vulnerabilities(program, ROOT / TEST_LOCK)
    print("known vulnerabilities:", *sentences, sep="\n  ")
    return UNSOUND if differences or altered else code


if __name__ == "__main__":
    sys.exit(audit(Path(sys.argv[1])))
