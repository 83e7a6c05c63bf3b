"""`income run` on a disk that is full, or fills up on the way. Prints JSON: attempt → exit code and what was told.

    python -m tests.faults.run_full_disk FOLDER

It mounts a tmpfs on FOLDER: start it in a mount namespace of its own (unshare --mount).
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from pipeline.demo import make_demo
from pipeline.release.folders import current_release, list_releases
from pipeline.release.readback import verify_release

FREE_KB = (0, 2_000, 8_000)


def run(data: Path) -> tuple[int, str]:
    """Exit code and all that was printed."""
    command = [sys.executable, "-m", "pipeline.cli", "run", "--data", str(data), "--as-of", "2018-12-10"]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"COLUMNS": "300"})
    return done.returncode, done.stdout + done.stderr


def fill(filler: Path, free_kb: int) -> None:
    """Fill the disk but for so many kB."""
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            file.truncate(max(0, file.tell() - free_kb * 1024))


def trial(folder: Path) -> dict[str, tuple[int, str]]:
    """One release, then runs that do not find the room, then one that does."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=192m,mode=0700", "tmpfs", str(folder)], check=True)
    data, filler = folder / "data", folder / "filler"
    make_demo(data, villages=2, households=4, seed=5)
    told = {"first": run(data)}
    before = current_release(data / "marts")
    for free_kb in FREE_KB:
        fill(filler, free_kb)
        told[f"{free_kb} kB free"] = run(data)
        filler.unlink()
        for release in list_releases(data / "marts"):
            verify_release(release)
        if current_release(data / "marts") != before:
            told[f"{free_kb} kB free"] = (-1, "BROKEN: the served release changed")
    told["after"] = run(data)
    told["newer"] = (int(current_release(data / "marts") > before), "")
    return told


if __name__ == "__main__":
    print(json.dumps(trial(Path(sys.argv[1])), ensure_ascii=False))
