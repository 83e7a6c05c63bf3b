"""`income findings` and `income forms`: a name that is none is told; a code is looked for where it is said to be."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.commands.forms import household_meant
from pipeline.handouts.village_choice import find_village
from pipeline.release.folders import current_release
from tests.unit.export.made_release import publish_rows, sample


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    publish_rows(folder / "marts", sample() | {"mart_rule_runs": [{"rule_id": "ledger_differs", "checked_count": 72}]})
    return folder


def ask(data: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["findings", *options, "--csv", "--data", str(data)])


@pytest.mark.parametrize("village", ["那仙", "那仙村", "乐民镇/那仙村", "遂溪县/乐民镇/那仙村", "乐民镇|那仙村"])
def test_a_village_by_part_of_its_name_or_with_its_town(data: Path, village: str) -> None:
    told = ask(data, "--village", village)
    lines = told.output.strip().splitlines()[1:]
    assert told.exit_code == 0
    assert lines
    assert all("那仙村" in line for line in lines)


@pytest.mark.parametrize(
    "options", [("--village", "无此村"), ("--village", "别镇/那仙村"), ("--rule", "ledger_diffres")], ids=str
)
def test_what_is_no_village_or_rule_is_an_error(data: Path, options: tuple[str, str]) -> None:
    told = ask(data, *options)
    assert told.exit_code == 1
    assert options[1] in told.output


def test_a_rule_shows_its_findings(data: Path) -> None:
    assert len(ask(data, "--rule", "ledger_differs").output.strip().splitlines()) == len(sample()["mart_findings"]) + 1


def test_a_bare_code_is_looked_for_in_the_village(data: Path) -> None:
    release = current_release(data / "marts")
    code = sample()["mart_household_incomes"][0]["household_code"]
    village = find_village(release, "豆村村")
    assert household_meant(release, code, village) == f"{village.village_id}|{code}"
