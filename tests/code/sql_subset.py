"""Lint of the SQL subset that DuckDB and Spark SQL run verbatim, to the same rows (docs/method.md#sql-on-two-engines).

A successful transpile proves nothing, so only what was run on both engines is let through.
`python -m tests.code.sql_subset FOLDER_OR_FILE…` prints file:line messages and exits 1 where there are any.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
from sqlglot import ParseError, exp, parse_one
from sqlglot.errors import TokenError
from sqlglot.tokens import TokenType

from tests.code.sql_divisors import unprotected
from tests.code.sql_integers import why_not_whole
from tests.code.sql_orders import ties
from tests.code.sql_quotients import odd_quotients
from tests.code.sql_texts import why_not_plain
from tests.code.sql_tokens import Script
from tests.code.sql_vocabulary import (
    DIVIDING_MODELS,
    FUNCTIONS,
    INTEGERS,
    LENGTHS,
    NO_FUNCTIONS,
    NUMBERS,
    ORDERED,
    PAIRS,
    RANKS,
    REASONS,
    SELECTS,
    SIGNS,
    TYPES,
)


@dataclass(frozen=True, order=True)
class Violation:
    """A construct outside the subset: 1-based line, its name, and what to do about it."""

    line: int
    construct: str
    message: str


def violations(sql: str, *, may_divide: bool = False, is_model: bool = True, table: str = "") -> list[Violation]:
    """All constructs outside the subset, by line. A rule, unlike a model, need not name or order its rows.

    `table` is the model's name: its contract says what a total order is.
    """
    try:
        script = Script(sql)
        found = {*_words(script), *_functions(script), *_casts(script), *_windows(script)}
        found |= {*_outline(script, is_model)}
        if not may_divide:
            found |= {*_divisions(script)}
        tree = parse_one(sql, dialect="duckdb")
        found |= {*_shadows(tree), *_texts(tree)}
        if is_model:
            found |= {*_zeros(tree), *_quotients(tree), *_ties(tree, table)}
    except ParseError as error:
        first = error.errors[0] if error.errors else {}
        found.add(Violation(int(first.get("line") or 1), "unreadable", str(first.get("description") or error)))
    except TokenError:
        return [Violation(1, "unreadable", "a quote or comment is not closed")]
    return sorted(found)


def _words(script: Script) -> Iterator[Violation]:
    for i, token in enumerate(script.tokens):
        kind, pair, text = token.token_type, (script.word(i), script.word(i + 1)), token.text
        if kind.name in SIGNS:
            yield Violation(token.line, kind.name.lower(), SIGNS[kind.name])
        if pair in PAIRS:
            yield Violation(token.line, " ".join(pair), PAIRS[pair])
        if kind == TokenType.NUMBER and not _is_known_number(script, i):
            yield Violation(token.line, "number", f"{text} belongs into raw_parameters, with its source")
        if kind == TokenType.STRING and {"'", "\\"} & set(text):
            yield Violation(token.line, "escape", "a quote or backslash inside text is read differently")
        if kind == TokenType.COMMA and pair[1] in {")", "from"}:
            yield Violation(token.line, "trailing comma", "Spark does not read it")


def _is_known_number(script: Script, i: int) -> bool:
    """Arithmetic's own, the digits of a type, the length of a text, or a single digit that stands for a rank or a stage."""
    text, before, after = script.word(i), script.word(i - 1), script.word(i + 1)
    is_result = before in {"then", "else"} and after in {"when", "else", "end"}
    is_selected = before in {"select", ","} and after in {"as", ",", ")", "union"} and script.within[i][-1:] in SELECTS
    is_rank = script.word(i - 2) in RANKS and before in {"<", "<=", "=", ">=", ">"}
    return (
        text in NUMBERS
        or script.within[i][-1:] in LENGTHS
        or (len(text) == 1 and (is_result or is_selected or is_rank))
    )


def _functions(script: Script) -> Iterator[Violation]:
    for i, name in script.calls():
        line = script.tokens[i].line
        if name not in FUNCTIONS and name not in NO_FUNCTIONS:
            yield Violation(line, name, REASONS.get(name, "not proven to be alike on both engines"))
        if name == "sum" and "cast" not in script.within[i]:
            yield Violation(line, "sum", "cast it: it is 128 bits wide in DuckDB")


