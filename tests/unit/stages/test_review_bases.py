"""A review's basis code: the same for the same figure and evidence, another as soon as one of them changes."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.engine import DuckEngine
from tests.table_cases import CASES, Case, read_cases, run_case

CASE = read_cases(CASES / "derive_review_bases.yml")[0]


def code_of(folder: Path, table: str = "derive_verdicts", **changes: Any) -> str:
    """The code of household a, whose row of a table is changed."""
    given = {name: [row | (changes if name == table else {}) for row in rows] for name, rows in CASE.given.items()}
    case: Case = replace(CASE, given=given)
    own = folder / str(len(list(folder.iterdir())))
    own.mkdir()
    rows = run_case(case, DuckEngine(own, threads=1, folders=[own]), own).to_pylist()
    return next(row["basis_code"] for row in rows if row["household_id"] == "a")


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        ("derive_base_statements", {"wage_income_yuan": 18001}),
        ("derive_base_statements", {"pension_yuan": None}),
        ("derive_disposable_incomes", {"divisor_count": 4}),
        ("derive_disposable_incomes", {"exit_line_yuan": 7365}),
        ("derive_disposable_incomes", {"disposable_income_yuan": 20000.01}),
        ("derive_verdicts", {"verdict": "borderline"}),
        ("derive_verdicts", {"warning_finding_count": 1}),
    ],
)
def test_each_change_changes_the_code(table: str, changes: dict[str, Any], tmp_path: Path) -> None:
    assert code_of(tmp_path, table, **changes) != code_of(tmp_path)


def test_the_same_gives_the_same_code(tmp_path: Path) -> None:
    assert code_of(tmp_path) == code_of(tmp_path)
    assert len(code_of(tmp_path)) == 12
