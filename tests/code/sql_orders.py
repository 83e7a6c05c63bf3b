"""Orders that leave ties: of a model's rows, and of the rows of a window over one table of the contract.

A total order names every key column; where rows come from a join or a subquery their key cannot be seen here.
"""

from collections.abc import Iterator

from sqlglot import exp

from pipeline.contracts import contracts

_PICKS = (exp.RowNumber, exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue)


def ties(tree: exp.Expr, table: str = "") -> Iterator[tuple[exp.Expr, str]]:
    """Each order that does not name the whole key, and what it lacks; `table` is the model's own."""
    order = tree.args.get("order")
    if table in contracts() and order is not None and isinstance(tree, exp.Query):
        named = _names(order)
        made = {alias.alias for alias in tree.selects if isinstance(alias, exp.Alias) and alias.this.name in named}
        yield from _lacking(order, table, named | made)
    for window in tree.find_all(exp.Window):
        source = _source(window)
        if source and isinstance(window.this, _PICKS):
            parts = [*(window.args.get("partition_by") or []), *filter(None, [window.args.get("order")])]
            yield from _lacking(window, source, {name for part in parts for name in _names(part)})


def _source(window: exp.Window) -> str:
    """The one table of the contract that the window's select reads."""
    select = window.find_ancestor(exp.Select)
    start = select.args.get("from_") if select is not None else None
    if select is None or start is None or select.args.get("joins"):
        return ""
    return start.this.name if isinstance(start.this, exp.Table) and start.this.name in contracts() else ""


def _lacking(node: exp.Expr, table: str, named: set[str]) -> Iterator[tuple[exp.Expr, str]]:
    lacking = sorted(set(contracts()[table].key) - named)
    if lacking:
        yield node, f"{', '.join(lacking)} of the key of {table}"


def _names(part: exp.Expr) -> set[str]:
    return {column.name for column in part.find_all(exp.Column)}
