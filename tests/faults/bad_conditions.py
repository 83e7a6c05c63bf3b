"""Every command under each bad condition, in this process's own mounts. Prints JSON: condition → command → code and text.

    python -m tests.faults.bad_conditions FOLDER

It mounts a tmpfs on FOLDER: start it in a mount namespace of its own (unshare --mount), and without the capabilities
that let root read and write what it may not (setpriv --bounding-set=-dac_override,-dac_read_search).
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner

from pipeline.cli import keep_quiet, main
from pipeline.demo.deliver import make_demo
from pipeline.release.folders import current_release
from tests.faults.run_full_disk import fill
from tests.service_runner import free_port

KEY = "ab" * 32
PATIENCE = 300.0
# No condition stops these: they show what is built in, or end what does not run.
UNTOUCHED = {"rules", "down"}


def commands(data: Path, out: Path, old: str) -> dict[str, list[str]]:
    """Each command as an operator would call it. `old`: a release that is or was there."""
    some = str(next((data / "raw").rglob("示例东岭村2018年可支配收入统计表.xlsx"), data / "raw" / "none.xlsx"))
    words = {
        "demo": ["demo", "--villages", "1", "--households", "2", "--data", str(out / "demo")], "run": ["run", "--as-of", "2018-12-10", "--fresh"], "explain": ["explain", "示例东岭村/00001"],
        "check": ["check", some], "rules": ["rules"], "findings": ["findings", "--csv"], "export": ["export", str(out / "e")],
        "sealed export": ["export", str(out / "s"), "--encrypt"], "decrypt": ["decrypt", str(out.parent / "sealed"), str(out / "d")],
        "forms": ["forms", str(out / "f")], "pdf forms": ["forms", str(out / "p"), "--format", "pdf", "--together"],
        "rectifications": ["rectifications", str(out / "r")], "verify": ["verify", str(out.parent / "package")],
        "diff": ["diff", old, old, "--csv", str(out / "d.csv")], "status": ["status", "--alarm"], "releases": ["releases"],
        "rollback": ["rollback", old], "template": ["template", "roster", "--village", "示例东岭村", "--out", str(out / "t.xlsx")],
        "up": ["up", "--port", str(free_port())], "down": ["down"], "backup": ["backup"],
        "restore": ["backup", "--restore", "20181210T030000Z"], "ui": ["ui", "--port", str(free_port())],
        "system": ["system", str(out / "y")], "user": ["user", "某某", "--role", "查看", "--password", "long enough a word"],
        "bulletin": ["bulletin", "--as-of", "2018-12-10", "--number", "1", "--out", str(out / "b")],
        "sample": ["sample", str(out / "m"), "--seed", "7"],
        "purge": ["purge", "--yes"],
    }  # fmt: skip
    without_data = {"rules", "verify", "decrypt", "demo"}
    return {name: [*one, *([] if one[0] in without_data else ["--data", str(data)])] for name, one in words.items()}


def told(words: list[str], answer: Path) -> tuple[int, str]:
    """Exit code and text of a command, in a forked process; -1 and the exception where it was not told in a sentence."""
    child = os.fork()
    if child:
        status = awaited(child, words)
        code, text = json.loads(answer.read_text()) if answer.exists() else (-1, f"died with {status}")
        answer.unlink(missing_ok=True)
        return code, text
    keep_quiet()
    done = CliRunner().invoke(main, words, env={"INCOME_TRANSPORT_KEY": KEY, "COLUMNS": "300"})
    strange = done.exception is not None and not isinstance(done.exception, SystemExit)
    answer.write_text(
        json.dumps([-1 if strange else done.exit_code, f"{done.exception!r}" if strange else done.output])
    )
    os._exit(0)


def awaited(child: int, words: list[str]) -> int:
    """Its status; what goes on too long is ended, as an operator would with Ctrl-C."""
    print(" ".join(words)[:100], file=sys.stderr, flush=True)
    deadline = time.monotonic() + PATIENCE
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
            return os.waitpid(child, 0)[1]
        time.sleep(0.02)


@contextmanager
def full(data: Path, out: Path) -> Iterator[None]:
    filler = data.parent / "filler"
    fill(filler, 0)
    yield
    filler.unlink()


@contextmanager
def read_only(data: Path, out: Path) -> Iterator[None]:
    remount(data.parent, "ro")
    yield
    remount(data.parent, "rw")


def remount(folder: Path, mode: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{mode}", str(folder)], check=True)


@contextmanager
def without_permission(data: Path, out: Path) -> Iterator[None]:
    folders = [data / "marts", data / "dagster", data / "work", data / "raw", out]
    for folder in folders:
        folder.chmod(0o000)
    yield
    for folder in folders:
        folder.chmod(0o700)


@contextmanager
def damaged(data: Path, out: Path) -> Iterator[None]:
    """marts.duckdb and every mart of the current release lose a page; a fresh run replaces it."""
    release = current_release(data / "marts").path
    kept = data.parent / "kept"
    shutil.copytree(data, kept, symlinks=True)
    for path in [release / "marts.duckdb", *release.glob("*.parquet")]:
        path.chmod(0o600)
        content = path.read_bytes()
        path.write_bytes(content[:100] + bytes(64) + content[164:])
    yield
    shutil.rmtree(data)
    kept.rename(data)


@contextmanager
def without_release(data: Path, out: Path) -> Iterator[None]:
    data.rename(data.with_name("away"))
    data.mkdir()
    yield
    shutil.rmtree(data)
    data.with_name("away").rename(data)


CONDITIONS: dict[str, Callable] = {
    "磁盘已满": full, "只读": read_only, "没有权限": without_permission, "版本损坏": damaged, "没有版本": without_release,
}  # fmt: skip
SERVES = {"版本损坏", "没有版本"}  # the service starts all the same: not tried here


def trial(folder: Path) -> dict[str, dict[str, tuple[int, str]]]:
    """A release, a package and a sealed folder; then every command under every condition, and after it."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=160m,mode=0700", "tmpfs", str(folder)], check=True)
    data, out, answer = folder / "data", folder / "out", Path(tempfile.mkdtemp()) / "answer"
    make_demo(data, villages=1, households=4, seed=5)
    out.mkdir()
    first = {
        name: told([*words, "--data", str(data)], answer)
        for name, words in {
            "run": ["run", "--as-of", "2018-12-10"], "export": ["export", str(folder / "package")],
            "sealed export": ["export", str(folder / "sealed"), "--encrypt"], "backup": ["backup"],
        }.items()
    }  # fmt: skip
    old = current_release(data / "marts").id
    found = {"first": first}
    for name, condition in CONDITIONS.items():
        words = commands(data, out, old)
        with condition(data, out):
            tried = [one for one in words if name not in SERVES or one not in ("ui", "up")]
            tried.sort(key=lambda one: one == "run")  # last: a run may make the release that the others miss
            found[name] = {one: told(words[one], answer) for one in tried}
        shutil.rmtree(out)
        out.mkdir()
    again = ("explain", "export", "sealed export", "forms", "template", "diff", "backup", "run")
    found["after"] = {one: told(commands(data, out, old)[one], answer) for one in again}
    found["left"] = {str(path): (0, "") for path in folder.rglob(".income-unfinished*")}
    return found


if __name__ == "__main__":
    print(json.dumps(trial(Path(sys.argv[1])), ensure_ascii=False))
