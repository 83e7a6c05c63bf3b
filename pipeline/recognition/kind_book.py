"""The book of kinds, assets/kinds.csv: what is delivered, in which raw table its rows lie, what a row must name.

title: of its blank workbook, '' for one without. keys: groups parted by |, of each at least one column must be there,
with what is missing in Chinese behind =. merged: columns of which a merge over several rows speaks for each of them.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BOOK = Path(__file__).resolve().parents[2] / "assets" / "kinds.csv"


@dataclass(frozen=True)
class Kind:
    """One row of the book."""

    name: str
    zh: str
    title: str
    table: str
    has_money: bool
    keys: tuple[tuple[tuple[str, ...], str], ...]
    merged: frozenset[str]


@cache
def kinds() -> dict[str, Kind]:
    """Kind → its row, in the order of the book."""
    with BOOK.open(encoding="utf-8", newline="") as stream:
        return {row["kind"]: _kind(row) for row in csv.DictReader(stream)}


def _kind(row: dict[str, str]) -> Kind:
    groups = (group.split("=") for group in row["keys"].split("|"))
    return Kind(
        name=row["kind"],
        zh=row["zh"],
        title=row["title"],
        table=row["table"],
        has_money=row["has_money"] == "yes",
        keys=tuple((tuple(columns.split()), zh) for columns, zh in groups),
        merged=frozenset(row["merged"].split()),
    )
