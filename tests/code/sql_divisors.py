"""Which divisors can never be zero: an engine may divide before it filters, so a `where` is no protection [ran]."""

from collections.abc import Iterator, Mapping

from sqlglot import exp


def unprotected(tree: exp.Expr) -> Iterator[exp.Expr]:
    """Divisors of `/` and `%` that are neither numbers, nor null where they would be zero, nor asked about in a case."""
    made: dict[str, list[exp.Expr]] = {}
    for alias in tree.find_all(exp.Alias):
        made.setdefault(alias.alias, []).append(alias.this)
    for quotient in tree.find_all(exp.Div, exp.Mod):
        if not (_is_safe(quotient.expression, made) or _is_asked(quotient)):
            yield quotient.expression


def _is_safe(divisor: exp.Expr, made: Mapping[str, list[exp.Expr]]) -> bool:
    """Every factor is a number, a nullif, a case that leaves zero out, or a column that is such wherever it is made."""
    divisor = divisor.unnest()
    if isinstance(divisor, exp.Mul):
        return _is_safe(divisor.this, made) and _is_safe(divisor.expression, made)
    if isinstance(divisor, exp.Cast):
        return _is_safe(divisor.this, made)
    if isinstance(divisor, exp.Literal):
        return divisor.name.strip("0.") != ""
    if isinstance(divisor, exp.Case):
        return divisor.args.get("default") is None and all(map(_is_above_zero, divisor.args["ifs"]))
    if isinstance(divisor, exp.Column):
        makers = [maker for maker in made.get(divisor.name, []) if not _passes_on(maker, divisor.name)]
        return bool(makers) and all(_is_safe(maker, made) for maker in makers)
    return isinstance(divisor, exp.Nullif)


def _passes_on(maker: exp.Expr, name: str) -> bool:
    return isinstance(maker, exp.Column) and maker.name == name


def _is_above_zero(branch: exp.Expr) -> bool:
    """`x > 0`, perhaps and more."""
    compared = branch.this.find_all(exp.GT)
    return branch.this.find(exp.Or) is None and any(part.expression.name == "0" for part in compared)


def _is_asked(quotient: exp.Expr) -> bool:
    """Inside a branch of a case that asks `> 0` of a factor of the divisor."""
    branch = quotient.find_ancestor(exp.If)
    asked = {part.this.name for part in branch.this.find_all(exp.GT)} if branch is not None else set()
    return any(column.name in asked for column in quotient.expression.find_all(exp.Column))
