"""The lists of the workbench, as assets/lists/workbench.yml declares them: marts with columns, choices and order."""

from dataclasses import dataclass
from typing import Any

from pipeline.handouts.package.list_books import BOOKS, LISTS, declared
from pipeline.parameters import read_yaml


@dataclass(frozen=True)
class Listing:
    """`columns` are shown first, `more` on demand; `choices` are offered as lists, `ranges` as numbers from … to …,
    `searched` by the search box. `hint` stands above the table, `empty` where it has no row at all.

    `about_households`: rows are about single households, closed to those who may not see them.
    """

    path: str
    title: str
    table: str
    columns: tuple[str, ...]
    more: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()
    order: str = ""
    hint: str = ""
    about_households: bool = True
    ranges: tuple[str, ...] = ()
    empty: str = ""

    @property
    def all_columns(self) -> tuple[str, ...]:
        return (*self.columns, *(name for name in self.more if name not in self.columns))


WIDE = {book.table: book.columns for book in BOOKS}


def _listing(path: str, entry: dict[str, Any]) -> Listing:
    given = declared(entry)
    if given.pop("wide", False):
        given["more"] = (*WIDE[given["table"]], *given.get("more", ()))
    return Listing(path, **{"columns": WIDE.get(given["table"], ())} | given)


LISTINGS = {path: _listing(path, entry) for path, entry in read_yaml(LISTS / "workbench.yml").items()}
