"""The lists of a package, as assets/lists/package.yml declares them; of each the sheets for paper, then all columns for the screen."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import duckdb

from pipeline.contracts import ROOT
from pipeline.handouts.code_words import WORDS
from pipeline.handouts.package.mart_files import columns_of, stream
from pipeline.handouts.sheets import Rows, SheetColumn, SheetPlan, sheet_column, with_unit
from pipeline.parameters import read_yaml

LISTS = ROOT / "assets" / "lists"
APPENDIX = "附表"
# What an order or a condition names in braces.
ORDERS = {
    "gravest": "case severity when 'critical' then 0 when 'warning' then 1 else 2 end",
    "by_place": "county_name, town_name, village_name, household_code, household_id",
    "nearest": "survey_year desc, abs(yuan_to_flip) nulls last, household_id",
    "open_first": "state = 'closed', due_date nulls last, village_id, household_code, rectification_id",
}


@dataclass(frozen=True)
class Paper:
    """A sheet to print: its columns (all of the list if empty), which rows, in which order, what is added up."""

    name: str
    columns: tuple[str, ...] = ()
    where: str = ""
    order: str = ""
    by_village: bool = False
    signatures: tuple[str, ...] = ()
    summed: tuple[str, ...] = ()
    hint: str = ""
    counted: str = ""  # what a row is, where it is neither a household (户) nor an entry (项)


@dataclass(frozen=True)
class ListBook:
    """A workbook of one mart: file name, table, its columns in reading order, how many of them stay in view.

    `papers` come first; the sheet with all columns and rows, for the screen, is the last. `folder`: where the file
    lies; `for_village`: whether a village's own package has it.
    """

    file: str
    table: str
    columns: tuple[str, ...]
    frozen: int = 0
    papers: tuple[Paper, ...] = ()
    folder: str = APPENDIX
    for_village: bool = False

    @property
    def path(self) -> str:
        """The workbook below the package's folder."""
        return f"{self.folder}/{self.file}.xlsx" if self.folder else f"{self.file}.xlsx"


