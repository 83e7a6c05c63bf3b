"""Mutation testing of the SQL models: one small change at a time; a change that no case of the table notices survives.

`python -m tests.code.sql_mutants [FOLDER or TABLE…] [--survivors]` mutates these models, or those of these folders of
assets/sql (without any: what a verdict rests on), runs the table's case file on each mutant in DuckDB and prints how many were noticed. A mutant that does not run counts as noticed.
A line that the book of items writes out for every item (`-- each item`) counts once: one item that is noticed is enough.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import click
import duckdb
from sqlglot import exp, parse_one

from assets.catalog import inputs_of
from pipeline.item_book import items
from pipeline.locked_duckdb import open_memory
from pipeline.models import model_files, model_queries
from tests.table_cases import Case, differences, given_tables, load_cases

WRITTEN_OUT = 5  # items, at least: fewer stand there one by one
ITEM = re.compile(rf"\b(?:{'|'.join(sorted(items(), key=len, reverse=True))})(?=\b|_fen\b)")
SUBJECTS = (
    "people", "statements", "incomes", "stress", "reviews", "mart_exit_reviews", "mart_near_threshold",
)  # fmt: skip
SWAPS: dict[type[exp.Expression], type[exp.Expression]] = {
    exp.GT: exp.GTE,
    exp.GTE: exp.GT,
    exp.LT: exp.LTE,
    exp.LTE: exp.LT,
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
    exp.And: exp.Or,
    exp.Or: exp.And,
    exp.Add: exp.Sub,
    exp.Sub: exp.Add,
    exp.Min: exp.Max,
    exp.Max: exp.Min,
}


@dataclass(frozen=True)
class Mutant:
    """A changed model: what was changed into what, the whole query, and the selected column or clause it is in."""

    before: str
    after: str
    sql: str
    within: str = ""


@dataclass
class Trial:
    """How a table's mutants fared."""

    table: str
    mutants: int = 0
    survivors: list[Mutant] = field(default_factory=list)

    @property
    def noticed(self) -> int:
        return self.mutants - len(self.survivors)


def mutants(sql: str) -> Iterator[Mutant]:
    """Every mutant of a query, in the order of its text. The last order by is left alone: cases compare rows as a set."""
    tree = parse_one(sql, dialect="duckdb")
    for number, node in enumerate(tree.walk()):
        if node.find_ancestor(exp.Order) is tree.args.get("order") and tree.args.get("order") is not None:
            continue
        for change in changes(node):
            other = tree.copy()
            there = next(one for place, one in enumerate(other.walk()) if place == number)
            before, after = there.sql(dialect="duckdb"), change(there)
            there.replace(after)
            yield Mutant(
                before, after.sql(dialect="duckdb"), other.sql(dialect="duckdb"), column_of(node).sql("duckdb")
            )


def column_of(node: exp.Expression) -> exp.Expression:
    """The column of a select, or the clause, that a node is part of."""
    while node.parent is not None and not isinstance(node.parent, exp.Query):
        node = node.parent
    return node


def changes(node: exp.Expression) -> Iterator[Callable[[exp.Expression], exp.Expression]]:
    """What may be done to a node: each function makes the node that takes its place."""
    if (swap := SWAPS.get(type(node))) is not None:
        yield lambda one: swap(**{name: value for name, value in one.args.items() if name in swap.arg_types})
    if isinstance(node, exp.Coalesce):
        yield lambda one: one.this.copy()
    if isinstance(node, exp.Not):
        yield lambda one: one.this.copy()
    if isinstance(node, exp.Boolean):
        yield lambda one: exp.Boolean(this=not one.this)
    if isinstance(node, exp.Literal) and node.is_string and isinstance(node.parent, exp.EQ | exp.NEQ | exp.In):
        yield lambda one: exp.Literal.string(f"{one.this}?")
    if isinstance(node, exp.Join) and node.side == "LEFT":
        yield inner_join
    if isinstance(node, exp.If) and isinstance(node.parent, exp.Case):
        yield lambda one: exp.If(this=exp.false(), true=one.args["true"].copy())
    if isinstance(node, exp.Ordered) and isinstance(node.find_ancestor(exp.Window), exp.Window):
        yield lambda one: exp.Ordered(this=one.this.copy(), desc=not one.args.get("desc"), nulls_first=False)
    if isinstance(node, exp.Distinct) and isinstance(node.parent, exp.Count):
        yield lambda one: one.expressions[0].copy()


