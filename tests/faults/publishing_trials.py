"""Many readers and rival writers at once. A process of its own, where forking is safe; prints counts as JSON.

python -m tests.faults.publishing_trials TRIAL FOLDER COUNT
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.release.failures import LockedError, StaleWriterError
from pipeline.release.folders import Release, current_release, list_releases
from pipeline.release.lease import take_lease
from pipeline.release.publish import add_file, publish
from tests.faults.forked import fork
from tests.release_builder import build, manifest_of, publish_values, write_mart

READERS = 8
TABLES = ("mart_deliveries", "mart_findings", "mart_incomes")
STALE, PUBLISHED, BROKEN = b"S", b"P", b"B"


def publish_number(folder: Path, number: int) -> Release:
    """A release of three marts, each of which says the same number."""
    with take_lease(folder, f"run-{number}") as lease:
        for table in TABLES:
            write_mart(lease.build_dir() / f"{table}.parquet", [number] * 50)
        manifest = manifest_of(lease.run_id, **dict.fromkeys(TABLES, 50))
        return publish(folder, lease.build_dir(), manifest, lease.generation)


def trial_of_readers(folder: Path, publishes: int) -> Counter[str]:
    """Eight readers read the current release over and over while new ones are published."""
    publish_number(folder, 0)
    stop = folder / "stop"
    read_ends = []
    for _ in range(READERS):
        read_end, write_end = os.pipe()
        fork(partial(_report_reads, folder, stop, write_end))
        os.close(write_end)
        read_ends.append(read_end)
    for number in range(1, publishes + 1):
        publish_number(folder, number)
    stop.touch()
    counts = Counter(publishes=publishes, torn=0, backward=0, failed=0, readers=READERS)
    for read_end in read_ends:
        counts.update(json.loads(os.read(read_end, 10_000)))
        os.wait()
    return counts


def _report_reads(folder: Path, stop: Path, write_end: int) -> None:
    os.write(write_end, json.dumps(_read_until(folder, stop)).encode())


def _read_until(folder: Path, stop: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    last = ""
    while not stop.exists():
        try:
            release = current_release(folder)
            time.sleep(random.random() * 0.002)  # so that a publish falls between opening one mart and the next
            found = {_number(release, table) for table in TABLES}
            counts.update(reads=1, torn=len(found) != 1, backward=release.id < last, releases_seen=release.id != last)
            last = release.id
        except Exception as error:
            counts.update({"failed": 1, repr(error): 1})
    return counts


def _number(release: Release, table: str) -> int:
    values = pq.read_table(release.table(table), use_threads=False).column("income_yuan").to_pylist()
    return int(values[0]) if len(set(values)) == 1 and len(values) == 50 else -1


def trial_of_stale_writers(folder: Path, rounds: int) -> Counter[str]:
    """A worker is killed while a step of it goes on; the next run begins, and both want to publish."""
    counts = Counter(rounds=rounds, stale_refused=0, orphan_was_first=0, orphan_won=0, orphan_broken=0)
    for number in range(rounds):
        read_end, write_end = os.pipe()
        ready_end, told_end = os.pipe()
        pause = random.random() * 0.06
        worker = fork(partial(_work_with_orphan, folder, number, pause, told_end, write_end))
        os.read(ready_end, 1)
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
        os.close(write_end)
        time.sleep(random.random() * 0.06)
        new = publish_values(folder, f"new-{number}", [number])
        outcome = os.read(read_end, 1)
        counts["stale_refused"] += outcome == STALE
        counts["orphan_was_first"] += outcome == PUBLISHED
        counts["orphan_broken"] += outcome not in (STALE, PUBLISHED)
        counts["orphan_won"] += current_release(folder) != new
        for descriptor in (read_end, ready_end, told_end):
            os.close(descriptor)
    return counts


def _work_with_orphan(folder: Path, number: int, pause: float, told_end: int, write_end: int) -> None:
    lease = take_lease(folder, f"old-{number}")
    fork(lambda: os.write(write_end, _publish_late(folder, lease.generation, lease.run_id, pause, told_end)))
    time.sleep(60)


def _publish_late(folder: Path, generation: int, run_id: str, pause: float, told_end: int) -> bytes:
    build_dir = folder / ".building" / run_id
    source = folder / "ready.parquet"
    manifest = manifest_of(run_id, ready=3)
    with suppress(FileExistsError):
        build_dir.mkdir()
    write_mart(source, [1, 2, 3])
    os.write(told_end, b"!")
    time.sleep(pause)
    try:
        with suppress(Exception):
            add_file(build_dir, source)
        publish(folder, build_dir, manifest, generation)
        return PUBLISHED
    except StaleWriterError:
        return STALE
    except Exception as error:
        print(repr(error), file=sys.stderr, flush=True)
        return BROKEN


def trial_of_contenders(folder: Path, publishes: int) -> Counter[str]:
    """Eight processes want the lease at once; each publishes as often as it gets it, until enough is done."""
    counts = Counter(processes=READERS)
    children = [fork(partial(_contend, folder, name, publishes)) for name in range(READERS)]
    counts["failed"] = sum(os.waitpid(child, 0)[1] != 0 for child in children)
    releases = list_releases(folder)
    counts["publishes"] = len(releases)
    generations = [release.manifest.generation for release in releases]
    counts["out_of_order"] = generations != sorted(set(generations))
    counts["refused_as_second"] = sum(int(path.read_text()) for path in folder.glob("refused-*"))
    return counts


def _contend(folder: Path, name: int, publishes: int) -> None:
    refused = 0
    while len(list_releases(folder)) < publishes:
        try:
            with take_lease(folder, f"run-{name}") as lease:
                (folder / "alone").touch(exist_ok=False)  # fails if two hold the lease
                publish(folder, lease.build_dir(), build(lease, [name]), lease.generation)
                (folder / "alone").unlink()
        except LockedError:
            refused += 1
            time.sleep(0.02)
    (folder / f"refused-{name}").write_text(str(refused))


TRIALS = {
    "readers": trial_of_readers,
    "stale_writers": trial_of_stale_writers,
    "contenders": trial_of_contenders,
}

if __name__ == "__main__":
    print(json.dumps(TRIALS[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))))
