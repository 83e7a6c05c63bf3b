"""Twin comparison: do two engines' Parquet files hold the same rows?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import duckdb

from pipeline.locked_duckdb import open_memory, quote_name, quote_text

FLOAT_TOLERANCE = 1e-9  # relative, absolute below 1 (docs/method.md#sql-on-two-engines)


@dataclass(frozen=True)
class TwinDifference:
    """How two Parquet files differ; false when they hold the same rows. Carries no row values."""

    columns: tuple[str, ...] = ()
    only_in_first: int = 0
    only_in_second: int = 0
    floats_apart: int = 0

    def __bool__(self) -> bool:
        return bool(self.columns or self.only_in_first or self.only_in_second or self.floats_apart)


def twin_difference(first: Path, second: Path) -> TwinDifference:
    """Compare two tables: names, order and types of columns, rows by `except all` both ways, floats at 1e-9.

    Rows are compared where the names agree; floats by position in the order of all other columns.
    """
    with open_memory(files=[first, second]) as connection:
        for name, path in (("a", first), ("b", second)):
            connection.execute(f"create view {name} as from read_parquet({quote_text(path)})")
        a, b = (connection.execute(f"describe {name}").fetchall() for name in ("a", "b"))
        unlike = tuple(
            f"{_shown(mine)} ≠ {_shown(other)}" for mine, other in zip_longest(a, b) if _shown(mine) != _shown(other)
        )
        if [column[0] for column in a] != [column[0] for column in b]:
            return TwinDifference(columns=unlike)
        floats = [mine[0] for mine, other in zip(a, b, strict=True) if {mine[1], other[1]} & {"FLOAT", "DOUBLE"}]
        exact = [column[0] for column in a if column[0] not in floats]
        try:
            only_a, only_b = _only_in(connection, exact, "a", "b"), _only_in(connection, exact, "b", "a")
            apart = 0 if only_a or only_b else _floats_apart(connection, exact, floats)
        except (duckdb.BinderException, duckdb.ConversionException):
            return TwinDifference(columns=unlike)
        return TwinDifference(unlike, only_a, only_b, apart)


def _shown(column: tuple[str, ...] | None) -> str:
    return f"{column[0]} {column[1].lower()}" if column else "(none)"


def _only_in(connection: duckdb.DuckDBPyConnection, columns: Sequence[str], here: str, there: str) -> int:
    names = ", ".join(map(quote_name, columns)) or "1"
    query = f"select count(*) from (select {names} from {here} except all select {names} from {there})"
    return int(connection.execute(query).fetchall()[0][0])


def _floats_apart(connection: duckdb.DuckDBPyConnection, exact: Sequence[str], floats: Sequence[str]) -> int:
    if not floats:
        return 0
    order = ", ".join(map(quote_name, [*exact, *floats]))
    near = " and ".join(
        f"coalesce(a.{c} is not distinct from b.{c}"
        f" or abs(a.{c} - b.{c}) <= {FLOAT_TOLERANCE} * greatest(1, abs(a.{c}), abs(b.{c})), false)"
        for c in map(quote_name, floats)
    )
    query = (
        f"select count(*) from (from a order by {order}) as a"
        f" positional join (from b order by {order}) as b where not ({near})"
    )
    return int(connection.execute(query).fetchall()[0][0])
