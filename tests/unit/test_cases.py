"""Each case of tests/cases on DuckDB: given rows, expected rows, arithmetic one can read."""

from pathlib import Path

import pytest

from pipeline.engine import DuckEngine
from pipeline.models import model_queries
from tests.code.sql_mutants import laid_tables
from tests.table_cases import Case, differences, load_cases, run_case


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: f"{case.table}: {case.title}")
def test_case(case: Case, tmp_path: Path) -> None:
    assert differences(case, run_case(case, DuckEngine(tmp_path, threads=1, folders=[tmp_path]), tmp_path)) == []


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: f"{case.table}: {case.title}")
def test_case_over_tables_that_lie_in_the_database(case: Case) -> None:
    """Of these DuckDB knows more than of Parquet, and plans otherwise (docs/decisions/0015-sums-that-were-wrong.md)."""
    sql = model_queries()[case.table]
    assert differences(case, laid_tables(case, sql).sql(sql).to_arrow_table()) == []
