"""Workers killed with signal 9. A process of its own, where forking is safe; prints counts as JSON.

python -m tests.faults.publishing_kills kills|steps FOLDER COUNT
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from functools import partial
from pathlib import Path

from pipeline.release.folders import current_release, list_releases
from pipeline.release.readback import verify_release
from pipeline.release.retention import remove_old_releases
from tests.faults.forked import fork
from tests.release_builder import publish_values

WATCHED = ("open", "os.rename", "os.symlink", "os.remove", "os.rmdir", "os.mkdir", "os.chmod")


def keep_three(folder: Path) -> None:
    """Remove all releases but three, whatever their age."""
    remove_old_releases(folder, keep_count=3, keep_days=-1_000_000)


def trial_of_kills(folder: Path, kills: int) -> Counter[str]:
    """A worker that publishes and cleans up without pause is killed at random moments, again and again."""
    last = publish_values(folder, "first", [0]).id
    started = time.monotonic()
    publish_values(folder, "second", [0])
    one_publish = time.monotonic() - started
    counts = Counter(kills=kills, broken=0, lost=0, backward=0, acknowledged=0)
    for number in range(kills):
        read_end, write_end = os.pipe()
        worker = fork(partial(_publish_forever, folder, number, write_end))
        os.close(write_end)
        time.sleep(random.random() * 4 * one_publish)
        os.kill(worker, signal.SIGKILL)
        _, status = os.waitpid(worker, 0)
        acknowledged = os.read(read_end, 65536).decode().split()
        os.close(read_end)
        counts["ended_by_itself"] += not os.WIFSIGNALED(status)
        counts["acknowledged"] += len(acknowledged)
        counts.update(state_after_kill(folder, last, acknowledged[-1] if acknowledged else ""))
        last = current_release(folder).id
    return counts


def _publish_forever(folder: Path, number: int, write_end: int) -> None:
    for turn in range(1000):
        release = publish_values(folder, f"run-{number}-{turn}", [number, turn])
        os.write(write_end, f"{release.id}\n".encode())
        keep_three(folder)


def state_after_kill(folder: Path, last: str, acknowledged: str) -> Counter[str]:
    """What the kill left, judged as the next reader and the next run find it."""
    counts: Counter[str] = Counter()
    try:
        current = current_release(folder)
        for release in list_releases(folder):
            verify_release(release)
    except Exception as error:
        return Counter({"broken": 1, repr(error): 1})
    newest = list_releases(folder)[-1]
    counts.update(lost=current.id < acknowledged, backward=current.id < last)
    counts.update(left_half_built=any((folder / ".building").iterdir()), left_unlinked=newest > current)
    counts.update(left_half_removed=any((folder / ".removing").iterdir()))
    return counts


def trial_of_steps(folder: Path, most_steps: int) -> Counter[str]:
    """A worker kills itself just before its first file operation, its second, and so on to the last."""
    last = publish_values(folder, "first", [0]).id
    counts = Counter(kills=0, broken=0, lost=0, backward=0)
    for step in range(most_steps):
        _, status = os.waitpid(fork(partial(_publish_until, folder, step)), 0)
        counts.update(state_after_kill(folder, last, ""))
        last = current_release(folder).id
        keep_three(folder)
        if not os.WIFSIGNALED(status):
            counts["finished"] = 1
            return counts
        counts["kills"] += 1
    return counts


def _publish_until(folder: Path, step: int) -> None:
    left = step

    def audit(event: str, _: tuple[object, ...]) -> None:
        nonlocal left
        if event in WATCHED:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(audit)
    publish_values(folder, f"run-{step}", [step])
    keep_three(folder)


TRIALS = {"kills": trial_of_kills, "steps": trial_of_steps}

if __name__ == "__main__":
    print(json.dumps(TRIALS[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))))
