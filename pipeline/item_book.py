"""The book of items, assets/items.csv: every line of an income statement and every class of money on a ledger, once.

kind: item (money that is summed), memo (never summed), rate (per month), total and total_per_capita (as the form
states them), count (persons, no money), ledger (only on ledgers). component and sign: the net component that an item
is added to or taken from; blank for a part, which its whole (`part_of`) holds. ledger: whole, where a ledger pays all
that the line may hold, or part. Blank is zero but for rates, totals and counts, where it is unknown.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

BOOK = Path(__file__).resolve().parent.parent / "assets" / "items.csv"
KINDS = ("item", "memo", "rate", "total", "total_per_capita", "count", "ledger")
COMPONENTS = {"wage": "工资性收入", "business": "经营净收入", "property": "财产净收入", "transfer": "转移净收入"}
NATURES = ("regular", "one_off", "earmarked", "loan", "in_kind")
LEDGERS = ("", "whole", "part")
FLAGS = {"is_correctable", "is_compared", "may_slip", "is_lasting", "is_monthly"}


class ItemBookError(ValueError):
    """A row of the book contradicts another or says what nobody knows; the message names the item."""


@dataclass(frozen=True)
class Item:
    """One row of the book. `heading` is what the forms print, where that is not `zh`; `is_lasting`: the amount may well
    be the same year after year; `may_slip`: 万元 for 元 shows beside its neighbours; `is_monthly`: paid month by month at a rate that is
    known, so that the rest of a year that is not over is no forecast (docs/method.md#verdict)."""

    item_code: str
    zh: str
    heading: str
    kind: str
    component: str
    sign: int
    part_of: str
    nature: str
    ledger: str
    forms: tuple[str, ...]
    is_correctable: bool
    is_compared: bool
    may_slip: bool
    is_lasting: bool
    is_monthly: bool
    note: str
    source: str

    @property
    def is_blank_zero(self) -> bool:
        """A blank cell is 0; of totals, rates and counts it is unknown."""
        return self.kind in ("item", "memo")

    @property
    def is_amount(self) -> bool:
        """Money on an income statement."""
        return self.kind not in ("count", "ledger")


@cache
def items() -> dict[str, Item]:
    """Item code → item, in the order of the book. Raises ItemBookError."""
    with BOOK.open(encoding="utf-8", newline="") as stream:
        rows = [_item(row) for row in csv.DictReader(stream)]
    found = {item.item_code: item for item in rows}
    if len(found) != len(rows) or len({item.zh for item in rows}) != len(rows):
        raise ItemBookError("an item or its Chinese word stands twice")
    for item in rows:
        if item.part_of and (item.part_of not in found or found[item.part_of].part_of or item.component):
            raise ItemBookError(f"{item.item_code}: a part names its whole, which is no part, and no component")
    return found


def _item(row: dict[str, str]) -> Item:
    code = row["item_code"]
    known = (row["kind"] in KINDS and row["component"] in ("", *COMPONENTS) and row["nature"] in NATURES
             and row["ledger"] in LEDGERS and all(row[flag] in ("", "yes") for flag in FLAGS))  # fmt: skip
    if not known or not row["zh"] or not row["source"] or bool(row["component"]) != bool(row["sign"]):
        raise ItemBookError(f"{code}: an unknown value, or a word, source or sign is missing")
    texts = {name: row[name] for name in ("zh", "kind", "component", "part_of", "nature", "ledger", "note", "source")}
    flags = {flag: row[flag] == "yes" for flag in FLAGS}
    return Item(
        item_code=code, heading=row["heading"] or row["zh"], sign=int(row["sign"] or 0),
        forms=tuple(row["forms"].split()), **texts, **flags,  # type: ignore[arg-type]
    )  # fmt: skip


def codes_of(*kinds: str) -> tuple[str, ...]:
    """Item codes of these kinds, in the order of the book."""
    return tuple(item.item_code for item in items().values() if item.kind in kinds)


@cache
def groups() -> dict[str, tuple[str, ...]]:
    """The lists that contracts, models and rules name: items as one cell each, totals as stated, every amount of a form;
    benefits are transfers that a ledger pays in whole, passing transfers those that may well be gone next year."""
    received = summed("transfer", 1)
    return {
        "items": codes_of("item", "memo"),
        "summed": tuple(item.item_code for item in items().values() if item.component),
        **{
            f"{name} {word}": summed(name, sign)
            for name in COMPONENTS
            for word, sign in (("income", 1), ("outlay", -1))
        },
        "benefits": tuple(code for code in received if items()[code].ledger == "whole"),
        "passing transfers": tuple(code for code in received if not items()[code].is_lasting),
        "parts": tuple(code for code in items() if code in parts()),
        "stated_totals": codes_of("total", "total_per_capita"),
        "amounts": tuple(item.item_code for item in items().values() if item.is_amount),
    }


def summed(component: str, sign: int) -> tuple[str, ...]:
    """Items that are added to a net component (sign 1) or taken from it (-1)."""
    return tuple(one.item_code for one in items().values() if (one.component, one.sign) == (component, sign))


@cache
def parts() -> frozenset[str]:
    """Items of a form that another item of the form holds."""
    return frozenset(item.item_code for item in items().values() if item.part_of and item.kind == "item")


def whole_of(code: str) -> str:
    """The item to look at for this one: the whole of a part, else itself."""
    return items()[code].part_of or code


def heading(code: str) -> str:
    """What the forms print over the item's column; empty for a column that is no item."""
    item = items().get(code)
    return item.heading if item else ""


def zh(code: str) -> str:
    """The Chinese word of an item."""
    return items()[code].zh
