"""Which casts to an integer give the same on DuckDB, which rounds, and on Spark, which does not."""

from collections.abc import Iterable

from sqlglot import exp, parse_one

_FRACTIONS = ("_yuan", "_ratio", "_share")
_TEXT = (exp.Replace, exp.Translate, exp.Substring, exp.DPipe, exp.Concat, exp.ConcatWs, exp.Lower, exp.Upper,
         exp.Left, exp.Right, exp.SplitPart)  # fmt: skip
_WHOLE = (
    exp.Count,
    exp.Predicate,
    exp.Connector,
    exp.Not,
    exp.RowNumber,
    exp.Rank,
    exp.DenseRank,
    exp.Length,
    exp.StrPosition,
)
_INTEGERS = exp.DataType.INTEGER_TYPES


def why_not_whole(cast: str) -> str:
    """Why the operand of this cast may be no whole number; empty where it is whole for all one can see."""
    node = parse_one(cast, dialect="duckdb")
    if _is_integer_quotient(node.this):
        return ""
    if isinstance(node, exp.TryCast) and isinstance(node.this, exp.Column):
        return f"text {node.this.name}"
    return _fraction(node.this)


def _is_integer_quotient(node: exp.Expr) -> bool:
    """`(x - x % d) / d` is exact: the remainder is taken off first (docs/method.md#sql-on-two-engines)."""
    rest = node.this.unnest() if isinstance(node, exp.Div) else None
    modulo = rest.expression.unnest() if isinstance(rest, exp.Sub) else None
    if rest is None or not isinstance(modulo, exp.Mod):
        return False
    pairs = ((rest.this, modulo.this), (node.expression, modulo.expression))
    return all(one.unnest() == two.unnest() for one, two in pairs)


def _fraction(node: exp.Expr) -> str:
    if isinstance(node, _WHOLE) or (isinstance(node, exp.Round) and not node.args.get("decimals")):
        return ""
    return _own_reason(node) or next((why for part in _values(node) if (why := _fraction(part))), "")


def _own_reason(node: exp.Expr) -> str:
    if isinstance(node, (exp.Div, exp.IntDiv, exp.Avg)):
        return "a quotient"
    if isinstance(node, _TEXT) or (isinstance(node, exp.Literal) and node.is_string):
        return "text"
    if isinstance(node, exp.Round) or (isinstance(node, exp.Literal) and "." in node.name):
        return "a decimal number"
    if isinstance(node, exp.Cast) and node.to.this not in _INTEGERS:
        return f"a cast to {node.to.sql(dialect='duckdb').lower()}"
    return node.name if isinstance(node, exp.Column) and node.name.endswith(_FRACTIONS) else ""


def _values(node: exp.Expr) -> Iterable[exp.Expr]:
    """The parts that the value comes from: not the conditions of a case, nor the partition of a window."""
    if isinstance(node, exp.Case):
        branches = [branch.args["true"] for branch in node.args["ifs"]]
        return [*branches, *filter(None, [node.args.get("default")])]
    if isinstance(node, (exp.Window, exp.Filter, exp.Nullif)):
        return [node.this]
    if isinstance(node, exp.Cast):
        return []
    return node.iter_expressions()
