"""Compare every mart of two releases row by row: `python -m tests.benchmarks.compare_marts OLD NEW`.

OLD and NEW are release folders (Parquet files). Prints, for each mart, columns that only one has, the number of rows that
only one has (`except all` over the columns of both) and, by key, how many rows differ in which column, with a few examples.
Ends with 1 where a row differs. Columns that only the new release has are no difference.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb

from pipeline.contracts import contracts

EXAMPLES = 3


def differences(old: Path, new: Path, name: str) -> Iterator[str]:
    """What differs in one mart, a line each."""
    connection = duckdb.connect()
    for side, folder in (("old", old), ("new", new)):
        connection.execute(f"create view {side} as from read_parquet('{folder / name}.parquet')")
    before, after = ([row[0] for row in connection.execute(f"describe {side}").fetchall()] for side in ("old", "new"))
    for told, gone in (
        ("only in old", [c for c in before if c not in after]),
        ("new", [c for c in after if c not in before]),
    ):
        if gone:
            yield f"columns {told}: {', '.join(gone)}"
    shared = [column for column in before if column in after]
    listed = ", ".join(f'"{column}"' for column in shared)
    for first, second in (("old", "new"), ("new", "old")):
        rows = connection.execute(
            f"select count(*) from (select {listed} from {first} except all select {listed} from {second})"
        ).fetchall()[0][0]
        if rows:
            yield f"rows only in {first}: {rows}"
    yield from _by_column(connection, [column for column in contracts()[name].key if column in shared], shared)


def _by_column(connection: duckdb.DuckDBPyConnection, key: list[str], shared: list[str]) -> Iterator[str]:
    if not key:
        return
    match = " and ".join(f'o."{column}" is not distinct from n."{column}"' for column in key)
    for column in shared:
        found = connection.execute(
            f"""select {", ".join(f'o."{one}"' for one in key)}, o."{column}", n."{column}"
            from old as o inner join new as n on {match} where o."{column}" is distinct from n."{column}" """
        ).fetchall()
        if found:
            yield f"{column}: {len(found)} rows differ, such as {found[:EXAMPLES]}"


def main() -> None:
    old, new = map(Path, sys.argv[1:3])
    names = sorted({path.stem for folder in (old, new) for path in folder.glob("mart_*.parquet")})
    is_alike = True
    for name in names:
        if not all((folder / f"{name}.parquet").exists() for folder in (old, new)):
            print(f"{name}: only one release has it")
            continue
        told = list(differences(old, new, name))
        print(f"{name}: {'; '.join(told) or 'equal'}")
        is_alike = is_alike and not any(line for line in told if not line.startswith("columns new"))
    sys.exit(0 if is_alike else 1)


if __name__ == "__main__":
    main()
