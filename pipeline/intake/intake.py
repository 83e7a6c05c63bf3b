"""Read what was delivered: every file once per content, every sheet with a status, every row accounted for."""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.intake.deliveries import Delivery, Judging, settle, unread
from pipeline.intake.entries import ReadingCache, read_entry
from pipeline.intake.file_readings import FileReadings, OnFile, read_files
from pipeline.intake.versions import pass_over_drafts
from pipeline.intake.walk import FoundFile, find_files, shown
from pipeline.parsing.masking import masked_names
from pipeline.recognition.headers import HeaderBook
from pipeline.recognition.readings import IGNORED, REJECTED, TableReading
from pipeline.release.staging import scratch_folder
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.path_guard import Deferred, inspect_path
from pipeline.workbooks.sheet import Rejection

LOCK_FILE = "临时文件或隐藏文件，不是报送内容"
NO_SHEETS = "空文件：没有工作表"
JUDGING = Judging()


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
    judging: Judging = JUDGING,
    on_file: OnFile | None = None,
    workers: int | None = None,
    is_fresh: bool = False,
) -> Intake:
    """Read every file below `raw_dir` whose content was not read before.

    `on_file(done, total, name)` hears of each file read. A file that cannot be read is a delivery with status
    rejected; nothing a file holds raises. Entries of the cache that no file needs any more are removed, damaged ones are
    made again; `is_fresh`: all of them are.
    """
    cache_dir.mkdir(parents=True, exist_ok=True)
    cache = ReadingCache(cache_dir, book, limits)
    files = find_files(raw_dir, limits)
    intake = _intake(
        files, read_files(files, cache, book=book, limits=limits, on_file=on_file, workers=workers, is_fresh=is_fresh)
    )
    settle(intake.deliveries, judging)
    pass_over_drafts(intake.deliveries, book.words)
    cache.prune()
    return intake


def check_files(
    paths: Iterable[Path], book: HeaderBook, limits: Limits, year: int | None, judging: Judging = JUDGING
) -> Intake:
    """Read loose files as a delivery of `year` would be read (None: the year that the file states); nothing is
    kept but a temporary folder that lives as long as the intake."""
    scratch = scratch_folder()
    files = _loose_files(list(paths), year, limits)
    cache = ReadingCache(Path(scratch.name), book, limits)
    intake = _intake(files, read_files(files, cache, book=book, limits=limits, on_file=None, workers=None))
    intake.scratch = scratch
    settle(intake.deliveries, judging)
    pass_over_drafts(intake.deliveries, book.words)
    return intake


def loose_names(paths: Sequence[Path]) -> list[str]:
    """What each file is called in messages, masked: its name, or its path where two have the same name."""
    names = [path.name for path in paths]
    named = [shown(path.name if names.count(path.name) == 1 else path.as_posix()) for path in paths]
    masked = masked_names(named)
    return [masked[name] for name in named]


def _loose_files(paths: Sequence[Path], year: int | None, limits: Limits) -> list[FoundFile]:
    found = []
    for path, name in zip(paths, loose_names(paths), strict=True):
        problem = inspect_path(path.absolute().parent, path.absolute(), limits)
        found.append(FoundFile(path, name, year, problem if isinstance(problem, Rejection) else None))
    return found


def _intake(files: Sequence[FoundFile], found: FileReadings) -> Intake:
    intake = Intake(files_read=found.read, files_cached=found.cached)
    for file in files:
        intake.deliveries += _deliveries_of(file, found)
        problem = found.problems.get(file.path)
        if isinstance(problem, Deferred):
            intake.deferred.append((file.source_file, problem.reason))
    return intake


def _deliveries_of(file: FoundFile, found: FileReadings) -> list[Delivery]:
    """The deliveries of one file: its sheets, or the one line that says why there are none."""
    sha256, problem = found.hashes.get(file.path), found.problems.get(file.path)
    if file.is_ignored:
        return [unread(file.source_file, None, year=file.year, status=IGNORED, reason=LOCK_FILE)]
    if problem is not None:
        status = IGNORED if isinstance(problem, Deferred) else REJECTED
        return [unread(file.source_file, sha256, year=file.year, status=status, reason=problem.reason)]
    entry = found.entries[file.path]
    readings, rejection = read_entry(entry)
    if rejection is not None:
        return [unread(file.source_file, sha256, year=file.year, status=REJECTED, reason=rejection.reason)]
    if not readings:
        return [unread(file.source_file, sha256, year=file.year, status=IGNORED, reason=NO_SHEETS)]
    return [Delivery(file.source_file, sha256, file.year, reading, entry) for reading in readings]
