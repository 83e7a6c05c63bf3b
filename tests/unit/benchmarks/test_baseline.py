"""The benchmark against an earlier version: each side runs its own code, and each action's ratio meets its own bar."""

import subprocess
import sys
from pathlib import Path

from tests.benchmarks.baseline import ANSWER, BARS, COMMIT, FIRST, NOTHING, NOW, THEN, Side, action_bars
from tests.benchmarks.children import Usage, environment
from tests.benchmarks.pairs import Measured


def taken(cpu: float, wall: float) -> Measured:
    return Measured((Usage("one", cpu, wall, 1.0, {}),))


def test_a_side_runs_the_code_of_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "pipeline").mkdir()
    (tmp_path / "pipeline" / "__init__.py").touch()
    (tmp_path / "pipeline" / "cli.py").write_text("print('the earlier one')", encoding="utf-8")
    told = subprocess.run(
        Side(THEN, tmp_path).command("run"),
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "the earlier one\n"
    assert sys.executable == Side(NOW, tmp_path).command()[0]


def test_each_action_is_held_to_its_own_bars() -> None:
    found = {
        f"{THEN}: {FIRST}": taken(20.0, 20.0), f"{NOW}: {FIRST}": taken(12.0, 10.0),
        f"{THEN}: {NOTHING}": taken(5.0, 5.0), f"{NOW}: {NOTHING}": taken(3.5, 9.0),
        f"{THEN}: {ANSWER}": taken(9.0, 8.0), f"{NOW}: {ANSWER}": taken(90.0, 4.0),
    }  # fmt: skip
    met = {bar.title: (round(bar.ratio, 3), bar.is_met) for bar in action_bars(found)}
    assert met == {
        f"{FIRST}, now ÷ {COMMIT} (CPU)": (0.6, True),
        f"{FIRST}, now ÷ {COMMIT} (wall)": (0.5, False),
        f"{NOTHING}, now ÷ {COMMIT} (CPU)": (0.7, False),
        f"{NOTHING}, now ÷ {COMMIT} (wall)": (1.8, True),  # only told
        f"{ANSWER}, now ÷ {COMMIT} (wall)": (0.5, True),
    }
    assert set(BARS) >= {FIRST, NOTHING, ANSWER}