def declared(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of a list book as the fields of its class: lists as tuples, words in braces filled in."""
    made = {name: tuple(value) if isinstance(value, list) else value for name, value in entry.items()}
    return made | {name: str(made[name]).format(**ORDERS) for name in ("where", "order") if name in made}


def _book(file: str, entry: dict[str, Any]) -> ListBook:
    papers = tuple(Paper(name, **declared(own)) for name, own in entry.get("papers", {}).items())
    return ListBook(file, **declared(entry) | {"papers": papers})


BOOKS = tuple(_book(file, entry) for file, entry in read_yaml(LISTS / "package.yml").items())

MONEY = r"^-?[0-9]+[.][0-9]{2}$"  # how a rule writes yuan; counts, codes and words are written otherwise
PER_HEAD = re.compile(r"per_capita|exit_line|per_person")
HOUSEHOLD, HEAD, MIXED = "全户，元", "人均，元", "申报数为全户，应有数为人均（标准），元"


@cache
def bases() -> dict[str, str]:
    """Rule id → what its amounts are; rules without any are left out."""
    found = {}
    for path in sorted((ROOT / "expectations" / "rules").glob("*.yml")):
        for rule_id, rule in read_yaml(path).items():
            if rule_id != "rows":
                basis = basis_of(str(rule.get("stated", "")), str(rule.get("expected", "")))
                if basis:
                    found[rule_id] = basis
    return found


def basis_of(stated: str, expected: str) -> str:
    """The words for a rule's two expressions; empty if neither is money."""
    heads = [bool(PER_HEAD.search(text)) for text in (stated, expected) if "_fen" in text]
    if not heads:
        return ""
    return HEAD if all(heads) else HOUSEHOLD if not any(heads) else MIXED


def basis_sql() -> str:
    """SQL for the words, from `rule_id`; null where there are no amounts."""
    cases = " ".join(f"when '{rule_id}' then '{basis}'" for rule_id, basis in sorted(bases().items()))
    return f"case rule_id {cases} end"


def amount_sql(column: str) -> str:
    """SQL for a figure of a finding as a number where it is money, null else."""
    return f"case when regexp_matches({column}, '{MONEY}') then cast({column} as decimal(18, 2)) end"


SCREEN = "全部列"
VILLAGE_KEYS = "county_name, town_name, village_name"


@dataclass(frozen=True)
class Made:
    """A column that a list has beyond its mart's: how it shows, its SQL, and the mart's columns that it is made of."""

    sheet: SheetColumn
    sql: str
    needs: frozenset[str]


FIGURES = frozenset({"rule_id", "stated", "expected"})
MADE = {
    "stated_yuan": Made(SheetColumn("申报数（元）", "money"), amount_sql("stated"), FIGURES),
    "expected_yuan": Made(SheetColumn("复算或应有数（元）", "money"), amount_sql("expected"), FIGURES),
    "amount_basis": Made(
        SheetColumn("金额口径", widest=14),
        f"case when {amount_sql('stated')} is not null or {amount_sql('expected')} is not null then {basis_sql()} end",
        FIGURES,
    ),
    "village_in_id": Made(
        SheetColumn("村", widest=12), "split_part(household_id, '|', 3)", frozenset({"household_id"})
    ),
    "code_in_id": Made(SheetColumn("户码", widest=12), "split_part(household_id, '|', 4)", frozenset({"household_id"})),
}


def list_plans(book: ListBook, tables: duckdb.DuckDBPyConnection, note: str) -> list[SheetPlan]:
    """The sheets of a list; columns that the table does not have are left out."""
    held = [row[0] for row in tables.execute(f"describe {book.table}").fetchall()]
    plans = [_paper_plan(book, paper, tables, held, note) for paper in book.papers]
    columns, rows = _sheet(tables, book.table, shown_columns(book.columns, held))
    name = SCREEN if plans else book.file[:28]
    return [*plans, SheetPlan(name, book.file, told_if_empty(note, rows), columns, rows, book.frozen)]


def told_if_empty(note: str, rows: Callable[[], Rows]) -> str:
    """The note; before it, that there is nothing to list, where there is not: else a bare header looks like a fault."""
    return note if next(iter(rows()), None) is not None else f"没有记录；{note}"


def _paper_plan(
    book: ListBook, paper: Paper, tables: duckdb.DuckDBPyConnection, held: Sequence[str], note: str
) -> SheetPlan:
    names = shown_columns(paper.columns or book.columns, held)
    columns, rows = _sheet(tables, book.table, names, paper)
    summed = tuple(
        SheetColumn(column.title, column.kind, column.widest, column.narrowest, is_summed=name in paper.summed)
        for name, column in zip(names, columns, strict=True)
    )
    title = book.file if paper.name in book.file else f"{book.file}：{paper.name}"
    hint = f"{paper.hint}；{note}" if paper.hint else note
    return SheetPlan(
        paper.name, title, told_if_empty(hint, rows), summed, rows, min(book.frozen, 3), paper.signatures, is_for_paper=True,
        by_village=paper.by_village, counted=paper.counted or ("户" if "household_code" in names else "项"),
    )  # fmt: skip


def _sheet(
    tables: duckdb.DuckDBPyConnection, table: str, names: Sequence[str], paper: Paper | None = None
) -> tuple[tuple[SheetColumn, ...], Any]:
    """Columns and rows of a sheet; without `paper` every row in the mart's own order."""
    by_name = {column.name: column for column in columns_of(table, names)}
    columns = tuple(MADE[name].sheet if name in MADE else with_unit(sheet_column(by_name[name])) for name in names)
    selected = [MADE[name].sql if name in MADE else in_words_sql(name) for name in names]
    sql = f"select {', '.join(selected)} from {table}"
    if paper is not None:
        keys = f"{VILLAGE_KEYS}, " if paper.by_village else ""
        where = f" where {paper.where}" if paper.where else ""
        order = f" order by {paper.order}" if paper.order else ""
        sql = f"select {keys}{', '.join(selected)} from {table}{where}{order}"
    return columns, partial(stream, tables, sql)


AS_MAP = "from_json(if(json_type(try_cast(cells as json)) = 'OBJECT', cells, '{}'), '\"MAP(VARCHAR, VARCHAR)\"')"
CELLS = (
    "if(json_type(try_cast(cells as json)) = 'OBJECT', array_to_string(list_transform("
    f"map_entries({AS_MAP}), lambda one: concat(one.key, '：', one.value)), '；'), cells)"
)


def in_words_sql(name: str) -> str:
    """SQL for a column: a code as its word, the cells of a row as 表头：内容 instead of JSON."""
    if name == "cells":
        return CELLS
    words = WORDS.get(name)
    if not words:
        return name
    cases = " ".join(f"when '{code}' then '{word}'" for code, word in words.items())
    return f"case {name} {cases} else {name} end"


def shown_columns(wanted: Sequence[str], held: Sequence[str]) -> list[str]:
    """Columns of the list that the table has or that are made from it, in reading order."""
    return [name for name in wanted if name in held or (name in MADE and MADE[name].needs.issubset(held))]
