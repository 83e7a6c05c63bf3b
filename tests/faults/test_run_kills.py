"""`income run` killed with signal 9 while it reads, models, checks and publishes: old or new release, never a part.

Each kill waits for a state of the data folder, not for a time, so that a slow machine is hit at the same places.
INCOME_TRIALS=120 sets how many kills are tried, in rounds of twelve (12 without it).
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.demo import make_demo
from pipeline.release.folders import current_release, list_releases
from pipeline.release.lease import run_lock
from pipeline.release.readback import verify_release

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("run_kills")]
ROOT = Path(__file__).parents[2]
PATIENCE = 600.0
ROUNDS = int(os.environ.get("INCOME_TRIALS", "12")) // 12
STAGES = (["reading"] * 3 + ["tables"] * 5 + ["building"] * 3 + ["placed"]) * ROUNDS


@dataclass(frozen=True)
class Office:
    """A data folder on which runs are started and killed."""

    data: Path

    @property
    def marts(self) -> Path:
        return self.data / "marts"

    def start(self) -> subprocess.Popen[bytes]:
        """A run in a session of its own; everything is read anew."""
        shutil.rmtree(self.data / "work" / "cache", ignore_errors=True)
        command = [sys.executable, "-m", "pipeline.cli", "run", "--data", str(self.data), "--as-of", "2018-12-10"]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        log = (self.data.parent / "run.log").open("ab")
        with log:
            return subprocess.Popen(command, stdout=log, stderr=log, env=environment, start_new_session=True)

    def run(self) -> None:
        """A run to its end, without anything done by hand before."""
        assert self.start().wait(PATIENCE) == 0, (self.data.parent / "run.log").read_text()[-3000:]

    def cached(self) -> int:
        return count(self.data / "work" / "cache")

    def tables(self, known: set[Path]) -> int:
        """Tables that the newest run has written."""
        return sum(map(count, set(self.run_folders()) - known))

    def run_folders(self) -> list[Path]:
        return list((self.data / "work" / "runs").glob("*"))

    def built(self) -> int:
        return sum(map(count, (self.marts / ".building").glob("*")))


def count(folder: Path) -> int:
    """Entries of a folder; none if it is not there."""
    try:
        return sum(1 for _ in folder.iterdir())
    except OSError:
        return 0


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    found = Office(tmp_path_factory.mktemp("kills") / "data")
    make_demo(found.data, villages=2, households=4, seed=5)
    found.run()
    return found


def members(session: int) -> list[int]:
    """Living processes of a session; a zombie is none."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[3] == str(session) and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def wait_until(reached: Callable[[], bool], process: subprocess.Popen[bytes]) -> bool:
    """True as soon as the state is reached; False if the run ended before."""
    deadline = time.monotonic() + PATIENCE
    while not reached():
        if process.poll() is not None or time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def kill_when(office: Office, reached: Callable[[], bool], with_children: bool) -> bool:
    """Start a run and kill it in this state, with its readers or without; whether it was still going on."""
    process = office.start()
    is_reached = wait_until(reached, process)
    if with_children:
        for member in members(process.pid):
            os.kill(member, signal.SIGKILL)
    else:
        process.kill()
    code = process.wait(60)
    with run_lock(office.marts):  # raises LockedError while an orphan holds it
        pass
    deadline = time.monotonic() + 60
    while orphans := members(process.pid):
        assert time.monotonic() < deadline, f"orphans live on: {orphans}"
        time.sleep(0.05)
    return is_reached and code == -signal.SIGKILL


def state_of(office: Office, before: str) -> str:
    """old or new; every release that can be seen is whole."""
    for release in list_releases(office.marts):
        verify_release(release)
    current = current_release(office.marts).id
    assert current >= before
    return "old" if current == before else "new"


def test_kills_leave_a_whole_release_and_the_next_run_works(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(12)
    most = max(map(count, office.run_folders()))
    counts = Counter[str]()
    for number, stage in enumerate(STAGES):
        before, known, releases = (
            current_release(office.marts).id,
            set(office.run_folders()),
            len(list_releases(office.marts)),
        )
        share = chance.random()
        states: dict[str, Callable[[], bool]] = {
            "reading": lambda share=share: office.cached() > share * 8,
            "tables": lambda share=share, known=known: office.tables(known) > share * most,
            "building": lambda share=share: office.built() > share * 22,
            "placed": lambda releases=releases: len(list_releases(office.marts)) > releases,
        }
        counts["killed"] += kill_when(office, states[stage], with_children=number % 2 == 0)
        counts[f"{stage}: {state_of(office, before)}"] += 1
        if number % 6 == 5:
            office.run()
            counts["next run published"] += state_of(office, before) == "new"
    with capsys.disabled():
        print(f"\n  {len(STAGES)} kills -9 of income run: {dict(counts)}")
    assert counts["killed"] >= 11 * ROUNDS
    assert counts["next run published"] == 2 * ROUNDS
    assert counts["reading: old"] == 3 * ROUNDS
    assert counts["tables: old"] == 5 * ROUNDS


def test_killed_readers_do_not_end_the_run(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    """Readers are killed while the run goes on: it reads what they held in fresh ones, and publishes."""
    before = current_release(office.marts).id
    process = office.start()
    killed = 0
    while process.poll() is None:
        readers = [member for member in members(process.pid) if is_reader(member)]
        if readers and office.cached() >= 2 * (killed + 1) and killed < 3:
            os.kill(readers[0], signal.SIGKILL)
            killed += 1
        time.sleep(0.01)
    assert process.returncode == 0, (office.data.parent / "run.log").read_text()[-3000:]
    assert state_of(office, before) == "new"
    assert killed >= 1
    with capsys.disabled():
        print(f"\n  {killed} readers killed -9, run published")


def is_reader(number: int) -> bool:
    try:
        return b"pipeline.intake.worker" in Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return False
