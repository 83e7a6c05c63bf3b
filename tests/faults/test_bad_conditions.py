"""Every command on a full disk, a read-only one, without permission, on a damaged release and without one: it says
in one Chinese sentence what is wrong and what to do, and works again afterwards."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli import COMMANDS
from tests.faults.bad_conditions import CONDITIONS, UNTOUCHED, commands
from tests.faults.test_publishing import mount_namespace

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("bad_conditions")]
ROOT = Path(__file__).parents[2]
ENGLISH = re.compile(r"Traceback|[A-Z][A-Za-z]+(?:Error|Exception|Interrupt)\b|errno", re.IGNORECASE)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ADVICE = re.compile(r"请|可|income ")
PROGRESS = re.compile(r"(?:文件|步骤) \d+/\d+：")  # how far a run had come
SAYS_ITSELF = {"rollback"}  # the release is the current one already
# What a condition does not hinder, and may end with 0.
UNHINDERED = {
    "磁盘已满": {"explain", "findings", "verify", "status", "releases", "rollback", "purge", "check"},
    "只读": {"explain", "findings", "verify", "status", "releases", "check"},
    "没有权限": {"verify", "user"},
    "版本损坏": {"user", "run", "verify", "releases", "decrypt", "backup", "restore", "purge", "check", "demo", "diff"},
    "没有版本": {"user", "demo", "run", "releases", "verify", "decrypt", "template", "backup", "purge", "check"},
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, tuple[int, str]]]:
    namespace = mount_namespace()
    if namespace is None or shutil.which("setpriv") is None:
        pytest.skip("NOT TESTED: this machine permits no mount, so no disk could be filled or made read-only")
    bound = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    folder = tmp_path_factory.mktemp("conditions")
    command = [*namespace, *bound, sys.executable, "-m", "tests.faults.bad_conditions", str(folder)]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_every_command_there_is_is_tried() -> None:
    assert {words[0] for words in commands(Path("data"), Path("out"), "release").values()} == set(COMMANDS)


@pytest.mark.slow
@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_command_says_what_is_wrong(
    found: dict[str, dict[str, tuple[int, str]]], condition: str, record_property: Callable[[str, object], None]
) -> None:
    assert [code for code, _ in found["first"].values()] == [0] * 4, found["first"]
    faults = []
    for command, (code, text) in found[condition].items():
        allowed = {0, 1, 2, 3} if command in UNHINDERED[condition] | UNTOUCHED else {1, 2, 3}
        said = [line for line in text.splitlines() if CHINESE.search(line)]
        advised = any(ADVICE.search(line) for line in said) or command in SAYS_ITSELF
        lines = [line for line in text.splitlines() if not PROGRESS.match(line)]
        is_told = bool(said) and advised and (command == "status" or len(lines) <= 8)
        if code not in allowed or ENGLISH.search(text) or (code and not is_told):
            faults.append((command, code, text[-400:]))
    refused = sum(code != 0 for code, _ in found[condition].values())
    record_property("measured", f"{condition}: {len(found[condition])} commands, {refused} refused in a sentence")
    assert faults == []


@pytest.mark.slow
def test_afterwards_everything_works_and_nothing_is_left(found: dict[str, dict[str, tuple[int, str]]]) -> None:
    assert {name: text[-300:] for name, (code, text) in found["after"].items() if code} == {}
    assert found["left"] == {}
