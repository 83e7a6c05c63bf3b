"""The declared stress tests: complete, computed by the SQL, and open to a site's own words."""

from pathlib import Path

import pytest

from pipeline.contracts import arrow_schema, contracts
from pipeline.models import model_queries
from pipeline.parameters import SHIPPED, ParameterError
from pipeline.stress_tests import load_stress_tests, stress_test_rows

DECIDING = {
    "without_one_off", "without_asset_sales", "without_loans", "without_earmarked", "without_crop_insurance", "roster_wages", "roster_size", "stated_totals", "without_unearned", "without_unproved_support",
    "presumptive_cost", "without_forecast", "ledger_amounts",
}  # fmt: skip


def site(folder: Path, text: str) -> list[Path]:
    """The shipped folder and a site's own with this stress_tests.yml."""
    (folder / "stress_tests.yml").write_text(text, encoding="utf-8")
    return [SHIPPED, folder]


def test_the_shipped_ones_decide_only_where_they_correct_a_defect() -> None:
    tests = load_stress_tests([SHIPPED])
    assert {test.scenario for test in tests if test.is_deciding} == DECIDING
    assert len(tests) == 20 and all(test.source and test.evidence for test in tests)
    assert stress_test_rows(tests)["position"].to_pylist() == list(range(1, 21))


@pytest.mark.parametrize("scenario", [test.scenario for test in load_stress_tests([SHIPPED])])
def test_every_declared_scenario_is_computed_and_named(scenario: str) -> None:
    for model in ("derive_stress_tests", "derive_stress_bounds"):
        assert f"'{scenario}'" in model_queries()[model], model


def test_a_site_may_let_a_scenario_decide(tmp_path: Path) -> None:
    changed = load_stress_tests(site(tmp_path, "net_income: {decides: true, source: 某县文件}"))
    known = {test.scenario: test for test in changed}
    assert known["net_income"].is_deciding and known["net_income"].source == "某县文件"
    assert known["net_income"].zh == "按纯收入口径" and len(changed) == 20


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("unheard_of: {decides: true}", "没有名为 unheard_of"),
        ("net_income: {decides: perhaps}", "true 或 false"),
        ("net_income: {weight: 2}", "须写明且仅写明"),
        ("net_income: {source: ''}", "须写明且仅写明"),
    ],
)
def test_what_no_sql_computes_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ParameterError, match=told):
        load_stress_tests(site(tmp_path, text))


def test_what_is_declared_is_what_the_models_read() -> None:
    tests = load_stress_tests([SHIPPED])
    first, rows = tests[0], stress_test_rows(tests)
    assert rows.to_pylist()[0] == {
        "scenario": first.scenario, "position": 1, "scenario_zh": first.zh, "is_deciding": first.is_deciding,
        "evidence": first.evidence, "source": first.source,
    }  # fmt: skip
    assert rows.schema == arrow_schema(contracts()["raw_stress_tests"])


def test_a_folder_without_the_file_changes_nothing(tmp_path: Path) -> None:
    assert load_stress_tests([SHIPPED, tmp_path]) == load_stress_tests([SHIPPED])
