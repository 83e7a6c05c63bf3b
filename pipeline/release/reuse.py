"""What is not made twice: a night links what the latest whole run made from the same code and the same inputs.

A recipe is a hash over the code of the three packages, the libraries' versions, whatever else the maker names,
and the *content* of every input table. So a change reaches as far as contents differ and no further: a new
as-of date makes anew what says it, and a table that comes out the same stops it there.

Nothing is believed unproven: a file is linked only if its content still has the hash that was noted, and the note with
its value is sealed with a hash of its own. What fails is made again, and said in the log.
"""

import logging
import os
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pipeline.release.code_version import code_version, file_hash
from pipeline.release.durable import DamagedError, read_sealed, write_sealed
from pipeline.release.manifest import hash_of

logger = logging.getLogger(__name__)
Value = TypeVar("Value")
FOLDER = "memo"


class Memo:
    """The memory of one run's folder; it recalls from the folder of the latest whole run, if one is given.

    `engine` names what the run computes with: a run on Spark is not made of what DuckDB made.
    """

    def __init__(self, folder: Path, latest: Path | None, engine: str) -> None:
        self._folder = folder
        self._latest = latest
        self._code = hash_of({"code": code_hash(), "engine": engine})
        self._hashes: dict[tuple[Path, int, int], str] = {}
        self._begun: dict[str, Future[Any]] = {}
        self._lock = threading.Lock()

    def once(
        self,
        name: str,
        inputs: Mapping[str, Path],
        make: Callable[[], Value],
        files: Sequence[str] = (),
        extra: Sequence[str] = (),
        told: Callable[[], str] | None = None,
    ) -> Value:
        """What `make` gave when it was last called with the same inputs, its files linked; else what it gives now.

        `files` lie below the run's folder; the value must survive JSON. `told`: a hash over all that `make` takes from
        its inputs; it is asked where they differ, and as long as it stays the same nothing is made. Whoever asks while
        it is being made, or later in the run, gets the same; where making it failed, it is tried again.
        """
        contents = {one: self.content(path) for one, path in inputs.items()}
        own = {"code": self._code, "name": name, "extra": list(extra)}
        recipe = hash_of(own | {"inputs": contents})
        mine: Future[Value] = Future()
        with self._lock:
            begun = self._begun.setdefault(recipe, mine)
        if begun is not mine:
            return begun.result()
        try:
            narrow = (lambda: hash_of(own | {"told": told()})) if told else None
            mine.set_result(self._recalled_or_made(name, recipe, make, files, narrow))
        except BaseException as error:
            del self._begun[recipe]
            mine.set_exception(error)
        return mine.result()

    def _recalled_or_made(
        self, name: str, recipe: str, make: Callable[[], Value], files: Sequence[str], narrow: Callable[[], str] | None
    ) -> Value:
        try:
            recalled: Value = self._recall(name, recipe, narrow)
            return recalled
        except DamagedError:
            logger.warning(
                "上次运行留下的 %s 与记录的 SHA-256 不符（磁盘或断电所致？），已重新生成，结果不受影响", name
            )
        except (OSError, KeyError):
            pass
        for file in files:  # half a recall may have left a link, and a maker may write in place
            (self._folder / file).unlink(missing_ok=True)
        value = make()
        hashes = {file: self.content(self._folder / file) for file in files}
        self._keep(name, {"recipe": recipe, "narrow": narrow() if narrow else "", "files": hashes, "value": value})
        return value

    def content(self, path: Path) -> str:
        """SHA-256 of a file; one that did not change is read once."""
        found = path.stat()
        key = (path, found.st_mtime_ns, found.st_ino)
        if key not in self._hashes:
            self._hashes[key] = file_hash(path)
        return self._hashes[key]

    def _recall(self, name: str, recipe: str, narrow: Callable[[], str] | None) -> Any:
        """Raises OSError or KeyError where nothing fit is remembered, DamagedError where it is not what was kept."""
        if self._latest is None:
            raise KeyError(name)
        kept = read_sealed(self._latest / FOLDER / f"{name}.json")
        if kept["recipe"] != recipe and not (narrow and kept["narrow"] == narrow()):
            raise KeyError(name)
        for file, sha256 in kept["files"].items():
            source, target = (self._latest / file).resolve(), self._folder / file
            if source != target.resolve():
                link(source, target)
            if self.content(target) != sha256:  # damaged or edited since it was written
                target.unlink()
                raise DamagedError(file)
        self._keep(name, kept | {"recipe": recipe})
        return kept["value"]

    def _keep(self, name: str, kept: Mapping[str, Any]) -> None:
        path = self._folder / FOLDER / f"{name}.json"
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_sealed(path, kept)


def proven_file(folder: Path, name: str, file: str) -> Path:
    """A file that a run's folder remembers under `name`, if it still is what was noted. Raises OSError, KeyError, DamagedError."""
    kept = read_sealed(folder / FOLDER / f"{name}.json")
    if file_hash(folder / file) != kept["files"][file]:
        raise DamagedError(file)
    return folder / file


def link(source: Path, target: Path) -> None:
    """The same file under another name; a copy where the disk cannot link. Files of a run are never written twice."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


@cache
def code_hash() -> str:
    """Over all that can change a figure besides the inputs: our source and the libraries' versions."""
    return hash_of({name: value for name, value in code_version().items() if name != "git_commit"})
