"""The twin comparison must see each way in which two tables can differ, and nothing else."""

from pathlib import Path

import duckdb
import pytest

from tests.twin_difference import TwinDifference, twin_difference

BASE = "select 1 as k, 0.1e0 as share union all select 2, null union all select 2, null"


@pytest.mark.parametrize(
    ("other", "difference"),
    [
        (BASE, TwinDifference()),
        ("select * from (" + BASE + ") order by k desc", TwinDifference()),
        (BASE.replace("0.1e0", "0.1e0 + 1e-12"), TwinDifference()),
        (BASE.replace("0.1e0", "0.1e0 + 1e-6"), TwinDifference(floats_apart=1)),
        (BASE.replace("0.1e0", "cast(null as double)"), TwinDifference(floats_apart=1)),
        (BASE.replace("2, null", "2, 0", 1), TwinDifference(floats_apart=1)),
        (BASE.replace("select 1", "select 3"), TwinDifference(only_in_first=1, only_in_second=1)),
        (BASE + " union all select 2, null", TwinDifference(only_in_second=1)),
        (BASE.replace("1 as k", "cast(1 as bigint) as k"), TwinDifference(("k integer ≠ k bigint",))),
        (BASE.replace("as share", "as ratio"), TwinDifference(("share double ≠ ratio double",))),
        ("select k from (" + BASE + ")", TwinDifference(("share double ≠ (none)",))),
        (
            "select date '2018-01-01' as k, 0.1e0 as share",
            TwinDifference(("k integer ≠ k date",)),
        ),
    ],
)
def test_twin_difference(tmp_path: Path, other: str, difference: TwinDifference) -> None:
    first, second = tmp_path / "first.parquet", tmp_path / "second.parquet"
    duckdb.sql(BASE).write_parquet(str(first))
    duckdb.sql(other).write_parquet(str(second))
    found = twin_difference(first, second)
    assert found == difference
    assert bool(found) is (difference != TwinDifference())
