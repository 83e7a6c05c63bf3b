"""Commands that write outputs, killed twenty times each: whole or absent, and the repeat leaves nothing behind.

INCOME_TRIALS sets another number of kills, INCOME_COMMANDS="forms backup" some of the commands only.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.demo.deliver import make_demo

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.xdist_group("output_kills")]
ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("INCOME_TRIALS", "20"))
COMMANDS = os.environ.get("INCOME_COMMANDS", "").split()


def test_what_is_killed_is_whole_or_absent(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "INCOME_TRANSPORT_KEY": "ab" * 32}
    make_demo(tmp_path / "data", villages=2, households=2, seed=5)
    for words in (["run", "--as-of", "2018-12-10"], ["export", str(tmp_path / "sealed"), "--encrypt"]):
        command = [sys.executable, "-m", "pipeline.cli", *words, "--data", str(tmp_path / "data")]
        subprocess.run(command, check=True, capture_output=True, env=environment)
    command = [sys.executable, "-W", "ignore", "-m", "tests.faults.output_kills", str(tmp_path), str(KILLS), *COMMANDS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    for name, counts in found.items():
        record_property("measured", f"{KILLS} kills -9 of {name}: {counts}")
    for name, counts in found.items():
        assert counts.get("PART", 0) == 0, name
        assert (counts["repeat works"], counts["left after the repeat"]) == (1, 0), name
        assert counts.get("absent", 0) + counts.get("whole", 0) == KILLS
    assert sum(counts["in flight"] for counts in found.values()) >= len(found) * KILLS / 4
    assert sum(counts["leftovers"] for counts in found.values()) > 0
