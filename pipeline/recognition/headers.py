"""The header book: what each form calls each column of each kind, from assets/headers/*.csv and the site's."""

import csv
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from pipeline.item_book import heading
from pipeline.recognition.context_words import FILE, ContextWords
from pipeline.recognition.kind_book import BOOK, kinds
from pipeline.recognition.wording import normalise_header

FORM_FIELDS = {"form_a": "A", "form_b": "B", "national": "N", "variants": ""}
RELAXED, WEAK = "no", "~"


class HeaderBookError(ValueError):
    """A header file contradicts itself; the message is Chinese and names file and variant."""


@dataclass(frozen=True)
class HeaderColumn:
    """One canonical column of a kind.

    type: amount (summable money), per_capita (money that is not), place, key, id or text; telling: how strongly
    it tells the kind; required: forms that need it, `yes`, or the name of a group of which one is needed;
    instead: groups of columns of which one serves for it, all columns of the group together (`|` between groups); variants: (normalised header, form or ''); weak: those of them
    (`~` in the file) that count only while no other column has this meaning.
    """

    name: str
    zh: str
    type: str = ""
    telling: int = 0
    required: frozenset[str] = frozenset()
    instead: tuple[tuple[str, ...], ...] = ()
    variants: tuple[tuple[str, str], ...] = ()
    weak: frozenset[str] = frozenset()
    labels: tuple[str, ...] = ()
    is_site: bool = False

    @property
    def is_money(self) -> bool:
        return self.type in ("amount", "per_capita")


@dataclass(frozen=True)
class KindHeaders:
    """The columns of one kind and the way from a normalised header to its column."""

    kind: str
    columns: dict[str, HeaderColumn]
    lookup: dict[str, str] = field(default_factory=dict)
    forms: dict[str, frozenset[str]] = field(default_factory=dict)

    def column_of(self, normalised: str) -> HeaderColumn | None:
        """The column that this normalised header names."""
        name = self.lookup.get(normalised)
        return self.columns[name] if name is not None else None


@dataclass(frozen=True, eq=False)
class HeaderBook:
    """All kinds, and the words of context; `known` holds every normalised header of any kind. A book equals itself
    only: a key of caches."""

    kinds: dict[str, KindHeaders]
    known: frozenset[str]
    fingerprint: str
    words: ContextWords

    @classmethod
    def load(cls, shipped_dir: Path, site_dir: Path | None = None) -> "HeaderBook":
        """Read `<kind>.csv` of the shipped folder, extended by the site's of the same names and format.

        A site row adds variants to a column or a column; its `required`, where not blank, replaces the shipped
        one (`no`: not required). A site's variant wins over a shipped one. Raises HeaderBookError.
        """
        found = {}
        for kind in kinds():
            rows = _read(shipped_dir / f"{kind}.csv", is_site=False)
            site = site_dir / f"{kind}.csv" if site_dir is not None else None
            extra = _read(site, is_site=True) if site is not None and site.is_file() else []
            found[kind] = _kind_headers(kind, rows, extra)
        known = frozenset(variant for one in found.values() for variant in one.lookup)
        words = ContextWords.load(shipped_dir / FILE, site_dir / FILE if site_dir is not None else None)
        return cls(found, known, _fingerprint(found.values()) + words.fingerprint, words)


def _read(path: Path, is_site: bool) -> list[HeaderColumn]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    columns = []
    for row in rows:
        if not (row.get("name") or "").strip():
            raise HeaderBookError(f"表头文件 {path.name} 有一行没有 name，请补上标准列名")
        columns.append(_column(row, is_site, path.name))
    return columns


def _column(row: dict[str, str | None], is_site: bool, file: str) -> HeaderColumn:
    def cell(key: str) -> str:
        return (row.get(key) or "").strip()

    written = [(text.strip(), form) for key, form in FORM_FIELDS.items() for text in cell(key).split("|")]
    labels = [(text.removeprefix(WEAK), form) for text, form in written]
    telling = cell("telling") or "0"
    if not telling.isdigit():
        raise HeaderBookError(f"表头文件 {file} 的列“{cell('name')}”：telling 应为整数")
    return HeaderColumn(
        name=cell("name"),
        zh=cell("zh") or heading(cell("name")),
        type=cell("type"),
        telling=int(telling),
        required=frozenset(cell("required").split()),
        instead=tuple(tuple(group.split()) for group in cell("instead").split("|") if group.strip()),
        variants=tuple((normalise_header(text), form) for text, form in labels if normalise_header(text)),
        weak=frozenset(normalise_header(text[1:]) for text, _ in written if text.startswith(WEAK)),
        labels=tuple(text for text, _ in labels if text),
        is_site=is_site,
    )


def _kind_headers(kind: str, shipped: list[HeaderColumn], site: list[HeaderColumn]) -> KindHeaders:
    columns = {column.name: column for column in shipped}
    for added in site:
        columns[added.name] = _merged(columns.get(added.name), added)
    result = KindHeaders(kind, columns)
    for source in (shipped, site):
        taken: dict[str, str] = {}
        for column in source:
            for variant, form in column.variants:
                if taken.setdefault(variant, column.name) != column.name:
                    raise HeaderBookError(f"{kind}：表头“{variant}”同时列在 {taken[variant]} 和 {column.name} 下")
                if result.lookup.get(variant) not in (None, column.name):
                    result.forms.pop(variant, None)
                result.lookup[variant] = column.name
                forms = result.forms.get(variant, frozenset())
                result.forms[variant] = forms | ({form} if form else frozenset())
    return result


def _merged(shipped: HeaderColumn | None, site: HeaderColumn) -> HeaderColumn:
    if shipped is None:
        return replace(site, zh=site.zh or site.name, required=site.required - {RELAXED})
    required = site.required - {RELAXED} if site.required else shipped.required
    return replace(
        shipped,
        required=required,
        telling=site.telling or shipped.telling,
        variants=shipped.variants + site.variants,
        weak=(shipped.weak - {variant for variant, _ in site.variants}) | site.weak,
        labels=shipped.labels + site.labels,
    )


def _fingerprint(kinds: Iterable[KindHeaders]) -> str:
    digest = hashlib.sha256(BOOK.read_bytes())
    for one in kinds:
        for column in one.columns.values():
            shown = (
                *sorted(column.required),
                *map(str, column.instead),
                *map(str, column.variants),
                *sorted(column.weak),
            )
            digest.update(repr((one.kind, column.name, column.zh, column.type, column.telling, shown)).encode())
        digest.update(repr(sorted(one.lookup.items())).encode())
    return digest.hexdigest()
