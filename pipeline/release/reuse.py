"""What is not made twice: a night links what the latest whole run made from the same code and the same inputs.

A recipe is a hash over the code of the three packages, the libraries' versions, whatever else the maker names,
and the *content* of every input table. So a change reaches as far as contents differ and no further: a new
as-of date makes anew what says it, and a table that comes out the same stops it there.
"""

import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pipeline.release.code_version import code_version, file_hash
from pipeline.release.manifest import hash_of

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

    def once(
        self,
        name: str,
        inputs: Mapping[str, Path],
        make: Callable[[], Value],
        files: Sequence[str] = (),
        extra: Sequence[str] = (),
    ) -> Value:
        """What `make` gave when it was last called with the same inputs, its files linked; else what it gives now.

        `files` lie below the run's folder; the value must survive JSON.
        """
        contents = {one: self.content(path) for one, path in inputs.items()}
        recipe = hash_of({"code": self._code, "name": name, "extra": list(extra), "inputs": contents})
        with suppress(OSError, ValueError, KeyError, TypeError):
            return self._recall(name, recipe)
        for file in files:  # half a recall may have left a link, and a maker may write in place
            (self._folder / file).unlink(missing_ok=True)
        value = make()
        hashes = {file: self.content(self._folder / file) for file in files}
        self._keep(name, {"recipe": recipe, "files": hashes, "value": value})
        return value

    def content(self, path: Path) -> str:
        """SHA-256 of a file; one that did not change is read once."""
        found = path.stat()
        key = (path, found.st_mtime_ns, found.st_ino)
        if key not in self._hashes:
            self._hashes[key] = file_hash(path)
        return self._hashes[key]

    def _recall(self, name: str, recipe: str) -> Any:
        """Raises OSError, ValueError or KeyError where nothing fit is remembered."""
        if self._latest is None:
            raise KeyError(name)
        kept = json.loads((self._latest / FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        if kept["recipe"] != recipe:
            raise KeyError(name)
        for file, sha256 in kept["files"].items():
            source, target = (self._latest / file).resolve(), self._folder / file
            if source != target.resolve():
                link(source, target)
            if self.content(target) != sha256:  # whatever befell it since
                target.unlink()
                raise ValueError(file)
        self._keep(name, kept)
        return kept["value"]

    def _keep(self, name: str, kept: Mapping[str, Any]) -> None:
        path = self._folder / FOLDER / f"{name}.json"
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


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
