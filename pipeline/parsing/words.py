"""Word lists declared in YAML: sections of entries, each with its Chinese title, source and words."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.item_book import items
from pipeline.parameters import SHIPPED, FileState, ParameterError, read_yaml, state_of
from pipeline.parsing.characters import narrow

LEDGER_ITEMS = "items"
SHIPPED_WORDS = SHIPPED / "words.yml"


@dataclass(frozen=True, eq=False)
class Words:
    """section → word → entry; words in half-width capitals, as `plain_word` makes them."""

    sections: Mapping[str, Mapping[str, str]]

    def entry_of(self, section: str, text: str) -> str | None:
        """The entry that lists exactly this text, spelling of width and case aside."""
        return self.sections[section].get(plain_word(text))

    def last_longest(self, section: str, text: str, *others: str) -> str | None:
        """The entry of the longest word in the text; of equals the last (a Chinese term ends in its noun). `others`: more sections."""
        found = self.place_of_longest(section, text, *others)
        return found[2] if found else None

    def place_of_longest(self, section: str, text: str, *others: str) -> tuple[int, int, str] | None:
        """Where the last longest word begins and ends in the plain text, and its entry."""
        found = self._found(text, section, *others)
        return max(found, key=lambda one: (one[1] - one[0], *one), default=None)

    def last_of(self, section: str, text: str, *others: str) -> str | None:
        """The entry of the word that ends last in the text; of those that end together the longest (不同意 is not 同意)."""
        found = self.place_of_last(section, text, *others)
        return found[2] if found else None

    def place_of_last(self, section: str, text: str, *others: str) -> tuple[int, int, str] | None:
        """Where the word that ends last begins and ends in the plain text, and its entry."""
        found = self._found(text, section, *others)
        return max(found, key=lambda one: (one[1], -one[0], one[2]), default=None)

    def _found(self, text: str, *sections: str) -> list[tuple[int, int, str]]:
        """Start, end and entry of each word's last place in the plain text."""
        plain = plain_word(text)
        listed = (pair for section in sections for pair in self.sections[section].items())
        return [(start := plain.rfind(word), start + len(word), name) for word, name in listed if word in plain]

    def places_of(self, section: str, entry: str, plain: str) -> Iterator[tuple[int, int]]:
        """Start and end of every place at which a word of the entry stands in a plain text."""
        for word in self.words_of(section, entry):
            end = 0
            while (start := plain.find(word, end)) >= 0:
                end = start + len(word)
                yield start, end

    def any_of(self, section: str, *entries: str, shortest: int = 1) -> str:
        """A pattern of the words of these entries, of all where none is named, the longest first."""
        own = [word for word, name in self.sections[section].items() if not entries or name in entries]
        listed = [word for word in own if len(word) >= shortest]
        return f"(?:{'|'.join(map(re.escape, sorted(listed, key=lambda word: (-len(word), word))))})"

    def words_of(self, section: str, entry: str) -> list[str]:
        """The words of one entry."""
        return [word for word, name in self.sections[section].items() if name == entry]

    def entries_in(self, section: str, text: str) -> set[str]:
        """The entries of all words in the text."""
        plain = plain_word(text)
        return {name for word, name in self.sections[section].items() if word in plain}


def plain_word(text: str) -> str:
    """Half-width capitals without blanks."""
    return narrow(text).upper().replace(" ", "")


def load_words(paths: Iterable[Path] = (SHIPPED_WORDS,)) -> Words:
    """The shipped lists, extended by a site's own in the order given; the later file wins a word.

    Raises ParameterError (Chinese): unknown section or entry, missing source, a word twice or not text.
    """
    return _loaded(tuple((path, state_of(path)) for path in paths))


@lru_cache(maxsize=8)
def _loaded(files: tuple[tuple[Path, FileState], ...]) -> Words:
    """Files that did not change are read once a process: each lookup asks for them."""
    named = {plain_word(item.zh): code for code, item in items().items() if item.ledger}  # before any list names it
    sections: dict[str, dict[str, str]] = {}
    known: dict[str, set[str]] = {}
    for order, (path, _) in enumerate(files):
        for section, entries in read_yaml(path).items():
            if order == 0:
                own = named if section == LEDGER_ITEMS else {}
                known[section] = {*entries, *own.values()}
                sections[section] = own
            if not set(entries) <= known.get(section, set()):
                raise ParameterError(f"{path.name}：{section} 中有未知的类别，可用：{sorted(known.get(section, ()))}")
            sections.setdefault(section, {}).update(_read_section(path, section, entries))
    return Words(sections)


def _read_section(path: Path, section: str, entries: Mapping[str, Any]) -> dict[str, str]:
    words: dict[str, str] = {}
    for name, entry in entries.items():
        if not entry.get("source"):
            raise ParameterError(f"{path.name}：{section}.{name} 没有来源（source）")
        for word in entry.get("words", ()):
            if not isinstance(word, str) or not plain_word(word):
                raise ParameterError(f"{path.name}：{section}.{name} 的词 {word!r} 不是文字，请加引号")
            if plain_word(word) in words:
                raise ParameterError(f"{path.name}：{section} 中“{word}”列了两次")
            words[plain_word(word)] = name
    return words