def _casts(script: Script) -> Iterator[Violation]:
    for i, name in script.calls():
        if name not in {"cast", "try_cast"} or i + 1 not in script.closing:
            continue
        line, end, depth = script.tokens[i].line, script.closing[i + 1], len(script.within[i]) + 1
        inner = [k for k in range(i + 2, end) if len(script.within[k]) == depth]
        target = next((k + 1 for k in inner if script.word(k) == "as"), end)
        kind = script.word(target)
        if kind not in TYPES or (kind == "decimal" and script.word(target + 1) != "("):
            known = ", ".join(sorted(TYPES))
            yield Violation(line, "type", f"{kind}: use one of {known}; decimal with its digits")
        if kind == "date" and script.tokens[i + 2].token_type not in {TokenType.STRING, TokenType.NULL}:
            yield Violation(line, "date cast", "dates are parsed in Python, into raw_dates")
        why = ""
        if kind in INTEGERS:
            why = why_not_whole(script.sql[script.tokens[i].start : script.tokens[end].end + 1])
        if why:
            yield Violation(line, "integer cast", f"{why}: DuckDB rounds, Spark does not; wrap it in round()")


def _windows(script: Script) -> Iterator[Violation]:
    opening = {end: start for start, end in script.closing.items()}
    for i, token in enumerate(script.tokens):
        if token.token_type != TokenType.OVER:
            continue
        start, name = i + 1, script.word(opening.get(i - 1, 0) - 1)
        if name == "filter":
            yield Violation(token.line, "filter over", "put the condition into a case")
        if script.word(start) != "(":
            yield Violation(token.line, "named window", "write the window where it is used")
        inner = script.tokens[start : script.closing.get(start, start)]
        if name in ORDERED and all(part.token_type != TokenType.ORDER_BY for part in inner):
            yield Violation(token.line, "unordered window", f"{name} needs a total order in its over (…)")


def _shadows(tree: exp.Expr) -> Iterator[Violation]:
    for select in tree.find_all(exp.Select):
        having = select.args.get("having")
        names = {column.name for column in having.find_all(exp.Column) if not column.table} if having else set()
        for alias in (part for part in select.selects if isinstance(part, exp.Alias) and part.alias in names):
            if not isinstance(alias.this, exp.Column):
                line = alias.args["alias"].meta.get("line", 1)
                yield Violation(line, "having", f"{alias.alias} is column and alias: qualify it after having")


def _texts(tree: exp.Expr) -> Iterator[Violation]:
    for cast in tree.find_all(exp.TryCast):
        if why := why_not_plain(cast):
            yield Violation(_line(cast), "decimal cast", f"{why}: engines differ on 1e3, 1_000 and １２")


def _zeros(tree: exp.Expr) -> Iterator[Violation]:
    for divisor in unprotected(tree):
        told = f"{divisor.sql()} may be zero where an engine divides before it filters: nullif(…, 0)"
        yield Violation(_line(divisor), "zero divisor", told)


def _quotients(tree: exp.Expr) -> Iterator[Violation]:
    for quotient, told in odd_quotients(tree):
        yield Violation(_line(quotient), "quotient", told)


def _ties(tree: exp.Expr, table: str) -> Iterator[Violation]:
    for node, lacking in ties(tree, table):
        yield Violation(_line(node), "ties", f"the order leaves out {lacking}: which row comes first is chance")


def _line(node: exp.Expr) -> int:
    return next((int(name.meta["line"]) for name in node.find_all(exp.Identifier) if "line" in name.meta), 1)


def _divisions(script: Script) -> Iterator[Violation]:
    for token in script.tokens:
        if token.token_type in {TokenType.SLASH, TokenType.DIV}:
            yield Violation(token.line, token.text, "quotients differ: only in a model that --may-divide names")


def _outline(script: Script, is_model: bool) -> Iterator[Violation]:
    outer = [i for i, openers in enumerate(script.within) if not openers]
    if script.tokens and script.word(0) not in {"select", "with"}:
        yield Violation(script.tokens[0].line, "statement", "write one select, perhaps after with")
    for i in outer:
        line = script.tokens[i].line
        if script.tokens[i].token_type == TokenType.SEMICOLON and i + 1 < len(script.tokens):
            yield Violation(line, "statements", "one statement per file")
        if is_model and script.word(i) == "*" and script.word(i - 1) in {"select", "distinct", ",", "."}:
            yield Violation(line, "select *", "name the columns of the outermost select")
    if is_model and all(script.tokens[i].token_type != TokenType.ORDER_BY for i in outer):
        line = script.tokens[-1].line if script.tokens else 1
        yield Violation(line, "no order by", "end with a total order: the bytes of the file depend on it")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--may-divide", multiple=True, metavar="MODEL", help="a model that computes quotients")
def main(paths: tuple[Path, ...], may_divide: tuple[str, ...]) -> None:
    """Print every construct outside the portable subset; exit 1 where there is one."""
    allowed = DIVIDING_MODELS | set(may_divide)
    files = [file for path in paths for file in (sorted(path.rglob("*.sql")) if path.is_dir() else [path])]
    count = 0
    for file in files:
        for found in violations(file.read_text(encoding="utf-8"), may_divide=file.stem in allowed, table=file.stem):
            click.echo(f"{file}:{found.line}: {found.construct}: {found.message}")
            count += 1
    sys.exit(1 if count else 0)


if __name__ == "__main__":
    main()
