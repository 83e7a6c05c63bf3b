"""The files below data/raw in path order: to be read, ignored, or rejected for where they lie."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.parsing.masking import masked_names
from pipeline.recognition.wording import fold
from pipeline.workbooks.content import suffix_problem
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.path_guard import Deferred, inspect_path, is_ignorable
from pipeline.workbooks.sheet import Rejection

_YEAR_FOLDER = re.compile(r"^((?:19|20)\d\d)(?:年度?)?$")
_TOP_LEVEL_OWN = frozenset({"readme.md"})


@dataclass(frozen=True)
class FoundFile:
    """A file below data/raw: path, relative path with / and ID numbers masked, year of its top folder (None: not below one), and why
    it is not read: a rejection, a deferral, or ignored."""

    path: Path
    source_file: str
    year: int | None
    rejection: Rejection | None = None
    deferred: Deferred | None = None
    is_ignored: bool = False


def find_files(raw_dir: Path, limits: Limits) -> list[FoundFile]:
    """Every file but the folder's own README.md and dotfiles at the top, sorted by relative path."""
    found = []
    for path in _walk(raw_dir):
        relative = path.relative_to(raw_dir).as_posix()
        at_top = "/" not in relative
        if at_top and (path.name.lower() in _TOP_LEVEL_OWN or path.name.startswith(".")):
            continue
        found.append(_judge(raw_dir, path, relative, limits))
    names = masked_names(sorted(one.source_file for one in found))
    return sorted((replace(one, source_file=names[one.source_file]) for one in found), key=lambda one: one.source_file)


def _walk(raw_dir: Path) -> Iterator[Path]:
    """Files, links, pipes; real folders are entered but for hidden ones, links never."""
    for folder, folders, files in os.walk(raw_dir):
        here = Path(folder)
        links = [name for name in folders if (here / name).is_symlink()]
        folders[:] = [name for name in folders if name not in links and not name.startswith(".")]
        yield from (here / name for name in (*files, *links))


def _judge(raw_dir: Path, path: Path, relative: str, limits: Limits) -> FoundFile:
    year = year_of_path(relative)
    if is_ignorable(path):
        return FoundFile(path, shown(relative), year, is_ignored=True)
    problem = inspect_path(raw_dir, path, limits)
    if isinstance(problem, Deferred):
        return FoundFile(path, shown(relative), year, deferred=problem)
    problem = problem or _misplaced(path, year)
    return FoundFile(path, shown(relative), year, rejection=problem)


def year_of_path(relative: str) -> int | None:
    """The year of the top folder (2018, 2018年), or None."""
    top, _, rest = relative.partition("/")
    found = _YEAR_FOLDER.match(fold(top))
    return int(found.group(1)) if found and rest else None


def _misplaced(path: Path, year: int | None) -> Rejection | None:
    problem = suffix_problem(path)
    if problem is not None:
        return Rejection("unknown_extension", problem)
    if year is None:
        return Rejection("no_year_folder", "不在年度文件夹内，请放入 data/raw 下以年份命名的文件夹（如 2018）")
    return None


def shown(relative: str) -> str:
    """The path as text that every file format can hold: undecodable bytes as ?."""
    return relative.encode("utf-8", "replace").decode("utf-8")
