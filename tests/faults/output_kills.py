"""Commands that write outputs, killed with signal 9 at random times. A process of its own, where forking is safe.

    python -m tests.faults.output_kills FOLDER KILLS [COMMAND…]

FOLDER holds `data` with a release. Prints JSON: command → counts; all commands where none is named.
"""

import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from pathlib import Path

import openpyxl  # noqa: F401 - every library is loaded before the first fork
import pyarrow.parquet  # noqa: F401
import typst  # noqa: F401
from click.testing import CliRunner

from pipeline.cli import COMMANDS, main
from pipeline.release.folders import current_release
from pipeline.release.staging import notes_dir
from pipeline.settings import Settings
from tests.faults.forked import fork

KEY = "ab" * 32
FILE_BY_FILE = ("bulletin", "check", "rectifications")  # into a folder that may hold others' files


def commands(data: Path, out: Path) -> dict[str, tuple[list[str], Path]]:
    """Name → the command, and what it writes."""
    some = str(next((data / "raw" / "2018").rglob("*可支配收入统计表.xlsx")))
    served = current_release(data / "marts").id
    words = {
        "check": ["check", some, "--year", "2018", "--out", str(out / "c")], "diff": ["diff", served, served, "--csv", str(out / "d.csv")],
        "sample": ["sample", str(out / "m"), "--seed", "7"], "system": ["system", str(out / "y")],
        "bulletin": ["bulletin", "--as-of", "2018-12-10", "--number", "1", "--out", str(out / "b")],
        "rectifications": ["rectifications", str(out / "r")],
        "export": ["export", str(out / "e")], "villages": ["export", str(out / "v"), "--audience", "village"],
        "sealed": ["export", str(out / "s"), "--encrypt"], "decrypt": ["decrypt", str(data.parent / "sealed"), str(out / "d")],
        "forms": ["forms", str(out / "f")],
        "template": ["template", "roster", "--village", "示例东岭村", "--out", str(out / "t.xlsx")],
        "backup": ["backup"],
    }  # fmt: skip
    targets = {name: data / "dagster_backup" if name == "backup" else Path(one[-1]) for name, one in words.items()}
    targets |= {"villages": out / "v", "sealed": out / "s", "sample": out / "m"}
    return {
        name: ([*one, *([] if name == "decrypt" else ["--data", str(data)])], targets[name])
        for name, one in words.items()
    }


def invoke(words: list[str]) -> int:
    code = CliRunner().invoke(main, words, env={"INCOME_TRANSPORT_KEY": KEY}).exit_code
    sys.exit(code)


def timed(words: list[str]) -> float:
    """Seconds that a command takes to its end."""
    began = time.monotonic()
    assert os.waitstatus_to_exitcode(os.waitpid(fork(partial(invoke, words)), 0)[1]) in (0, 1), words
    return time.monotonic() - began


def killed(words: list[str], seconds: float) -> bool:
    """Whether the command was still going on when it was killed."""
    child = fork(partial(invoke, words))
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def contents(target: Path) -> frozenset[str]:
    """Names of what a target holds; of a file only that it is there."""
    if not target.is_dir():
        return frozenset([target.name] if target.exists() else [])
    return frozenset(path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file())


def emptied(target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    if target.is_file():
        target.unlink()


def trial(folder: Path, kills: int, names: list[str], chance: random.Random) -> dict[str, Counter[str]]:
    data, out = folder / "data", folder / "out"
    out.mkdir(exist_ok=True)
    tempfile.tempdir = tempfile.mkdtemp(dir=folder)
    found = {}
    for name, (words, target) in commands(data, out).items():
        if names and name not in names:
            continue
        seconds = timed(words)
        whole = contents(target)
        assert whole, words
        counts = Counter[str]()
        for _ in range(kills):
            if name != "backup":
                emptied(target)
            before = contents(target)
            counts["in flight"] += killed(words, chance.random() * seconds)
            counts[state_of(name, target, before, whole)] += 1
            counts["leftovers"] += len(left(out, data))
        if name != "backup":
            emptied(target)
        timed(words)
        counts["repeat works"] = int(state_of(name, target, frozenset(), whole) == "whole")
        counts["left after the repeat"] = len(left(out, data))
        found[name] = counts
    return found


def state_of(name: str, target: Path, before: frozenset[str], whole: frozenset[str]) -> str:
    """absent (or not yet all of the files that are whole each), whole, or PART: of a backup folder each backup is one."""
    held = contents(target)
    if name in FILE_BY_FILE:
        finished = {one for one in held if not one.startswith(".income-unfinished")}
        return "whole" if finished == whole else "absent" if finished < whole else "PART"
    if name != "backup":
        return "absent" if not held and not target.exists() else "whole" if held == whole else "PART"
    stamps = {path.name for path in target.glob("*Z")}
    parts = [stamp for stamp in stamps if not (target / stamp / "history" / "runs.db").is_file()]
    visible = {one for one in held if not one.startswith(".")}
    return "PART" if parts else "whole" if visible != {one for one in before if not one.startswith(".")} else "absent"


def left(out: Path, data: Path) -> list[Path]:
    """Unfinished outputs, and notes of them."""
    places = (out, data / "dagster_backup", Path(tempfile.gettempdir()))
    marked = [path for place in places for path in place.rglob(".income-unfinished*")]
    return [*marked, *notes_dir(Settings.at(data)).glob("*.path")]


def load_commands() -> None:
    for name in COMMANDS:
        __import__(f"pipeline.commands.{name}")


if __name__ == "__main__":
    load_commands()
    print(json.dumps(trial(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:], random.Random(7))))
