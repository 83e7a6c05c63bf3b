"""Which casts of delivered text to a number read the same on DuckDB, on Sail and on Spark.

Plain digits do. `1e3` is a number to DuckDB and Spark only, `1_000` to DuckDB only, full-width digits to Spark only
[ran]. So odd texts are looked up, as Python parsed them, or `translate` makes them plain or unreadable beforehand.
"""

from sqlglot import exp

FOREIGN = frozenset("０１２３４５６７８９eE_")
# Python has read these as numbers: raw_parameters.value, raw_amounts.amount_yuan and the unit of a sheet.
OWN_NUMBERS = frozenset({"value", "amount_yuan", "unit_yuan"})


def why_not_plain(cast: exp.TryCast) -> str:
    """Why the text of this cast may be read differently; empty where it is looked up, made plain or our own."""
    operand = cast.this.unnest()
    if cast.to.this != exp.DataType.Type.DECIMAL or not operand.find(exp.Column):
        return ""
    if isinstance(operand, exp.Translate):
        return "" if set(operand.args["from_"].name) >= FOREIGN else "its translate leaves some of ０-９ e E _"
    if OWN_NUMBERS.issuperset(column.name for column in operand.find_all(exp.Column)):
        return ""
    if isinstance(operand, exp.Column) and _is_looked_up(cast):
        return ""
    return "a text that no lookup was asked for"


def _is_looked_up(cast: exp.TryCast) -> bool:
    """Inside a case that asks `when <lookup>.text is not null` first."""
    case = cast.find_ancestor(exp.Case)
    while case is not None:
        if any(_asks_lookup(branch.this) for branch in case.args["ifs"] if not _holds(branch, cast)):
            return True
        case = case.find_ancestor(exp.Case)
    return False


def _asks_lookup(condition: exp.Expr) -> bool:
    tested = condition.this if isinstance(condition, exp.Not) else None
    return isinstance(tested, exp.Is) and isinstance(tested.this, exp.Column) and tested.this.name == "text"


def _holds(branch: exp.Expr, cast: exp.Expr) -> bool:
    return any(node is cast for node in branch.walk())
