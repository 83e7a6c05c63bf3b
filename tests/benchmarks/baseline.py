"""What a user waits for, against an earlier version of the program: both sides in turns, on the same deliveries and libraries.

The earlier version is a worktree of its commit, made by the benchmark; only our own code differs. What is done is what
users do: a first run, a night without changes, a rerun after one workbook was corrected, the county's package, the
first answer of the pages.
"""

import compileall
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.contracts import ROOT
from pipeline.service.readiness import WORKBENCH, status_of
from tests.benchmarks.bars import Bar
from tests.benchmarks.children import TaskFailedError, Usage, environment, launched, measure
from tests.benchmarks.nights import AS_OF, change_one_in_a_hundred
from tests.benchmarks.pairs import Measured

COMMIT = "d5b300a"
THEN, NOW = "then", "now"
FIRST, CHANGED, NOTHING = "first run", "rerun after one workbook was corrected", "run without changes"
EXPORT, ANSWER = "export of the county", "first answer of `income ui`"
DAGSTER = "first answer of Dagster's pages"
# The most that an action may take of what it took then: CPU, wall; None: only told.
BARS: Mapping[str, tuple[float | None, float | None]] = {
    FIRST: (0.6, 0.45),
    CHANGED: (0.45, 0.35),
    NOTHING: (0.6, None),
    EXPORT: (None, 0.5),
    ANSWER: (None, 0.5),
    DAGSTER: (None, None),
}
PACKAGES = ("pipeline", "assets", "expectations")
EARLIER_RUN = f"whole run by {COMMIT}"
RAW_ROWS = (
    "import sys; from pathlib import Path; from pipeline.demo.raw_rows import make_raw_rows;"
    " make_raw_rows(Path(sys.argv[1]), int(sys.argv[2]))"
)
PORT, ANSWER_SECONDS = 3917, 180.0
DAGSTER_PAGE = "/server_info"


@dataclass(frozen=True)
class Side:
    """One version of the program: its name, and the folder of its source."""

    name: str
    root: Path

    def command(self, *arguments: str | Path) -> list[str]:
        """The command line of `income` in this version, to be started in its folder."""
        return [sys.executable, "-W", "ignore", "-m", "pipeline.cli", *map(str, arguments)]


def sides(folder: Path) -> list[Side]:
    """Both versions, compiled alike. Raises TaskFailedError where the earlier commit is not to be had."""
    there = folder / COMMIT
    if not (there / "pipeline").is_dir():
        shutil.rmtree(there, ignore_errors=True)
        subprocess.run(["git", "-C", str(ROOT), "worktree", "prune"], check=False)
        made = subprocess.run(
            ["git", "-C", str(ROOT), "worktree", "add", "--detach", "--force", str(there), COMMIT],
            check=False, capture_output=True, text=True,
        )  # fmt: skip
        if made.returncode:
            raise TaskFailedError(f"no worktree of {COMMIT}: {made.stderr.strip()}")
    for root in (there, ROOT):
        for package in PACKAGES:
            compileall.compile_dir(root / package, quiet=2)
    return [Side(THEN, there), Side(NOW, ROOT)]


def measured_actions(folder: Path, villages: int, rounds: int) -> dict[str, Measured]:
    """Every action by both versions in turns, `rounds` times; 'then: …' and 'now: …' by action."""
    both = sides(folder)
    found: dict[str, list[Usage]] = {}
    for _ in range(rounds):
        for side in both:
            data = laid(folder, both[0], villages, folder / f"data-{side.name}")
            for action, usage in actions(side, data, folder).items():
                found.setdefault(f"{side.name}: {action}", []).append(usage)
    return {title: Measured(tuple(usages)) for title, usages in found.items()}


def laid(folder: Path, earlier: Side, villages: int, data: Path) -> Path:
    """A fresh data folder with the demo deliveries of the earlier version, which both can read."""
    deliveries = folder / f"deliveries-{villages}"
    if not (deliveries / "raw").exists():
        run(earlier, folder, "demo", "--data", deliveries, "--villages", villages)
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(deliveries / "raw", data / "raw")
    return data


