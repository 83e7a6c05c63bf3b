"""Read what was delivered: every file once per content, every sheet with a status, every row accounted for."""

import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.reading.cache import ReadingCache, file_hash
from pipeline.reading.child import run_guarded
from pipeline.reading.deliveries import Delivery, settle, unread
from pipeline.reading.entries import read_entry
from pipeline.reading.guard import Deferred, inspect_path
from pipeline.reading.headers import HeaderBook
from pipeline.reading.limits import Limits
from pipeline.reading.read_task import ReadTask, read_into_cache
from pipeline.reading.readings import IGNORED, REJECTED, TableReading
from pipeline.reading.sheet import Rejection
from pipeline.reading.walk import FoundFile, find_files

LOCK_FILE = "临时文件或隐藏文件，不是报送内容"
CHANGED = Deferred("changed_while_read", "读取时文件仍在变动，留待下次运行读取")
OnFile = Callable[[int, int, str], None]


@dataclass
class Intake:
    """What a run took in. deliveries in path order, then sheet order; deferred: relative path and reason."""

    deliveries: list[Delivery] = field(default_factory=list)
    files_read: int = 0
    files_cached: int = 0
    deferred: list[tuple[str, str]] = field(default_factory=list)
    scratch: tempfile.TemporaryDirectory[str] | None = None

    @property
    def readings(self) -> list[TableReading]:
        """The readings of all sheets, in order."""
        return [delivery.reading for delivery in self.deliveries]


def read_deliveries(
    raw_dir: Path,
    cache_dir: Path,
    book: HeaderBook,
    limits: Limits,
    *,
    monthly_form: str | None,
    on_file: OnFile | None = None,
    workers: int | None = None,
) -> Intake:
    """Read every file below `raw_dir` whose content was not read before; `monthly_form`: sum, cumulative or None.

    `on_file(done, total, name)` hears of each file read. A file that cannot be read is a delivery with status
    rejected; nothing a file holds raises. Entries of the cache that no file needs any more are removed.
    """
    cache_dir.mkdir(parents=True, exist_ok=True)
    cache = ReadingCache(cache_dir, book, limits)
    intake = _take_in(find_files(raw_dir, limits), cache, book, limits, on_file, workers)
    settle(intake.deliveries, monthly_form)
    cache.prune()
    return intake


def check_files(
    paths: Iterable[Path], book: HeaderBook, limits: Limits, year: int | None, *, monthly_form: str | None = None
) -> Intake:
    """Read loose files as a delivery of `year` would be read (None: the year that the file states); nothing is
    kept but a temporary folder that lives as long as the intake."""
    scratch = tempfile.TemporaryDirectory(prefix="income-check-")
    found = [_loose_file(path, year, limits) for path in paths]
    cache = ReadingCache(Path(scratch.name), book, limits)
    intake = _take_in(found, cache, book, limits, None, None)
    intake.scratch = scratch
    settle(intake.deliveries, monthly_form)
    return intake


def _loose_file(path: Path, year: int | None, limits: Limits) -> FoundFile:
    problem = inspect_path(path.absolute().parent, path.absolute(), limits)
    rejection = problem if isinstance(problem, Rejection) else None
    return FoundFile(path, path.name, year, rejection)


def _take_in(
    files: Sequence[FoundFile],
    cache: ReadingCache,
    book: HeaderBook,
    limits: Limits,
    on_file: OnFile | None,
    workers: int | None,
) -> Intake:
    intake = Intake()
    hashes, outcomes = _hashed(files)
    entries = {path: cache.entry(sha256, path.suffix) for path, sha256 in hashes.items()}
    wanted = [path for path in hashes if not cache.is_read(entries[path])]
    tasks = list(
        {entries[path]: ReadTask(path, hashes[path], entries[path], book, limits) for path in reversed(wanted)}.values()
    )
    intake.files_cached = len(hashes) - len(wanted)
    intake.files_read = len(wanted)
    done = len(files) - len(tasks)

    def heard(task: ReadTask, _result: bool | Rejection) -> None:
        nonlocal done
        done += 1
        if on_file is not None:
            on_file(done, len(files), task.path.name)

    failed: dict[Path, Rejection | Deferred] = {}
    if tasks:
        for task, result in run_guarded(read_into_cache, tasks[::-1], limits, workers or _workers(), heard):
            if result is not True:
                failed[task.entry] = result if isinstance(result, Rejection) else CHANGED
    for file in files:
        problem = outcomes.get(file.path) or failed.get(entries.get(file.path, Path()))
        intake.deliveries += _deliveries_of(file, hashes.get(file.path), entries.get(file.path), problem, intake)
    return intake


def _workers() -> int:
    return max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def _hashed(files: Sequence[FoundFile]) -> tuple[dict[Path, str], dict[Path, Rejection | Deferred]]:
    """Content hashes of the files to read, and why others are not."""
    hashes: dict[Path, str] = {}
    problems: dict[Path, Rejection | Deferred] = {}
    for file in files:
        if file.is_ignored:
            continue
        problem = file.rejection or file.deferred
        if problem is not None:
            problems[file.path] = problem
            continue
        try:
            hashes[file.path] = file_hash(file.path)
        except OSError:
            problems[file.path] = Rejection("unreadable_path", "文件无法读取，请检查权限后重新报送")
    return hashes, problems


def _deliveries_of(
    file: FoundFile, sha256: str | None, entry: Path | None, problem: Rejection | Deferred | None, intake: Intake
) -> list[Delivery]:
    """The deliveries of one file: its sheets, or the one line that says why there are none."""
    if file.is_ignored:
        return [unread(file.source_file, None, file.year, IGNORED, LOCK_FILE)]
    if isinstance(problem, Deferred):
        intake.deferred.append((file.source_file, problem.reason))
        return [unread(file.source_file, sha256, file.year, IGNORED, problem.reason)]
    if problem is not None or entry is None:
        assert problem is not None
        return [unread(file.source_file, sha256, file.year, REJECTED, problem.reason)]
    readings, rejection = read_entry(entry)
    if rejection is not None:
        return [unread(file.source_file, sha256, file.year, REJECTED, rejection.reason)]
    if not readings:
        return [unread(file.source_file, sha256, file.year, IGNORED, "空文件：没有工作表")]
    return [Delivery(file.source_file, sha256, file.year, reading, entry) for reading in readings]
