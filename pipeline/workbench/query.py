"""A list as a request asks for it: filters, order, columns and page, each checked against what the list has."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

import duckdb

from pipeline.handouts.package.lists import BOOKS, LISTS, MADE, declared, in_words_sql, shown_columns
from pipeline.handouts.package.mart_files import columns_of
from pipeline.handouts.sheets import SheetColumn, sheet_column, with_unit
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

PAGE_ROWS = 50
MOST_CHOICES = 200
NUMERIC = frozenset({"money", "number", "count", "plain", "ratio"})


@dataclass(frozen=True)
class Request:
    """What is asked of a list: the address's parameters, by name."""

    given: Mapping[str, str]

    @property
    def is_filtered(self) -> bool:
        """Whether the address narrows the list down."""
        return any(text and (name == "q" or "." in name) for name, text in self.given.items())

    def link(self, **changes: Any) -> str:
        """The address with some parameters changed (None: left out)."""
        kept = {name: value for name, value in (dict(self.given) | changes).items() if value not in (None, "")}
        return "?" + urlencode(kept)


@dataclass(frozen=True)
class Answer:
    """The rows of a page (as they are shown), how many there are in all, and the households they are about."""

    titles: list[tuple[str, SheetColumn]]
    rows: list[tuple[Any, ...]]
    households: list[str | None]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_ROWS))


class ListQuery:
    """One list over one release. `tables`: a cursor of its own."""

    def __init__(self, tables: duckdb.DuckDBPyConnection, listing: Listing, request: Request) -> None:
        self.tables, self.listing, self.request = tables, listing, request
        self.held = [str(row[0]) for row in tables.execute(f"describe {listing.table}").fetchall()]
        self.known = shown_columns(listing.all_columns, self.held)
        by_name = {column.name: column for column in columns_of(listing.table, self.known)}
        self.columns = {
            name: MADE[name].sheet if name in MADE else with_unit(sheet_column(by_name[name])) for name in self.known
        }

    @property
    def shown(self) -> list[str]:
        """Names of the columns that are asked for, else the list's first ones."""
        asked = [name for name in self.request.given.get("cols", "").split(",") if name in self.columns]
        return asked or [name for name in self.listing.columns if name in self.columns]

    def answer(self) -> Answer:
        """The page that is asked for."""
        where, values = self.condition()
        total = self._number(f"select count(*) from ({self.source()}) as source{where}", values)
        page = min(max(1, int_of(self.request.given.get("page", "1"))), max(1, -(-total // PAGE_ROWS)))
        rows = self._select(where, values, f" limit {PAGE_ROWS} offset {(page - 1) * PAGE_ROWS}")
        titles = [(name, self.columns[name]) for name in self.shown]
        return Answer(titles, [row[1:] for row in rows], [row[0] for row in rows], total, page)

    def all_rows(self) -> list[tuple[Any, ...]]:
        """Every row of the filters in the order asked for, in the columns shown: what a download holds."""
        where, values = self.condition()
        return [row[1:] for row in self._select(where, values, "")]

    def source(self) -> str:
        """The list's rows with every known column as it is shown; names that SQL made are kept apart from the mart's."""
        made = [f"{MADE[name].sql} as {name}" for name in self.known if name in MADE]
        replaced = [f"{in_words_sql(name)} as {name}" for name in self.held if in_words_sql(name) != name]
        replace = f" replace ({', '.join(replaced)})" if replaced else ""
        return f"select *{replace}{''.join(f', {one}' for one in made)} from {self.listing.table}"

    def _select(self, where: str, values: list[Any], limit: str) -> list[tuple[Any, ...]]:
        key = "household_id" if "household_id" in self.held else "null"
        names = ", ".join(quoted(name) for name in self.shown)
        sql = f"select {key}, {names} from ({self.source()}) as source{where} order by {self.order()}{limit}"
        return self.tables.execute(sql, values).fetchall()

    def order(self) -> str:
        """The column asked for first, then the list's own order."""
        asked = self.request.given.get("sort", "")
        name = asked.removeprefix("-")
        own = self.listing.order or "1"
        if name not in self.columns:
            return own
        return f"{quoted(name)} {'desc' if asked.startswith('-') else 'asc'} nulls last, {own}"

    def condition(self) -> tuple[str, list[Any]]:
        """The filters as SQL with its values."""
        parts: list[str] = []
        values: list[Any] = []
        for name, text in self.request.given.items():
            start, _, column = name.partition(".")
            if not text or column not in self.columns:
                continue
            made = filter_sql(start, quoted(column), text, self.columns[column].kind)
            if made:
                parts.append(made[0])
                values.append(made[1])
        searched = [quoted(name) for name in self.listing.searched if name in self.columns]
        for word in self.request.given.get("q", "").split():
            parts.append(
                "(" + " or ".join(f"contains(coalesce(cast({name} as varchar), ''), ?)" for name in searched) + ")"
            )
            values += [word] * len(searched)
        return (" where " + " and ".join(parts) if parts else ""), values

    def choices(self) -> dict[str, list[str]]:
        """Column → the values that may be chosen."""
        found = {}
        for name in self.listing.choices:
            if name in self.columns:
                sql = f"select distinct cast({name} as varchar) from ({self.source()}) as source where {name} is not null order by 1 limit {MOST_CHOICES}"
                found[name] = [row[0] for row in self.tables.execute(sql).fetchall()]
        return found

    def _number(self, sql: str, values: list[Any]) -> int:
        row = self.tables.execute(sql, values).fetchone()
        return int(row[0]) if row else 0


def filter_sql(start: str, column: str, text: str, kind: str) -> tuple[str, Any] | None:
    """One filter: `is.` the value, `has.` a part of a text, `min.` and `max.` of a number; None for anything else."""
    if start == "is":
        return f"cast({column} as varchar) = ?", text
    if start == "has":
        return f"contains(coalesce(cast({column} as varchar), ''), ?)", text
    if start in ("min", "max") and kind in NUMERIC:
        try:
            return f"{column} {'>=' if start == 'min' else '<='} ?", Decimal(text.replace(",", ""))
        except InvalidOperation:
            return None
    return None


def int_of(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 9 else 1


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