def actions(side: Side, data: Path, folder: Path) -> dict[str, Usage]:
    """What users do, one after the other on one data folder."""
    night = ("run", "--data", data, "--as-of", AS_OF)
    found = {FIRST: run(side, folder, *night)}
    run(side, folder, *night)  # not counted: the first night that knows of a release, so something is new to it
    found[NOTHING] = run(side, folder, *night)
    change_one_in_a_hundred(data / "raw")
    found[CHANGED] = run(side, folder, *night)
    shutil.rmtree(folder / "package", ignore_errors=True)
    found[EXPORT] = run(side, folder, "export", folder / "package", "--data", data)
    return found | first_answers(side, data, folder)


def earlier_whole_run(folder: Path, households: int) -> dict[str, Measured]:
    """The whole run by the earlier version, on raw rows of as many households as its own generator makes."""
    earlier, raw = sides(folder)[0], folder / f"raw-{COMMIT}"
    if not raw.exists():
        made = ["-c", RAW_ROWS, str(raw), str(households)]
        used = launched([sys.executable, *made], folder / "raw.usage", folder / "raw.log", root=earlier.root)
        if used["exit"]:
            raise TaskFailedError((folder / "raw.log").read_text(encoding="utf-8")[-2000:])
    data = folder / f"data-{COMMIT}"
    usage = measure("whole_run", raw, data, "", folder=folder, root=earlier.root)
    shutil.rmtree(data, ignore_errors=True)
    return {EARLIER_RUN: Measured((usage,))}


def run(side: Side, folder: Path, *arguments: str | Path | int) -> Usage:
    """One command. Raises TaskFailedError."""
    log = folder / "action.log"
    used = launched(side.command(*map(str, arguments)), folder / "action.usage", log, root=side.root)
    if used["exit"]:
        told = log.read_text(encoding="utf-8")[-2000:]
        raise TaskFailedError(f"{side.name}: income {arguments[0]} ended with {used['exit']}\n{told}")
    return Usage(f"{side.name} {arguments[0]}", used["cpu"], used["wall"], used["peak_kib"] / 1024, {})


def first_answers(side: Side, data: Path, folder: Path) -> dict[str, Usage]:
    """From `income ui` to the page that it names first (the workbench; of the earlier version, which had no other,
    Dagster's), and to Dagster's. Raises TaskFailedError."""
    pages = {ANSWER: DAGSTER_PAGE if side.name == THEN else WORKBENCH, DAGSTER: DAGSTER_PAGE}
    with (folder / "action.log").open("wb") as log:
        command = side.command("ui", "--data", data, "--port", str(PORT))
        began = time.perf_counter()
        served = subprocess.Popen(command, cwd=side.root, env=environment(side.root), stdout=log, stderr=log)
        walls = {name: waited(page, served, began) for name, page in pages.items()}
        served.send_signal(signal.SIGINT)
        _, _, usage = os.wait4(served.pid, 0)
    found = {}
    for name, wall in walls.items():
        if wall is None:
            raise TaskFailedError(f"{side.name}: income ui did not answer; see {folder / 'action.log'}")
        found[name] = Usage(f"{side.name} ui", usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, {})
    return found


def waited(page: str, process: subprocess.Popen[bytes], began: float) -> float | None:
    """Seconds until the page was there; None where the process ended or the time ran out."""
    while process.poll() is None and time.perf_counter() - began < ANSWER_SECONDS:
        if status_of(PORT, page) == 200:
            return time.perf_counter() - began
        time.sleep(0.05)
    return None


def action_bars(found: Mapping[str, Measured]) -> list[Bar]:
    """Of each action, CPU and wall now ÷ then."""
    bars = []
    for action, (most_cpu, most_wall) in BARS.items():
        if f"{NOW}: {action}" not in found:
            continue
        then, now = found[f"{THEN}: {action}"], found[f"{NOW}: {action}"]
        if action not in (ANSWER, DAGSTER):  # a service goes on: its CPU is that of the moment at which it was ended
            bars.append(Bar(f"{action}, now ÷ {COMMIT} (CPU)", now.cpu / then.cpu, most=most_cpu))
        bars.append(Bar(f"{action}, now ÷ {COMMIT} (wall)", now.wall / then.wall, most=most_wall))
    if EARLIER_RUN in found:
        then, now = found[EARLIER_RUN], found["whole run"]
        bars.append(Bar(f"whole run, now ÷ {COMMIT} (CPU)", now.cpu / then.cpu, most=0.7))
        bars.append(Bar(f"whole run, now ÷ {COMMIT} (wall)", now.wall / then.wall))
        bars.append(Bar(f"whole run, now ÷ {COMMIT} (peak memory)", now.peak_mib / then.peak_mib, most=0.7))
    return bars
