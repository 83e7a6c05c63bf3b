"""A measured task's memory is its own, not that of whoever measures; a task that fails is no measurement."""

import sys
from pathlib import Path

import pytest

from tests.benchmarks.children import TaskFailedError, launched, measure


def test_memory_is_the_childs_own(tmp_path: Path) -> None:
    ballast = bytearray(400 * 2**20)
    used = launched([sys.executable, "-I", "-S", "-c", "pass"], tmp_path / "usage", tmp_path / "log")
    assert used["exit"] == 0
    assert 0 < used["peak_kib"] * 1024 < len(ballast) / 2


def test_failing_task_is_told(tmp_path: Path) -> None:
    with pytest.raises(TaskFailedError, match="scan_raw"):
        measure("scan_raw", folder=tmp_path)


def test_a_task_stops_at_its_limit(tmp_path: Path) -> None:
    busy = [sys.executable, "-I", "-S", "-c", "while True: pass"]
    used = launched(busy, tmp_path / "usage", tmp_path / "log", cpu_limit=1)
    assert used["exit"] != 0
    assert used["cpu"] > 0.8  # the kernel's clocks differ by a tick
