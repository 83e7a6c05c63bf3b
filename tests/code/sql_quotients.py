"""The one spelling of a quotient in integers (docs/method.md#arithmetic); there is no integer division that both engines spell alike.

Half up: `2 * abs(c) + n as q_x` and `case when n > 0 then 2 * n end as q_d`, then `cast((q_x - q_x % q_d) / q_d as bigint)`.
Down: `cast((c - c % n) / n as bigint)`. A ratio of doubles divides a `cast(… as double)`.
"""

from collections.abc import Iterator

from sqlglot import exp

HALF_UP = "half up is 2 * c + n as q_x, case when n > 0 then 2 * n end as q_d, cast((q_x - q_x % q_d) / q_d as bigint)"


def odd_quotients(tree: exp.Expr) -> Iterator[tuple[exp.Expr, str]]:
    """Quotients that are spelt in another way, each with what to write."""
    made: dict[str, exp.Expr] = {alias.alias: alias.this for alias in tree.find_all(exp.Alias)}
    for quotient in tree.find_all(exp.Div):
        rest, divisor = quotient.this.unnest(), quotient.expression.unnest()
        if isinstance(rest, exp.Cast) and rest.to.this == exp.DataType.Type.DOUBLE:
            continue
        modulo = rest.expression.unnest() if isinstance(rest, exp.Sub) else None
        if not isinstance(modulo, exp.Mod) or (rest.this.unnest(), divisor) != (
            modulo.this.unnest(),
            modulo.expression.unnest(),
        ):
            yield quotient, "whole quotients are cast((c - c % n) / n as bigint)"
        elif not isinstance(quotient.find_ancestor(exp.Cast, exp.Select), exp.Cast):
            yield quotient, "a whole quotient is cast to bigint"
        elif not _is_half_up(rest.this, divisor, made) and any(
            _is_doubled(made.get(one.name)) for one in (rest.this, divisor)
        ):
            yield quotient, HALF_UP


def _is_doubled(maker: exp.Expr | None) -> bool:
    """Made with a factor 2, as only a quotient that is rounded half up is."""
    return maker is not None and any(
        isinstance(factor, exp.Literal) and factor.name == "2"
        for product in maker.find_all(exp.Mul)
        for factor in product.flatten()
    )


def _is_half_up(numerator: exp.Expr, divisor: exp.Expr, made: dict[str, exp.Expr]) -> bool:
    if not (numerator.name.endswith("_x") and divisor.name.endswith("_d")):
        return False
    doubled, added = _sum(made.get(numerator.name))
    return _is_doubled(doubled) and added != "" and added == _halved(made.get(divisor.name))


def _sum(maker: exp.Expr | None) -> tuple[exp.Expr | None, str]:
    """`2 * c + n`: its first part, and n."""
    return (maker.this, _plain(maker.expression)) if isinstance(maker, exp.Add) else (None, "")


def _halved(maker: exp.Expr | None) -> str:
    """n of `case when n > 0 then 2 * n end`, or of `2 * n` where n is a number; else nothing."""
    if isinstance(maker, exp.Mul) and isinstance(maker.expression, exp.Literal):
        return maker.expression.name if maker.this.name == "2" else ""
    if not isinstance(maker, exp.Case) or len(maker.args["ifs"]) != 1 or maker.args.get("default") is not None:
        return ""
    [branch] = maker.args["ifs"]
    condition, product = branch.this, branch.args["true"]
    if not (isinstance(condition, exp.GT) and condition.expression.name == "0" and isinstance(product, exp.Mul)):
        return ""
    number = _plain(product.expression)
    return number if product.this.name == "2" and number == _plain(condition.this) else ""


def _plain(node: exp.Expr) -> str:
    """The name of a column or number, whatever table it is of or integer it is cast to."""
    node = node.unnest()
    return _plain(node.this) if isinstance(node, exp.Cast) else node.name
