"""The systemd units: hardened alike, measured by systemd itself where it is there, and what they start is ours."""

import configparser
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.cli import COMMANDS
from pipeline.service.part import SETTLE
from pipeline.service.processes import NAMES

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
MUST = {
    "NoNewPrivileges=yes", "CapabilityBoundingSet=", "ProtectSystem=strict", "ReadWritePaths=/opt/income/data", "ProtectHome=yes",
    "PrivateDevices=yes", "PrivateTmp=yes", "SystemCallFilter=@system-service", "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
    "UMask=0077", "User=income",
}  # fmt: skip


def lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="ascii").splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_a_unit_may_do_nothing_that_the_service_never_needs(path: Path) -> None:
    assert set(lines(path)) >= MUST
    listens = path.stem in ("income-web", "income-daemon")
    assert ("IPAddressDeny=any" in lines(path)) == listens  # the others send alarms


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.stem)
def test_systemd_itself_finds_little_exposure(path: Path, record_property: Callable[[str, object], None]) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("NOT TESTED: no systemd-analyze on this machine")
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", "--threshold=30", str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    level = re.findall(r"level for \S+: ([\d.]+)", done.stdout)
    record_property("measured", f"systemd-analyze security {path.stem}: {level}")
    assert done.returncode == 0 and level and float(level[0]) <= 3.0, done.stdout[-500:] + done.stderr


def test_every_unit_starts_what_there_is() -> None:
    started = [
        shlex.split(line.partition("=")[2]) for path in UNITS for line in lines(path) if line.startswith("ExecStart")
    ]
    parts = {words[3] for words in started if words[1:3] == ["-m", "pipeline.service.part"]}
    commands = {words[1] for words in started if words[0].endswith("/income")}
    assert parts == {*NAMES, SETTLE} and commands == {"status", "backup"} and commands <= set(COMMANDS)
    assert all(words[words.index("--data") + 1] == "/opt/income/data" for words in started)


def test_the_target_wants_every_part_and_every_timer() -> None:
    wanted = (
        next(line for line in lines(DEPLOY / "income.target") if line.startswith("Wants=")).partition("=")[2].split()
    )
    timers = {path.name for path in DEPLOY.glob("*.timer")}
    assert set(wanted) == timers | {f"income-{name}.service" for name in NAMES}
    for name in timers:
        parser = configparser.ConfigParser()
        parser.read(DEPLOY / name)
        assert (DEPLOY / name).with_suffix(".service").is_file() and "Timer" in parser
