"""Which kind of table a header is, which form of it, and which column means what."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from pipeline.item_book import items
from pipeline.recognition.headers import HeaderBook, HeaderColumn, KindHeaders
from pipeline.recognition.wording import TOTAL_WORDS, bare_group, normalise_header, one_line, year_in_header
from pipeline.workbooks.cells import column_letter

ENOUGH_TELLING = 3
FORMS = ("A", "B", "N")
LUMPED = {"stated_transfer_income": "other_transfer_income", "stated_transfer_paid": "other_transfer_paid"}
TOTAL_SIDES = {**LUMPED, "stated_total_income": "wage_income", "stated_total_expense": "business_cost"}
_OWN_YEAR = 9999  # a header without a year speaks of the table's
_SIDE = re.compile("(?:收入|支出)$")
_WHO = frozenset({  # what any list of people says of each
    "province_name", "city_name", "county_name", "town_name", "village_name", "natural_village_name", "household_code",
    "head_name", "registered_count", "member_name", "id_type", "id_number", "relation", "gender", "birth_date",
    "ethnicity", "stated_year", "remark",
})  # fmt: skip
_HOUSEHOLD_BAND = re.compile("家庭|人口|基本|成员|在册|农户|户主|贫困户|^户")


@dataclass(frozen=True)
class SheetColumn:
    """A column of a delivered table: where it stands, its header and nearest group, what it means (or None)."""

    index: int
    parts: tuple[str, ...]
    meaning: HeaderColumn | None

    @property
    def name(self) -> str:
        """Its canonical name, '' where nobody knows it."""
        return self.meaning.name if self.meaning is not None else ""

    @property
    def type(self) -> str:
        return self.meaning.type if self.meaning is not None else ""

    @property
    def is_money(self) -> bool:
        return self.meaning is not None and self.meaning.is_money

    @property
    def heading(self) -> str:
        """Its own header as headers are compared, '' for none."""
        return normalise_header(self.parts[-1]) if self.parts else ""

    @property
    def letter(self) -> str:
        return column_letter(self.index)

    @property
    def header(self) -> str:
        return one_line(" / ".join(self.parts[-2:]))

    @property
    def bottom(self) -> str:
        return one_line(self.parts[-1]) if self.parts else ""


@dataclass(frozen=True)
class Mapping:
    """A recognised header: kind, form (A, B, N for statements, else None) and its columns from left to right.

    book: by whose rosters a statement's columns about members are known; lumped: items that stand together in one
    column, because the statement gives the total of transfers only.
    """

    kind: str
    form: str | None
    headers: KindHeaders
    columns: tuple[SheetColumn, ...]
    book: HeaderBook
    lumped: frozenset[str] = frozenset()

    def find(self, name: str) -> SheetColumn | None:
        """The column with this canonical name."""
        return self._by_name.get(name)

    @cached_property
    def names(self) -> frozenset[str]:
        return frozenset(self._by_name)

    @cached_property
    def money(self) -> tuple[SheetColumn, ...]:
        """The columns of amounts and per-capita figures."""
        return tuple(one for one in self.columns if one.is_money)

    @cached_property
    def amounts(self) -> tuple[SheetColumn, ...]:
        """The columns of money that may be summed."""
        return tuple(one for one in self.columns if one.type == "amount")

    @cached_property
    def _by_name(self) -> dict[str, SheetColumn]:
        return {one.name: one for one in reversed(self.columns) if one.name}


def recognise_kind(parts: Sequence[Sequence[str]], book: HeaderBook) -> Mapping | None:
    """The kind whose telling columns weigh most, or None when none weighs enough. `parts`: header texts by column."""
    return _recognised(tuple(map(tuple, parts)), book)


@lru_cache(maxsize=256)  # villages of a county deliver the same few headers
def _recognised(parts: tuple[tuple[str, ...], ...], book: HeaderBook) -> Mapping | None:
    best: tuple[tuple[int, int], Mapping] | None = None
    found_kinds: dict[str, Mapping] = {}
    for headers in book.kinds.values():
        columns = tuple(SheetColumn(index, texts, meaning_of(texts, headers)) for index, texts in enumerate(parts))
        columns = without_compared(without_weak(columns))
        meanings = {one.meaning.name: one.meaning for one in columns if one.meaning}
        weight = sum(meaning.telling for meaning in meanings.values())
        if weight < ENOUGH_TELLING:
            continue
        found_kinds[headers.kind] = Mapping(headers.kind, None, headers, columns, book)
        if best is None or (weight, len(meanings)) > best[0]:
            best = ((weight, len(meanings)), found_kinds[headers.kind])
    if best is None:
        return None
    paid = found_kinds.get("ledger")
    found = paid if paid is not None and _names_payees(best[1], paid) else with_lumped(best[1])
    return replace(found, form=form_of(found))


def _names_payees(roster: Mapping, ledger: Mapping) -> bool:
    """Whether a roster tells of its people nothing but who they are, and beside each what was paid out: a ledger."""
    amount = ledger.find("amount")
    return roster.kind == "roster" and amount is not None and not _is_weak(amount) and roster.names <= _WHO


def with_lumped(mapping: Mapping) -> Mapping:
    """A statement that gives the total of transfers and none of its items: the total stands for all of them, booked
    under the rest (其他转移性收入, 其他转移性支出)."""
    if mapping.kind != "income_statement":
        return mapping
    columns, lumped = mapping.columns, set[str]()
    for total, rest in LUMPED.items():
        sign = items()[rest].sign
        own = {code for code, item in items().items() if item.component == "transfer" and item.sign == sign}
        if total in mapping.names and not own & mapping.names:
            meaning = mapping.headers.columns[rest]
            columns = tuple(replace(one, meaning=meaning) if one.name == total else one for one in columns)
            lumped |= own
    return replace(mapping, columns=columns, lumped=frozenset(lumped))


def without_weak(columns: tuple[SheetColumn, ...]) -> tuple[SheetColumn, ...]:
    """Columns whose header says a thing only in general lose it where another column says it outright."""
    outright = {one.name for one in columns if one.name and not _is_weak(one)}
    return tuple(replace(one, meaning=None) if one.name in outright and _is_weak(one) else one for one in columns)


def without_compared(columns: tuple[SheetColumn, ...]) -> tuple[SheetColumn, ...]:
    """Of two columns of money whose headers differ by a year only, the one of the earlier year is for comparison: 人均可支配收入
    beside 2017年人均可支配收入."""
    years: dict[str, list[int]] = {}
    for one in columns:
        if one.is_money:
            years.setdefault(one.name, []).append(year_in_header(one.parts[-1]) or _OWN_YEAR)
    own = {name: max(found) for name, found in years.items() if len(set(found)) == len(found) > 1}
    return tuple(
        replace(one, meaning=None)
        if one.name in own and (year_in_header(one.parts[-1]) or _OWN_YEAR) < own[one.name]
        else one
        for one in columns
    )


def _is_weak(column: SheetColumn) -> bool:
    return column.meaning is not None and column.heading in column.meaning.weak


def meaning_of(parts: Sequence[str], headers: KindHeaders) -> HeaderColumn | None:
    """What a column means: by its bottom header, a total word by its group, else by group and bottom together, or by both with the
    side of a group behind."""
    if not parts:
        return None
    bottom, groups = normalise_header(parts[-1]), [bare_group(part) for part in reversed(parts[:-1])]
    together = [groups[0] + bottom] if groups else []
    if len(groups) > 1:
        together.append(groups[1] + groups[0] + bottom)
    together += [bottom + side.group() for group in groups if (side := _SIDE.search(group))]  # 工资性 below 收入
    if bottom in TOTAL_WORDS:
        return _first(headers, [*groups[:1], *together, bottom])
    own = headers.column_of(bottom)
    if own is not None and any(_is_other_side(own, headers.column_of(group)) for group in groups[:1]):
        return _first(headers, together)  # 种植业 below 生产经营性支出 is no income
    group = headers.column_of(groups[0]) if groups else None
    if own is not None and not own.is_money and group is not None and group.is_money:
        return _first(headers, together)  # 低保金 over 人数 is no household size
    if own is not None and bottom == "人数" and groups and not _HOUSEHOLD_BAND.search(groups[0]):
        return _first(headers, together)  # nor is 人数 under 在校生 or 劳动力
    return own or _first(headers, together)


def _is_other_side(own: HeaderColumn, group: HeaderColumn | None) -> bool:
    """Whether an item stands below a group of the other side: an income below expenses, or the reverse."""
    if group is None:
        return False
    return side_of(own.name) * side_of(group.name) < 0


def side_of(code: str) -> int:
    """1 of income, −1 of what is spent, 0 of neither; a part is on its whole's side, a total on that of its items."""
    item = items().get(TOTAL_SIDES.get(code, code))
    if item is None:
        return 0
    return items()[item.part_of].sign if item.part_of in items() else item.sign


def _first(headers: KindHeaders, texts: list[str]) -> HeaderColumn | None:
    return next((found for text in texts if (found := headers.column_of(text)) is not None), None)


def form_of(mapping: Mapping) -> str | None:
    """A, B or N of a statement. N is what states nothing that only A and B know (disposable income, transfers
    paid); between A and B the variants that only one of them uses decide, and A is the default."""
    if mapping.kind != "income_statement":
        return None
    used = [_forms_used(column, mapping.headers) for column in mapping.columns]
    if not any(forms and "N" not in forms for forms in used):
        return "N"
    only_a = sum("A" in forms and "B" not in forms for forms in used)
    only_b = sum("B" in forms and "A" not in forms for forms in used)
    return "B" if only_b > only_a else "A"


def _forms_used(column: SheetColumn, headers: KindHeaders) -> frozenset[str]:
    """The forms that use this very header; empty when any form may."""
    if not column.is_money:
        return frozenset()
    for text in (column.heading, *(bare_group(part) for part in column.parts[:-1])):
        if headers.lookup.get(text) == column.name:
            return headers.forms.get(text, frozenset())
    return frozenset()
