"""Publishing on a disk that refuses. A process of its own; prints {attempt: what is told} as JSON.

    python -m tests.faults.publishing_full_disk file_size|full_disk FOLDER

full_disk mounts a small tmpfs on FOLDER: start it in a mount namespace of its own (unshare --mount).
After each attempt the old release must still be current and whole; otherwise the attempt is told as BROKEN.
"""

import json
import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from pipeline.release.failures import PublishError
from pipeline.release.folders import current_release, list_releases
from pipeline.release.lease import Lease, take_lease
from pipeline.release.publish import add_file, publish, write_marts_database
from pipeline.release.readback import verify_release
from pipeline.release.retention import purge
from pipeline.settings import Settings
from tests.release_builder import build, publish_values

BIG = {f"2018/村{number}.xlsx": "ab" * 32 for number in range(2000)}  # a manifest of 200 kB
LIMIT = 50_000
KEPT_FREE = (0, 4096, 8192, 16384, 32768)


def attempt(marts_dir: Path, work: Callable[[], object]) -> str:
    """What the operator is told; the old release is checked afterwards."""
    before = current_release(marts_dir)
    try:
        work()
        told = "PUBLISHED"
    except PublishError as error:
        told = str(error)
    except Exception as error:
        told = f"BROKEN {error!r}"
    if current_release(marts_dir) != before or len(list_releases(marts_dir)) != 1:
        told = f"BROKEN: {current_release(marts_dir).id} ({told})"
    verify_release(before)
    return told


def publish_big(marts_dir: Path, lease: Lease) -> None:
    """Publish a release whose manifest is larger than the room that is left."""
    manifest = build(lease, [1]).sealed(inputs=BIG)
    publish(marts_dir, lease.build_dir(), manifest, lease.generation)


def trial_of_file_size(data_dir: Path) -> dict[str, str]:
    """No file may grow beyond a limit, as with a quota."""
    marts_dir = data_dir / "marts"
    publish_values(marts_dir, "old", [1])
    source = data_dir / "mart_noise.parquet"
    source.write_bytes(random.Random(1).randbytes(2 * LIMIT))
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, hard))
    with take_lease(marts_dir, "new") as lease:
        build(lease, [1])
        told = {"database": attempt(marts_dir, lambda: write_marts_database(lease.build_dir(), {}))}
        told["copy"] = attempt(marts_dir, lambda: add_file(lease.build_dir(), source))
        told["publish"] = attempt(marts_dir, lambda: publish_big(marts_dir, lease))
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    publish_values(marts_dir, "after", [2])
    return told


def trial_of_full_disk(data_dir: Path) -> dict[str, str]:
    """A tmpfs of 2 MB, filled to the brim, or but for a few pages; then all its inodes used up."""
    options = "size=2m,nr_inodes=200,mode=0700"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(data_dir)], check=True)
    settings = Settings.at(data_dir)
    settings.create_folders()
    marts_dir = settings.marts_dir
    publish_values(marts_dir, "old", [1])
    source = data_dir / "mart_noise.parquet"
    source.write_bytes(bytes(100_000))
    told = {}
    with take_lease(marts_dir, "new") as lease:
        build(lease, [1])
        fill(settings, 0)
        told["database"] = attempt(marts_dir, lambda: write_marts_database(lease.build_dir(), {}))
        told["copy"] = attempt(marts_dir, lambda: add_file(lease.build_dir(), source))
    for free in KEPT_FREE:
        told[f"publish with {free} bytes left"] = refused_publish(settings, f"new-{free}", free)
    told["publish without inodes"] = refused_publish(settings, "inodes", 0, fill_inodes)
    fill(settings, 0)
    told["lease"] = attempt(marts_dir, lambda: take_lease(marts_dir, "later").release())
    told["purge"] = f"{purge(settings).bytes_freed > 1_000_000}"
    told["after"] = str(current_release(marts_dir) < publish_values(marts_dir, "after", [2]))
    return told


def refused_publish(
    settings: Settings, run_id: str, free: int, fill_up: Callable[[Settings, int], None] | None = None
) -> str:
    """Build while there is room, then fill the disk, then publish."""
    (settings.work_dir / "filler").unlink(missing_ok=True)
    with take_lease(settings.marts_dir, run_id) as lease:
        build(lease, [1])
        (fill_up or fill)(settings, free)
        told = attempt(settings.marts_dir, lambda: publish_big(settings.marts_dir, lease))
    for path in settings.work_dir.glob("inode-*"):
        path.unlink()
    return told


def fill(settings: Settings, free: int) -> None:
    """Fill the disk but for `free` bytes."""
    with (settings.work_dir / "filler").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            file.truncate(max(0, file.tell() - free))


def fill_inodes(settings: Settings, _: int) -> None:
    """Use up all file names but two: the manifest's, then the new link's is one too many."""
    try:
        for number in range(100_000):
            (settings.work_dir / f"inode-{number}").touch()
    except OSError:
        (settings.work_dir / "inode-0").unlink()


TRIALS = {"file_size": trial_of_file_size, "full_disk": trial_of_full_disk}

if __name__ == "__main__":
    os.umask(0o077)
    print(json.dumps(TRIALS[sys.argv[1]](Path(sys.argv[2])), ensure_ascii=False))
