"""Word lists declared in YAML: sections of entries, each with its Chinese title, source and words."""

from collections.abc import Iterable, Mapping
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
        return found[1] if found else None

    def place_of_longest(self, section: str, text: str, *others: str) -> tuple[int, str] | None:
        """Where the last longest word begins in the plain text, and its entry."""
        plain = plain_word(text)
        listed = [pair for name in (section, *others) for pair in self.sections[name].items()]
        found = [(len(word), plain.rfind(word), name) for word, name in listed if word in plain]
        return max(found)[1:] if found else None

    def place_of_last(self, section: str, text: str) -> tuple[int, str] | None:
        """Where the word that ends last begins in the plain text, and its entry; of those that end together the longest."""
        plain = plain_word(text)
        found = [
            (plain.rfind(word) + len(word), len(word), name)
            for word, name in self.sections[section].items()
            if word in plain
        ]
        return (max(found)[0] - max(found)[1], max(found)[2]) if found else None

    def last_of(self, section: str, text: str, *others: str) -> str | None:
        """The entry of the word that ends last in the text; of those that end together the longest (不同意 is not 同意).
        `others`: more sections."""
        plain = plain_word(text)
        listed = [pair for name in (section, *others) for pair in self.sections[name].items()]
        found = [(plain.rfind(word) + len(word), len(word), name) for word, name in listed if word in plain]
        return max(found)[2] if found else None

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
    sections: dict[str, dict[str, str]] = {}
    known: dict[str, set[str]] = {}
    for order, (path, _) in enumerate(files):
        for section, entries in read_yaml(path).items():
            if order == 0:
                own = ledger_words() if section == LEDGER_ITEMS else {}
                known[section] = {*entries, *own.values()}
                sections[section] = own
            if not set(entries) <= known.get(section, set()):
                raise ParameterError(f"{path.name}：{section} 中有未知的类别，可用：{sorted(known.get(section, ()))}")
            sections.setdefault(section, {}).update(_read_section(path, section, entries))
    return Words(sections)


def ledger_words() -> dict[str, str]:
    """The book's own words for what a ledger pays: an item is known by its name before any list names it."""
    return {plain_word(item.zh): code for code, item in items().items() if item.ledger}


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
