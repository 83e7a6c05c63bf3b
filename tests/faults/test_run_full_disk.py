"""A full disk stops `income run` with a sentence, not with a page of traceback; the old release is served on."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.test_publishing import mount_namespace

pytestmark = pytest.mark.faults
ROOT = Path(__file__).parents[2]


def test_a_run_without_room_says_so_and_the_next_one_works(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    namespace = mount_namespace()
    if namespace is None:
        pytest.skip("NOT TESTED: this machine permits no mount, so no disk could be filled (tmpfs, ENOSPC)")
    command = [*namespace, sys.executable, "-m", "tests.faults.run_full_disk", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    assert (told.pop("first")[0], told.pop("after")[0], told.pop("newer")[0]) == (0, 0, 1)
    assert len(told) == 3
    with capsys.disabled():
        for attempt, (code, text) in told.items():
            print(
                f"\n  {attempt}: exit {code}: {next((line for line in text.splitlines() if '未发布' in line), text[-200:])}"
            )
    for code, text in told.values():
        assert code == 1
        assert "未发布" in text
        assert "磁盘" in text
        assert "上一个版本保持不变" in text
        assert "Traceback" not in text
