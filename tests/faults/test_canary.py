"""An ID number at every place where one can stand: none is found again outside data/raw and data/work."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.release.folders import current_release
from tests.faults.canaries import Canaries, plant
from tests.faults.seen_texts import comparable, texts_of

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("canary")]
AS_OF = "2018-12-10"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Planted:
    """A data folder after a run, what was planted, and all that the run printed."""

    data: Path
    canaries: Canaries
    printed: str

    def income(self, *words: object) -> str:
        """What a command prints; it must not fail."""
        done = CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.output

    def leaks(self, texts: Iterable[str]) -> set[str]:
        """The places whose number is found in the texts."""
        shown = "\n".join(map(comparable, texts))
        return {place for place, needle in self.canaries.needles().items() if needle in shown}

    def leaks_of(self, folder: Path) -> tuple[int, dict[str, set[str]]]:
        """Files searched, and file → places whose number it shows."""
        files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
        found = {path.relative_to(folder).as_posix(): self.leaks(texts_of(path)) for path in files}
        return len(files), {name: places for name, places in found.items() if places}


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    data = tmp_path_factory.mktemp("canary") / "data"
    (data / "raw").mkdir(parents=True)
    canaries = plant(data / "raw")
    command = [sys.executable, "-m", "pipeline.cli", "run", "--data", str(data), "--as-of", AS_OF]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": "300"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return Planted(data, canaries, done.stdout + done.stderr + run_as_the_service_does(data))


def run_as_the_service_does(data: Path) -> str:
    """A run by Dagster itself, with the log of every step; returns what it printed."""
    command = [sys.executable, "-m", "dagster", "job", "execute", "-m", "pipeline.definitions", "-j", "nightly"]
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "INCOME_DATA": str(data),
        "DAGSTER_HOME": str(data / "dagster"),
    }
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


def test_the_numbers_are_read_and_the_search_finds_them(planted: Planted) -> None:
    """Without this, a search that sees nothing would pass for a pipeline that leaks nothing."""
    needles = planted.canaries.needles()
    assert len(needles) == len(set(needles.values())) > 90
    _, raw = planted.leaks_of(planted.data / "raw")
    seen = set().union(*raw.values())
    assert set(needles) - seen <= {"folder name"}  # a folder is no file
    assert planted.leaks([str(path) for path in (planted.data / "raw").rglob("*")]) >= {"folder name", "file name"}
    _, work = planted.leaks_of(planted.data / "work")
    matched = set().union(*work.values())
    assert {"statement 001 head", "list 001", "member 0", "ledger 001", "register", "spaced", "certificate"} <= matched


def test_no_mart_manifest_chart_or_log_shows_one(planted: Planted, capsys: pytest.CaptureFixture[str]) -> None:
    counted = {}
    for name in ("marts", "dagster"):
        counted[name], leaks = planted.leaks_of(planted.data / name)
        assert leaks == {}, name
    assert planted.leaks([planted.printed]) == set()
    kinds = {path.suffix for path in (planted.data / "marts").rglob("*") if path.is_file()}
    assert {".parquet", ".duckdb", ".json", ".png", ".svg", ".log"} <= kinds
    history = [path for path in (planted.data / "dagster").rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in history)
    assert not any("compute_logs" in path.parts for path in history)  # steps' output is kept nowhere
    with capsys.disabled():
        print(
            f"\n  {len(planted.canaries.planted)} ID numbers planted; found in 0 of {counted} files and in 0 lines printed"
        )


def test_the_rows_are_still_there_only_masked(planted: Planted) -> None:
    release = current_release(planted.data / "marts")
    listed = {name.rpartition("/")[2] for name in release.manifest.inputs}
    number = planted.canaries("file name")
    assert f"西村{number[:6]}********{number[-4:]}.xlsx" in listed
    assert release.manifest.row_counts["mart_quarantine"] >= 3
    found = planted.income("findings", "--csv", "--data", planted.data)
    assert "amount_unreadable" in found
    assert planted.leaks([found]) == set()


@pytest.mark.parametrize("audience", ["assessor", "village", "public"])
def test_no_package_shows_one(planted: Planted, tmp_path: Path, audience: str) -> None:
    printed = planted.income("export", tmp_path / "out", "--audience", audience, "--data", planted.data)
    searched, leaks = planted.leaks_of(tmp_path / "out")
    assert searched > 5
    assert leaks == {}
    assert planted.leaks([printed]) == set()


def test_only_who_asks_for_full_numbers_gets_them(planted: Planted, tmp_path: Path) -> None:
    planted.income("export", tmp_path / "out", "--full-ids", "--data", planted.data)
    _, leaks = planted.leaks_of(tmp_path / "out")
    assert {"statement 001 head", "member 0"} <= leaks.pop("完整证件号码.xlsx")
    assert leaks == {}


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_no_form_shows_one(planted: Planted, tmp_path: Path, kind: str) -> None:
    planted.income("forms", tmp_path / "out", "--format", kind, "--data", planted.data)
    searched, leaks = planted.leaks_of(tmp_path / "out")
    assert searched >= 8
    assert leaks == {}
    texts = "".join(comparable(text) for path in (tmp_path / "out").rglob(f"*.{kind}") for text in texts_of(path))
    assert "示例东村" in texts  # the search reads what the forms say


def test_no_command_prints_one(planted: Planted, tmp_path: Path) -> None:
    data = ("--data", planted.data)
    release = current_release(planted.data / "marts")
    printed = {
        "explain": planted.income("explain", "示例东村/001", *data),
        "json": planted.income("explain", "示例东村/011", "--json", *data),
        "findings": planted.income("findings", *data),
        "releases": planted.income("releases", *data),
        "diff": planted.income("diff", release.id, release.id, *data),
    }
    files = [path for path in sorted((planted.data / "raw" / "2018").rglob("*.*")) if not path.name.startswith("~$")]
    checked = CliRunner().invoke(main, ["check", *map(str, files), "--year", "2018", *map(str, data)])
    assert checked.exit_code == 1, checked.output
    printed["check"] = checked.output
    assert {name: leaks for name, text in printed.items() if (leaks := planted.leaks([text]))} == {}
    assert len(json.dumps(printed)) > 5000


def test_an_id_number_as_household_code_is_sent_back(planted: Planted) -> None:
    release = current_release(planted.data / "marts")
    reasons = pq.read_table(release.table("mart_quarantine"), columns=["reason"])["reason"].to_pylist()
    assert any("户码（所填为证件号码）" in reason for reason in reasons)
