"""Locks, licences and the audit: nothing unlocked, nothing of unknown licence, and no silence taken for an answer."""

import base64
import hashlib
import importlib.metadata
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.contracts import ROOT
from tests.code.licences import ELSEWHERE, TARGET, UNKNOWN, licence_of, licences_markdown, parts_of
from tests.code.lock_files import FUZZ_LOCK, RUN_LOCK, TEST_LOCK, Locked, read_lock
from tests.code.supply_chain import (
    NOT_ASKED,
    SOUND,
    UNSOUND,
    altered_files,
    ask_for_vulnerabilities,
    installed_versions,
    judge_report,
    lock_differences,
)

EVERY = {one.name for lock in (RUN_LOCK, TEST_LOCK) for one in read_lock(lock)}


@pytest.mark.parametrize("lock", [RUN_LOCK, TEST_LOCK, FUZZ_LOCK])
def test_every_locked_package_has_a_version_and_hashes(lock: str) -> None:
    locked = read_lock(lock)
    assert locked
    assert [one.name for one in locked if not one.hashes or not one.version] == []


def test_tests_run_on_the_versions_that_are_shipped() -> None:
    tested = {(one.name, one.version, one.is_here) for one in read_lock(TEST_LOCK)}
    assert [one.name for one in read_lock(RUN_LOCK) if (one.name, one.version, one.is_here) not in tested] == []


def test_every_locked_package_has_a_line_and_a_known_licence() -> None:
    lines = TARGET.read_text(encoding="utf-8").splitlines()
    listed = {line.split("|")[1].strip() for line in lines if line.startswith("| ")} - {"Package"}
    assert listed == EVERY
    assert [name for name in EVERY if licence_of(name) == UNKNOWN or not parts_of(licence_of(name))] == []
    assert UNKNOWN not in TARGET.read_text(encoding="utf-8")


def test_the_licence_list_is_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == licences_markdown(), "run `make licences`"


def test_a_licence_nobody_looked_at_is_unknown() -> None:
    assert licence_of("no-such-package-here") == UNKNOWN
    assert not parts_of("AGPL-3.0-only")
    assert not parts_of("MIT AND Commons-Clause")
    assert parts_of("(MIT OR Apache-2.0) AND BSD-3-Clause") == {"MIT", "Apache-2.0", "BSD-3-Clause"}
    elsewhere = {one.name for one in [*read_lock(RUN_LOCK), *read_lock(TEST_LOCK)] if not one.is_here}
    assert set(ELSEWHERE) == elsewhere - set(installed_versions())


def test_what_is_installed_is_compared_with_the_lock() -> None:
    locked = [Locked("a", "1", ("sha256:x",), True), Locked("b", "2", (), True), Locked("w", "1", ("sha256:x",), False)]
    assert lock_differences(locked[:1], {"a": "1", "pip": "23"}) == []
    assert lock_differences(locked, {"a": "9", "c": "3", "d": "4"}, [Locked("d", "4", ("sha256:x",), True)]) == [
        "a is locked at 1 but installed at 9",
        "b is locked at 2 but absent",
        "b is locked without a hash",
        "c 3 is installed but not locked",
    ]


def test_an_altered_file_of_a_package_is_found(tmp_path: Path) -> None:
    content = b"x = 1\n"
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    info = tmp_path / "toy-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: toy\nVersion: 1\n")
    (info / "RECORD").write_text(f"toy.py,sha256={digest},6\nlost.py,sha256={digest},6\ntoy-1.dist-info/RECORD,,\n")
    (tmp_path / "toy.py").write_bytes(content)
    toy = importlib.metadata.distributions(path=[str(tmp_path)])
    assert altered_files(toy) == (2, ["toy: lost.py"])
    (tmp_path / "toy.py").write_bytes(b"x = 2\n")
    assert altered_files(importlib.metadata.distributions(path=[str(tmp_path)]))[1] == ["toy: toy.py", "toy: lost.py"]


def test_packages_that_were_not_asked_about_are_not_called_safe() -> None:
    known = {"name": "a", "version": "1", "vulns": []}
    skipped = {"name": "b", "skip_reason": "not found"}
    assert judge_report({"dependencies": [known]}, {"a"})[0] == SOUND
    code, sentences = judge_report({"dependencies": [known, skipped]}, {"a", "b"})
    assert (code, sentences) == (NOT_ASKED, ["NOT ASKED: no answer about 1 of 2 packages, such as b"])
    flaw = known | {"vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}
    code, sentences = judge_report({"dependencies": [flaw, skipped]}, {"a", "b"})
    assert code == UNSOUND
    assert sentences[0] == "VULNERABLE: a 1: PYSEC-1, mended in 2"


def test_without_pip_audit_the_answer_is_not_asked(tmp_path: Path) -> None:
    assert ask_for_vulnerabilities(tmp_path / "pip-audit", ROOT / RUN_LOCK)[0] == NOT_ASKED


def test_the_installed_set_satisfies_the_lock_with_hashes() -> None:
    """pip itself, offline: it would install nothing."""
    options = ["--dry-run", "--no-index", "--no-deps", "--require-hashes", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "install", *options, "-r", str(ROOT / RUN_LOCK)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert "Would install" not in done.stdout
    assert done.stdout.count("already satisfied") == sum(one.is_here for one in read_lock(RUN_LOCK))
