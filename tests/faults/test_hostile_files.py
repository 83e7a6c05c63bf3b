"""Generated hostile files: each is rejected or read with a named code, within the limits, and the run goes on."""

import os
import random
import time
import unicodedata
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from pipeline.intake.child import run_guarded
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.opening import open_file
from pipeline.workbooks.path_guard import inspect_path, is_ignorable
from pipeline.workbooks.sheet import Opened, Rejection
from tests.faults.hostile_packages import workbook
from tests.faults.hostile_texts import GOOD, text_cases
from tests.faults.hostile_workbooks import Case, old_workbook, workbook_cases

pytestmark = pytest.mark.faults
LIMITS = Limits(wall_seconds=5.0, cpu_seconds=5)


def _outcome(result: Opened | Rejection) -> set[str]:
    """Codes of a rejection or of the notes; '' for a file read without any."""
    rejection = result if isinstance(result, Rejection) else result.rejection
    if rejection is not None:
        return {rejection.code}
    assert isinstance(result, Opened)
    return {note.code for sheet in result.sheets for note in sheet.notes} or {""}


def _open_all(paths: list[Path]) -> list[set[str]]:
    task = partial(open_file, limits=LIMITS)
    return [_outcome(result) for _, result in run_guarded(task, paths, limits=LIMITS, workers=2)]


def test_hostile_files_are_rejected_or_read_with_a_named_code(tmp_path: Path) -> None:
    cases: list[Case] = [*workbook_cases(), *text_cases()]
    paths = []
    for name, data, _ in cases:
        paths.append(tmp_path / name)
        paths[-1].write_bytes(data)
    started = time.monotonic()
    outcomes = _open_all(paths)
    print(f"\n{len(cases)} hostile files in {time.monotonic() - started:.1f} s, 0 crashes of the run")
    wrong = {
        name: (wanted, codes)
        for (name, _, wanted), codes in zip(cases, outcomes, strict=True)
        if "reader_timeout" in codes or (wanted != "*" and wanted not in codes)
    }
    assert wrong == {}
    assert len(cases) >= 60


def test_hostile_paths_are_refused_before_anything_opens_them(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    year = raw / "2018"
    year.mkdir(parents=True)
    outside = tmp_path / "outside.xlsx"
    outside.write_bytes(workbook())
    wanted = dict(_plant_paths(year, outside))
    found = {}
    for path in wanted:
        verdict = inspect_path(raw, path, replace(LIMITS, settle_seconds=60.0))
        found[path] = verdict.code if verdict is not None else None
    print(f"\n{len(wanted)} hostile paths, 0 opened")
    assert found == wanted


def _plant_paths(year: Path, outside: Path) -> list[tuple[Path, str]]:
    def plant(name: str, data: bytes = b"a,b\n") -> Path:
        path = year / name
        path.write_bytes(data)
        os.utime(path, (1_500_000_000, 1_500_000_000))
        return path

    link, folder, pipe = year / "link.xlsx", year / "folder", year / "pipe.xlsx"
    link.symlink_to(outside)
    folder.symlink_to(outside.parent, target_is_directory=True)
    os.mkfifo(pipe)
    (year / "dangling.xlsx").symlink_to(year / "nowhere")
    (year / "directory.xlsx").mkdir()
    os.link(plant("twin.xlsx"), year / "hard.xlsx")
    uploading = plant("uploading.xlsx")
    os.utime(uploading)
    return [
        (link, "symlink"),
        (folder / "outside.xlsx", "symlink"),
        (year / "dangling.xlsx", "symlink"),
        (pipe, "not_a_file"),
        (year / "directory.xlsx", "not_a_file"),
        (year / "hard.xlsx", "hard_link"),
        (outside, "unreadable_path"),
        (year / ".." / ".." / "outside.xlsx", "name_not_allowed"),
        (year / "gone.xlsx", "unreadable_path"),
        (plant("bell\x07.xlsx"), "name_control_characters"),
        (plant("line\nbreak.xlsx"), "name_control_characters"),
        (plant("right\u202excslx.exe.xlsx"), "name_control_characters"),
        (plant("zero\u200bwidth.xlsx"), "name_control_characters"),
        (plant(unicodedata.normalize("NFD", "é.xlsx")), "name_not_normalised"),
        (plant("empty.xlsx", b""), "empty_file"),
        (uploading, "not_settled"),
        (Path("/dev/zero"), "unreadable_path"),
    ]


def test_lock_files_and_dotfiles_are_no_deliveries() -> None:
    assert all(is_ignorable(Path(name)) for name in ("~$花名册.xlsx", ".DS_Store", ".~花名册.xlsx", "Thumbs.db"))
    assert not is_ignorable(Path("花名册.xlsx"))


def test_links_and_pipes_are_refused_by_the_child_too(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text(GOOD, "utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "good.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    outcomes = _open_all([tmp_path / name for name in ("link.csv", "pipe.csv", "good.csv")])
    assert outcomes == [{"unreadable_path"}, {"not_a_file"}, {""}]


def test_damaged_bytes_never_end_the_run(tmp_path: Path) -> None:
    random_bytes = random.Random(7)
    paths = []
    sources = ((".xlsx", workbook()), (".xls", old_workbook()), (".csv", GOOD.encode("gb18030")))
    for number in range(240):
        suffix, source = sources[number % 3]
        data = bytearray(source)
        for _ in range(random_bytes.choice((1, 4, 40))):
            data[random_bytes.randrange(len(data))] = random_bytes.randrange(256)
        path = tmp_path / f"{number}{suffix}"
        path.write_bytes(bytes(data[: random_bytes.randrange(1, len(data))] if number % 5 == 0 else data))
        paths.append(path)
    outcomes = _open_all(paths)
    hung = [path.name for path, codes in zip(paths, outcomes, strict=True) if "reader_timeout" in codes]
    print(f"\n{len(paths)} files with damaged bytes, 0 crashes of the run")
    assert len(outcomes) == len(paths) and hung == []
