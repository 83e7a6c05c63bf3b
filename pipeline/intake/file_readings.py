"""Which files must be read, and reading them in guarded children: what comes back is where each one's readings lie."""

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from pipeline.intake.child import run_guarded
from pipeline.intake.entries import ReadingCache, is_proven
from pipeline.intake.read_task import ReadTask, read_into_cache
from pipeline.intake.walk import FoundFile
from pipeline.parsing.masking import mask_id_numbers
from pipeline.recognition.headers import HeaderBook
from pipeline.recognition.workbook_context import said_by_path
from pipeline.release.code_version import file_hash
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.path_guard import Deferred
from pipeline.workbooks.sheet import Rejection

CHANGED = Deferred("changed_while_read", "读取时文件仍在变动，留待下次运行读取")
UNREADABLE = Rejection("unreadable_path", "文件无法读取，请检查权限后重新报送")
DAMAGED = "读取缓存中 %d 项与记录的 SHA-256 不符（磁盘或断电所致？），已重新读取，结果不受影响"
WORTH_A_CHILD = 1_000_000  # bytes of files: reading as much takes more CPU than starting one more child
logger = logging.getLogger(__name__)
OnFile = Callable[[int, int, str], None]


@dataclass
class FileReadings:
    """By path: content hash, cache entry, and why a file has none. read: contents read now."""

    hashes: dict[Path, str] = field(default_factory=dict)
    entries: dict[Path, Path] = field(default_factory=dict)
    problems: dict[Path, Rejection | Deferred] = field(default_factory=dict)
    read: int = 0

    @property
    def cached(self) -> int:
        """Files that needed no reading: read before, or with the content of another one."""
        return len(self.hashes) - self.read


def read_files(
    files: Sequence[FoundFile],
    cache: ReadingCache,
    *,
    book: HeaderBook,
    limits: Limits,
    on_file: OnFile | None,
    workers: int | None,
    is_fresh: bool = False,
) -> FileReadings:
    """Hash every file and read those whose content the cache does not hold proven; a fresh run believes none of it."""
    found = _hashed(files)
    said = {file.path: tuple(said_by_path(names_of(file), book.words)) for file in files if file.path in found.hashes}
    found.entries = {path: cache.entry(sha256, path.suffix, said[path]) for path, sha256 in found.hashes.items()}
    first = {entry: path for path, entry in reversed(found.entries.items())}
    unread = [entry for entry in dict.fromkeys(found.entries.values()) if is_fresh or not is_proven(entry)]
    tasks = {entry: ReadTask(first[entry], found.hashes[first[entry]], entry, said[first[entry]]) for entry in unread}
    if damaged := sum(entry.exists() for entry in unread) * (not is_fresh):
        logger.warning(DAMAGED, damaged)
    found.read = len(tasks)
    failures = _run(list(tasks.values()), book, limits, workers or usable_cores(), _listener(files, tasks, on_file))
    for path, entry in found.entries.items():
        if entry in failures:
            found.problems[path] = failures[entry]
    return found


def names_of(file: FoundFile) -> list[str]:
    """The names of a file and its folders below that of the year, the file's first and without its extension.

    What stands above (/home/2042/…, of a file that is checked where it lies) is no matter of the delivery.
    """
    path, year = PurePosixPath(file.source_file), str(file.year)
    folders = path.parts[:-1]
    below = folders[folders.index(year) :] if year in folders else ()
    return [path.stem, *(part for part in reversed(below) if part != year)]


def _run(
    tasks: Sequence[ReadTask],
    book: HeaderBook,
    limits: Limits,
    workers: int,
    heard: Callable[[ReadTask, bool | Rejection], None],
) -> dict[Path, Rejection | Deferred]:
    """Entry → why nothing lies there after reading."""
    if not tasks:
        return {}
    read = partial(read_into_cache, book, limits)  # what all files share goes to a child once
    workers = min(workers, 1 + sum(_size(task.path) for task in tasks) // WORTH_A_CHILD)
    outcomes = run_guarded(read, tasks, limits=limits, workers=workers, on_done=heard)
    return {
        task.entry: result if isinstance(result, Rejection) else CHANGED
        for task, result in outcomes
        if result is not True
    }


def _size(path: Path) -> int:
    """Bytes of a file; 0 where it is gone meanwhile, which its reading tells."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _listener(
    files: Sequence[FoundFile], tasks: dict[Path, ReadTask], on_file: OnFile | None
) -> Callable[[ReadTask, bool | Rejection], None]:
    """Tells `on_file` how many of all files are done; those that need no reading count from the start."""
    total, done = len(files), len(files) - len(tasks)

    def heard(task: ReadTask, _: bool | Rejection) -> None:
        nonlocal done
        done += 1
        if on_file is not None:
            on_file(done, total, mask_id_numbers(task.path.name))

    return heard


def _hashed(files: Sequence[FoundFile]) -> FileReadings:
    found = FileReadings()
    for file in files:
        problem = file.rejection or file.deferred
        if file.is_ignored:
            continue
        if problem is not None:
            found.problems[file.path] = problem
            continue
        try:
            found.hashes[file.path] = file_hash(file.path)
        except OSError:
            found.problems[file.path] = UNREADABLE
    return found


def usable_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
