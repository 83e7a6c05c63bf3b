"""One bit turned over in what is remembered or published: made again, or refused; never another figure.

INCOME_TRIALS=20 sets how many whole runs are tried (3 without it); the trials by API are always all made.
"""

import logging
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from pipeline.demo.deliver import make_demo
from pipeline.intake.entries import entry_rows, read_entry
from pipeline.intake.intake import read_deliveries
from pipeline.intake.raw_tables import RAW_TABLES, write_raw_tables
from pipeline.release.arrivals import look_at_inputs
from pipeline.release.durable import DamagedError
from pipeline.release.failures import PublishError
from pipeline.release.folders import Release, current_release, list_releases
from pipeline.release.lease import take_lease
from pipeline.release.publish import publish, write_marts_database
from pipeline.release.readback import open_release, verify_release
from pipeline.release.reuse import Memo
from pipeline.settings import Settings
from pipeline.workbooks.limits import Limits
from tests.delivered_sheets import ROSTER, a_row, book, form_a, form_b, roster_row, write_csv, write_workbook
from tests.faults.bit_flips import files_below, flip_bit, flipped
from tests.release_builder import build

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("bit_flips")]
ROOT = Path(__file__).parents[2]
WHOLE_RUNS = int(os.environ.get("INCOME_TRIALS", "3"))
CHANCE = random.Random(20)


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process: a child for each of hundreds of trials would take minutes."""

    def here(task: Callable, items: list, **_: object) -> Iterator[tuple]:
        for item in items:
            yield item, task(item)

    monkeypatch.setattr("pipeline.intake.file_readings.run_guarded", here)


def deliver(data: Path) -> None:
    write_workbook(data / "raw/2018/甲.xlsx", form_a(a_row("001"), a_row("0002"), a_row("")))
    write_workbook(data / "raw/2017/乙.xlsx", form_b("万元"))
    write_csv(
        data / "raw/2018/人口.csv", [list(ROSTER), roster_row("0001", "甲", "户主"), roster_row("", "乙", "之子")]
    )
    (data / "raw/2018/坏.xlsx").write_bytes(b"PK\x03\x04 truncated")


def raw_tables(data: Path, is_fresh: bool = False) -> dict[str, bytes]:
    intake = read_deliveries(data / "raw", data / "cache", book(), Limits(), workers=1, is_fresh=is_fresh)
    write_raw_tables(intake, data / "out")
    return {table: (data / "out" / f"{table}.parquet").read_bytes() for table in RAW_TABLES}


def test_300_flips_in_the_reading_cache_change_no_raw_table(
    tmp_path: Path, read_here: None, record_property: Callable[[str, object], None], caplog: pytest.LogCaptureFixture
) -> None:
    deliver(tmp_path)
    fresh = raw_tables(tmp_path, is_fresh=True)
    counts = Counter[str]()
    for number in range(300):
        files = files_below(tmp_path / "cache")
        path = files[number % len(files)]
        with caplog.at_level(logging.WARNING):
            caplog.clear()
            flip_bit(path, CHANCE)
            counts["equal" if raw_tables(tmp_path) == fresh else "DIFFERENT"] += 1
            counts["told once"] += sum("已重新读取" in record.message for record in caplog.records) == 1
    record_property("measured", f"flips in the reading cache: {dict(counts)}")
    assert counts["equal"] == counts["told once"] == 300


def test_a_torn_an_empty_or_a_foreign_entry_is_read_again(tmp_path: Path, read_here: None) -> None:
    deliver(tmp_path)
    fresh = raw_tables(tmp_path)
    for path in files_below(tmp_path / "cache"):
        content = path.read_bytes()
        others = [one for one in files_below(tmp_path / "cache") if one.name == path.name and one != path]
        for damage in (b"", content[:-1], content[: len(content) // 2], *(one.read_bytes() for one in others)):
            path.write_bytes(damage)
            assert raw_tables(tmp_path) == fresh


def test_an_entry_that_changes_after_it_was_proven_is_not_read(tmp_path: Path, read_here: None) -> None:
    deliver(tmp_path)
    raw_tables(tmp_path)
    refused = 0
    for path in files_below(tmp_path / "cache"):
        readings, _ = read_entry(path)
        content = path.read_bytes()
        for at in range(0, len(content), 40):
            path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
            with pytest.raises((DamagedError, OSError)):
                read_entry(path)
                for one in readings:
                    entry_rows(path, one.rows_hash)
            refused += 1
        path.write_bytes(content)
    assert refused >= 100


def test_a_fresh_run_reads_every_file(tmp_path: Path, read_here: None) -> None:
    deliver(tmp_path)
    take_in = partial(read_deliveries, tmp_path / "raw", tmp_path / "cache", book(), Limits())
    assert [take_in(is_fresh=is_fresh).files_read for is_fresh in (False, False, True)] == [4, 0, 4]


def test_200_flips_in_what_a_run_remembers_give_the_same_values_and_files(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    source = tmp_path / "source"
    source.write_bytes(bytes(range(256)))
    recipes = {
        "table": (["table.parquet"], 7),
        "checks": ([], [{"name": "甲", "passed": True}]),
        "chart": (["a", "b"], {}),
    }

    def night(name: str, latest: str) -> tuple[list[object], dict[str, bytes]]:
        own = tmp_path / name
        own.mkdir(exist_ok=True)
        memo = Memo(own, tmp_path / latest, "duckdb")

        def make(files: list[str], value: object) -> object:
            for file in files:
                (own / file).write_bytes(source.read_bytes() + file.encode())
            return value

        values = [
            memo.once(one, {"source": source}, partial(make, files, value), files)
            for one, (files, value) in recipes.items()
        ]
        return values, {file: (own / file).read_bytes() for files, _ in recipes.values() for file in files}

    first = night("night 0", "none")
    counts = Counter[str]()
    for number in range(200):
        path = CHANCE.choice(files_below(tmp_path / f"night {number}"))
        flip_bit(path, CHANCE)
        counts["equal" if night(f"night {number + 1}", f"night {number}") == first else "DIFFERENT"] += 1
    record_property("measured", f"flips in remembered values, checks and tables: {dict(counts)}")
    assert counts == {"equal": 200}


def test_40_flips_in_what_was_seen_of_deliveries_start_no_run(tmp_path: Path) -> None:
    deliver(tmp_path)
    settings = Settings.at(tmp_path)
    digest = look_at_inputs(settings, 0).digest
    for _ in range(40):
        flip_bit(settings.work_dir / "seen_deliveries.json", CHANCE)
        assert look_at_inputs(settings, 0).digest == digest


def published(marts: Path) -> Release:
    with take_lease(marts, "run-1") as lease:
        manifest = build(lease, list(range(500)))
        folder = lease.build_dir()
        (folder / "charts").mkdir()
        (folder / "charts" / "margins.png").write_bytes(bytes(range(256)) * 20)
        write_marts_database(folder, {})
        return publish(marts, folder, manifest, lease.generation)


def seen(marts: Path) -> tuple[object, ...]:
    """All that a reader takes from the current release."""
    release = current_release(marts)
    with open_release(release) as connection:
        rows = connection.execute("select * from mart_incomes").fetchall()
    return release.manifest, rows, release.table("mart_incomes").read_bytes(), release.proven("charts/margins.png")


def test_flips_in_a_release_are_refused_or_harmless(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    release = published(tmp_path)
    sound = seen(tmp_path)
    kinds = files_below(release.path)
    counts = Counter[str]()
    for path in kinds:
        for _ in range(150 if path.name == "manifest.json" else 40):
            with flipped(path, CHANCE):
                try:
                    verify_release(current_release(tmp_path))
                    state = "harmless" if seen(tmp_path) == sound else "DIFFERENT"
                except PublishError:
                    state = "refused"
            counts[f"{path.suffix} {state}"] += 1
    record_property("measured", f"flips in a release: {dict(counts)}")
    assert {path.suffix for path in kinds} == {".json", ".parquet", ".duckdb", ".png"}
    assert not [name for name in counts if "DIFFERENT" in name]
    assert sum(count for name, count in counts.items() if "harmless" in name) <= counts[".json harmless"] <= 20


@pytest.mark.parametrize("name", [".generation", "releases.log"])
def test_flips_beside_the_releases_lose_and_change_none(tmp_path: Path, name: str) -> None:
    published(tmp_path)
    sound = seen(tmp_path)
    for number in range(20):
        flip_bit(tmp_path / name, CHANCE)
        with take_lease(tmp_path, f"later-{number}") as lease:
            manifest = build(lease, [number])
            publish(tmp_path, lease.build_dir(), manifest, lease.generation)
    for release in list_releases(tmp_path):
        verify_release(release)
    assert len(list_releases(tmp_path)) == 21 and sound[0] == list_releases(tmp_path)[0].manifest


def run(data: Path, *words: str) -> Release:
    command = [sys.executable, "-m", "pipeline.cli", "run", "--data", str(data), "--as-of", "2018-12-10", *words]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.returncode == 0, done.stdout + done.stderr
    return current_release(data / "marts")


@pytest.mark.slow
def test_whole_runs_after_flips_publish_what_a_fresh_run_publishes(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Every night thirty random files of data/work lose a bit each; each third run is a fresh one."""
    data = tmp_path / "data"
    make_demo(data, villages=1, households=4, seed=5)
    expected = run(data, "--fresh").manifest.content_hash
    counts = Counter[str]()
    for number in range(WHOLE_RUNS):
        files = files_below(data / "work")
        for path in CHANCE.sample(files, min(30, len(files))):
            flip_bit(path, CHANCE)
            counts["flips"] += 1
        found = run(data, *(["--fresh"] if number % 3 == 2 else [])).manifest.content_hash
        counts["equal" if found == expected else "DIFFERENT"] += 1
    record_property("measured", f"whole runs after flips in data/work: {dict(counts)}")
    assert counts["equal"] == WHOLE_RUNS
