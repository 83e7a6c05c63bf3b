"""The words by which a sheet speaks of itself: unit, rate, period, year, forecast, place; context_words.csv and the site's."""

import csv
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

FILE = "context_words.csv"
UNSUPPORTED = 0  # the value of a unit that nobody converts


class ContextWordsError(ValueError):
    """The table of words contradicts itself; the message is Chinese and names file and word."""


@dataclass(frozen=True, eq=False)
class ContextWords:
    """(what, value) → words, each a piece of a regular expression. A table equals itself only: a key of caches."""

    words: dict[tuple[str, str], tuple[str, ...]]

    @classmethod
    def load(cls, shipped: Path, site: Path | None = None) -> "ContextWords":
        """Read the shipped table, then the site's, whose words are added. Raises ContextWordsError."""
        found: dict[tuple[str, str], tuple[str, ...]] = {}
        for path in (shipped, site):
            if path is not None and path.is_file():
                for row in _read(path):
                    key = row["what"].strip(), row["value"].strip()
                    found[key] = found.get(key, ()) + tuple(word for word in row["words"].split("|") if word)
        return cls(found)

    def of(self, what: str) -> tuple[str, ...]:
        """All words of one sort, the longest first."""
        return tuple(sorted((word for _, word in self._sorts.get(what, ())), key=_longest))

    def any_of(self, what: str) -> str:
        """A pattern that matches any word of the sort."""
        return "(?:" + "|".join(self.of(what)) + ")"

    def pattern(self, template: str) -> re.Pattern[str]:
        """The template compiled, with any word of a sort in the place of its <name>."""
        return _compiled(self, template)

    def first(self, what: str, text: str) -> str:
        """The first word of the sort in the text; '' for none."""
        found = _compiled(self, f"<{what}>").search(text)
        return found.group() if found else ""

    def value_of(self, what: str, text: str) -> str:
        """The value of the word that `text` is; '' for none."""
        return next((value for value, word in self._sorts.get(what, ()) if re.fullmatch(word, text)), "")

    @cached_property
    def _sorts(self) -> dict[str, list[tuple[str, str]]]:
        """Sort → pairs of value and word, in the order of the table."""
        sorts: dict[str, list[tuple[str, str]]] = {}
        for (what, value), words in self.words.items():
            sorts.setdefault(what, []).extend((value, word) for word in words)
        return sorts

    @cached_property
    def fingerprint(self) -> str:
        """Changes with every word."""
        return hashlib.sha256(repr(sorted(self.words.items())).encode()).hexdigest()


@lru_cache(maxsize=200)
def _compiled(words: ContextWords, template: str) -> re.Pattern[str]:
    return re.compile(re.sub("<([a-z_]+)>", lambda found: words.any_of(found[1]), template))


def _longest(word: str) -> tuple[int, str]:
    return -len(word), word


def _read(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = [{key: value or "" for key, value in row.items() if key} for row in csv.DictReader(stream)]
    for row in rows:
        _check(row, path.name)
    return rows


def _check(row: dict[str, str], file: str) -> None:
    if not (row.get("what") and row.get("words") and row.get("source")):
        raise ContextWordsError(f"{file} 有一行缺少 what、words 或 source，请补齐")
    for word in row["words"].split("|"):
        try:
            re.compile(word)
        except re.error:
            raise ContextWordsError(f"{file} 的“{word}”不是正则表达式，请改正") from None
    if row["what"] == "unit" and not row.get("value", "").strip().isdecimal():
        raise ContextWordsError(f"{file} 的单位“{row['words']}”没有写明一个单位等于多少元")
