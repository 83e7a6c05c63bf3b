"""Each case of tests/cases on DuckDB: given rows, expected rows, arithmetic one can read."""

from pathlib import Path

import pytest

from pipeline.engine import DuckEngine
from tests.table_cases import Case, differences, load_cases, run_case


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: f"{case.table}: {case.title}")
def test_case(case: Case, tmp_path: Path) -> None:
    assert differences(case, run_case(case, DuckEngine(tmp_path, threads=1, folders=[tmp_path]), tmp_path)) == []
