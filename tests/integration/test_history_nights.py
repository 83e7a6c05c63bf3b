"""What the run history keeps of night after night on all tables of a small county; every tenth brings a corrected workbook.

INCOME_TRIALS=100 sets how many nights (12 without it).
"""

import os
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.demo import make_demo
from pipeline.release.durable import size_of
from pipeline.settings import Settings
from tests.benchmarks.nights import change_one_in_a_hundred

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("history_nights")]
ROOT = Path(__file__).parents[2]
NIGHTS = int(os.environ.get("INCOME_TRIALS", "12"))
CORRECTED = 10


def test_a_night_adds_little_to_the_history(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    settings = Settings.at(tmp_path / "data")
    make_demo(settings.data, villages=3, households=8, seed=5)
    sizes = [history_after_a_night(settings)]
    for night in range(2, NIGHTS + 1):
        if night % CORRECTED == 0:
            change_one_in_a_hundred(settings.data / "raw")
        sizes.append(history_after_a_night(settings))
    grown = [after - before for before, after in pairwise(sizes[1:])]
    record_property(
        "measured",
        f"run history after {NIGHTS} nights: {sizes[-1] / 1e6:.1f} MB; the first has {sizes[0] / 1e6:.1f} MB, each"
        f" later one adds {sum(grown) / len(grown) / 1e6:.2f} MB, the largest {max(grown) / 1e6:.2f} MB",
    )
    assert sum(grown) / len(grown) < 0.2 * sizes[0]
    assert max(grown) < sizes[0]


def history_after_a_night(settings: Settings) -> int:
    """Bytes of the run history when one more run has been published."""
    command = [sys.executable, "-m", "pipeline.cli", "run", "--data", str(settings.data), "--as-of", "2018-12-10"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return size_of(settings.dagster_home / "history")
