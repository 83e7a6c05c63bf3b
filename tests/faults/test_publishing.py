"""Publishing under fire: readers, kills, rivals, full disks. Every trial prints what it counted."""

import json
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.faults

ROOT = Path(__file__).parents[2]
NAMESPACES = (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"])


@pytest.fixture
def trial(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a trial in a process of its own and return its counts, printed whatever pytest captures."""

    def run(module: str, *arguments: object, within: list[str] | None = None) -> dict[str, Any]:
        command = [*(within or []), sys.executable, "-m", f"tests.faults.{module}", str(arguments[0])]
        command += [str(tmp_path), *map(str, arguments[1:])]
        started = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, done.stderr[-3000:]
        counts: dict[str, Any] = json.loads(done.stdout)
        with capsys.disabled():
            print(f"\n  {arguments[0]} ({time.monotonic() - started:.0f} s):")
            for name, count in counts.items():
                print(f"    {name}: {count}")
        assert "Error" not in done.stderr, done.stderr[-3000:]
        return counts

    return run


def test_readers_see_whole_releases_in_order(trial: Any) -> None:
    counts = trial("publishing_trials", "readers", 200)
    assert (counts["publishes"], counts["torn"], counts["backward"], counts["failed"]) == (200, 0, 0, 0)
    assert counts["reads"] > 800
    assert counts["releases_seen"] > 100


def test_500_kills_leave_a_whole_release(trial: Any) -> None:
    counts = trial("publishing_kills", "kills", 500)
    assert (counts["kills"], counts["broken"], counts["lost"], counts["backward"]) == (500, 0, 0, 0)
    assert counts["ended_by_itself"] == 0
    assert counts["left_half_built"] > 50  # the kills hit the middle of the work, not only its ends
    assert counts["acknowledged"] > 20


def test_a_kill_before_any_file_operation_leaves_a_whole_release(trial: Any) -> None:
    counts = trial("publishing_kills", "steps", 200)
    assert (counts["broken"], counts["lost"], counts["backward"]) == (0, 0, 0)
    assert counts["finished"] == 1
    assert counts["kills"] > 40
    assert min(counts["left_half_built"], counts["left_unlinked"], counts["left_half_removed"]) > 0


def test_a_stale_writer_never_replaces_a_newer_release(trial: Any) -> None:
    counts = trial("publishing_trials", "stale_writers", 100)
    assert counts["orphan_won"] == 0
    assert counts["orphan_broken"] == 0
    assert counts["stale_refused"] + counts["orphan_was_first"] == 100
    assert min(counts["stale_refused"], counts["orphan_was_first"]) > 10


def test_rival_runs_take_turns(trial: Any) -> None:
    counts = trial("publishing_trials", "contenders", 50)
    assert counts["publishes"] >= 50
    assert counts["failed"] == 0
    assert counts["out_of_order"] is False
    assert counts["refused_as_second"] > 0


def test_a_file_size_limit_leaves_the_old_release(trial: Any) -> None:
    told = trial("publishing_full_disk", "file_size")
    assert set(told) == {"database", "copy", "publish"}
    assert all("文件超出允许的大小" in message for message in told.values())
    assert "仍提供原版本" in told["publish"]


def test_a_full_disk_leaves_the_old_release(trial: Any) -> None:
    namespace = mount_namespace()
    if namespace is None:
        pytest.skip("NOT TESTED: this machine permits no mount, so no disk could be filled (tmpfs, ENOSPC)")
    told = trial("publishing_full_disk", "full_disk", within=namespace)
    assert (told.pop("purge"), told.pop("after")) == ("True", "True")
    assert all("磁盘已满" in message for message in told.values())
    published = [message for attempt, message in told.items() if attempt.startswith("publish")]
    assert len(published) == 6
    assert all("仍提供原版本" in message for message in published)


@cache
def mount_namespace() -> list[str] | None:
    """A command prefix under which a tmpfs can be mounted without a trace; None if not permitted."""
    probe = ["mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    for namespace in NAMESPACES:
        try:
            subprocess.run([*namespace, *probe], check=True, capture_output=True, timeout=20)
            return namespace
        except (OSError, subprocess.SubprocessError):
            continue
    return None
