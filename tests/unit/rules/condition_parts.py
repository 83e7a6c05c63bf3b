"""Every part of a rule's conditions left out in turn: what a careless edit of the rule book would do."""

from collections.abc import Iterator

from sqlglot import exp, parse_one

CONDITIONS = ("fails_when", "applies_when")


def without_each_part(condition: str) -> Iterator[tuple[str, str]]:
    """(part, condition without it) for each operand of each `and` and `or`."""
    tree = parse_one(condition, dialect="duckdb")
    for place, _node in enumerate(tree.find_all(exp.And, exp.Or)):
        for side in ("this", "expression"):
            copy = parse_one(condition, dialect="duckdb")
            twin = list(copy.find_all(exp.And, exp.Or))[place]
            kept = twin.args["expression" if side == "this" else "this"]
            left_out = twin.args[side].sql(dialect="duckdb")
            if twin.parent is None:
                copy = kept
            else:
                twin.replace(kept)
            yield left_out, copy.sql(dialect="duckdb")
