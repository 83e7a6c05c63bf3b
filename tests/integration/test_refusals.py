"""What the command says and returns where there is nothing to publish, or where it must not."""

from pathlib import Path

import pytest

from pipeline.demo import make_demo
from tests.integration.conftest import Office

pytestmark = pytest.mark.xdist_group("pipeline")


def test_no_deliveries_is_exit_2_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    result = Office(tmp_path).income("run")
    assert result.exit_code == 2 and "没有报送文件" in result.output
    assert not (tmp_path / "marts" / "current").exists()


def test_invented_households_never_mix_with_real_ones(tmp_path: Path) -> None:
    office = Office(tmp_path)
    make_demo(tmp_path, villages=1, households=3)
    (tmp_path / "raw" / "2018" / "真实.csv").write_text("村,户码\n", encoding="utf-8")
    result = office.income("run")
    assert result.exit_code == 2 and "income demo --remove" in result.output
    assert office.income("demo", "--remove").exit_code == 0
    assert [path.name for path in (tmp_path / "raw").rglob("*.*") if path.is_file()] == ["真实.csv"]


@pytest.mark.parametrize("words", [("--set", "exit_line_band"), ("--set", "=1"), ("--as-of", "10.12.2018")])
def test_a_slip_of_the_pen_is_exit_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    make_demo(tmp_path, villages=1, households=2)
    assert Office(tmp_path).income("run", *words).exit_code == 2


def test_an_unknown_parameter_is_refused_by_name(tmp_path: Path) -> None:
    make_demo(tmp_path, villages=1, households=2)
    result = Office(tmp_path).income("run", "--set", "no_such_parameter=1")
    assert result.exit_code == 2 and "no_such_parameter" in result.output


def test_explain_says_who_is_meant(finished: Office) -> None:
    village, code = finished.rows(
        "select village_name, household_code from mart_household_incomes order by 1, 2 limit 1"
    )[0]
    result = finished.income("explain", f"{village}/{code}")
    assert result.exit_code == 0 and "人均可支配收入" in result.output
    assert finished.income("explain", "没有这一户").exit_code == 1


def test_findings_and_rules_are_listed(finished: Office) -> None:
    listed = finished.income("findings", "--csv").output.splitlines()
    assert len(listed) - 1 == finished.rows("select count(*) from mart_findings")[0][0] > 0
    one = finished.income("findings", "--rule", "total_income_mismatch")
    assert one.exit_code == 0 and "total_income_mismatch" in one.output
