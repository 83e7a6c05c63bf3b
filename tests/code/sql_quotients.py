"""The spellings of a quotient (docs/method.md#arithmetic): no integer division is spelt alike on both engines.

Half up: `cast(round(cast(c as double) / n) as bigint)`. Down: `cast((c - c % n) / n as bigint)`. A ratio is not rounded.
"""

from collections.abc import Iterator

from sqlglot import exp


def odd_quotients(tree: exp.Expr) -> Iterator[tuple[exp.Expr, str]]:
    """Quotients that are spelt in another way, each with what to write."""
    for quotient in tree.find_all(exp.Div):
        rest, divisor = quotient.this.unnest(), quotient.expression.unnest()
        if isinstance(rest, exp.Cast) and rest.to.this == exp.DataType.Type.DOUBLE:
            continue
        modulo = rest.expression.unnest() if isinstance(rest, exp.Sub) else None
        if not isinstance(modulo, exp.Mod) or (rest.this.unnest(), divisor) != (
            modulo.this.unnest(),
            modulo.expression.unnest(),
        ):
            yield (
                quotient,
                "half up is cast(round(cast(c as double) / n) as bigint), down is cast((c - c % n) / n as bigint)",
            )
        elif not isinstance(quotient.find_ancestor(exp.Cast, exp.Select), exp.Cast):
            yield quotient, "a whole quotient is cast to bigint"
