"""The sheets of a list: those for paper, then all columns for the screen."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import duckdb

from pipeline.contracts import ROOT
from pipeline.handouts.code_words import WORDS
from pipeline.handouts.package.list_books import ListBook, Paper
from pipeline.handouts.package.mart_files import columns_of, stream
from pipeline.handouts.sheets import Rows, SheetColumn, SheetPlan, sheet_column, with_unit
from pipeline.parameters import read_yaml

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