def inner_join(join: exp.Expression) -> exp.Expression:
    """The same join without the rows that find no partner."""
    other = join.copy()
    other.set("side", "")
    other.set("kind", "INNER")
    return other


def attempt(table: str, sql: str, cases: Sequence[Case]) -> Trial:
    """Run every mutant over the table's cases until one notices it. ValueError where a case fails on the model itself."""
    trial = Trial(table)
    laid = [(case, laid_tables(case, sql)) for case in cases]
    if failing := [case.title for case, connection in laid if notices(case, connection, sql)]:
        raise ValueError(f"{table}: cases that fail already notice everything: {failing}")
    for alike in written_once(mutants(sql)):
        trial.mutants += 1
        if not any(notices(case, connection, mutant.sql) for mutant in alike for case, connection in laid):
            trial.survivors.append(alike[0])
    return trial


def written_once(found: Iterable[Mutant]) -> Iterator[list[Mutant]]:
    """The mutants one by one; those of a line that is written out for every item together."""
    groups: dict[tuple[str, ...], list[Mutant]] = {}
    for mutant in found:
        key = tuple(ITEM.sub("?", text) for text in (mutant.within, mutant.before, mutant.after))
        groups.setdefault(key, []).append(mutant)
    for alike in groups.values():
        codes = {code for mutant in alike for code in ITEM.findall(mutant.within)}
        yield from [alike] if len(codes) >= WRITTEN_OUT else [[mutant] for mutant in alike]


def laid_tables(case: Case, sql: str) -> duckdb.DuckDBPyConnection:
    """A database of its own that holds what the case gives."""
    connection = open_memory(config={"threads": 1})
    for name, rows in given_tables(case, inputs_of(sql)).items():
        connection.register(f"given_{name}", rows)
        connection.execute(f"create table {name} as from given_{name}")
    return connection


def notices(case: Case, connection: duckdb.DuckDBPyConnection, sql: str) -> bool:
    """Whether the case gives other rows, or none at all because the query does not run."""
    try:
        found = connection.sql(sql).to_arrow_table()
    except duckdb.Error:
        return True
    return differences(case, found) != []


def trials(subjects: Sequence[str]) -> Iterator[Trial]:
    """The trial of every model of these names, or of these folders, that has cases."""
    cases = {table: list(some) for table, some in groupby(load_cases(), key=lambda case: case.table)}
    queries = model_queries()
    for table, path in sorted(model_files().items()):
        if {table, path.parent.name} & set(subjects) and table in cases:
            yield attempt(table, queries[table], cases[table])


@click.command()
@click.argument("subjects", nargs=-1)
@click.option("--survivors", is_flag=True, help="print what nobody noticed")
def main(subjects: Sequence[str], survivors: bool) -> None:
    """Print a line per model and the sum."""
    done = []
    for trial in trials(subjects or SUBJECTS):
        done.append(trial)
        click.echo(f"| `{trial.table}` | {trial.mutants} | {trial.noticed} |")
        for mutant in trial.survivors if survivors else []:
            click.echo(f"    {mutant.before[:110]}  →  {mutant.after[:110]}")
    total, noticed = sum(one.mutants for one in done), sum(one.noticed for one in done)
    click.echo(f"| all {len(done)} | {total} | {noticed} ({noticed / max(total, 1):.1%}) |")


if __name__ == "__main__":
    main()
