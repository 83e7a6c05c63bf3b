"""`income run --engine spark`: a whole release of the same shape, the same rows, the same counts of every rule."""

import shutil
from pathlib import Path

import duckdb
import pytest

from pipeline.contracts import contracts
from tests.integration.conftest import Office
from tests.second_engine import engine_options
from tests.twin_difference import twin_difference

pytestmark = [pytest.mark.spark, pytest.mark.xdist_group("pipeline")]  # where the demo was run


@pytest.fixture(scope="module")
def twin(finished: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The finished office's deliveries and secret, run on the second engine."""
    office = Office(tmp_path_factory.mktemp("twin"))
    for folder in ("raw", "secret"):
        shutil.copytree(finished.data / folder, office.data / folder)
    result = office.run(*engine_options())
    assert result.exit_code == 0, result.output
    return office


def test_every_table_of_the_run_is_the_same(finished: Office, twin: Office) -> None:
    first, second = (office.data / "work" / "latest" for office in (finished, twin))
    assert {path.name for path in first.glob("*.parquet")} == {path.name for path in second.glob("*.parquet")}
    unlike = {name: found for name in contracts() if (found := twin_difference(*tables(name, first, second)))}
    assert unlike == {}


def tables(name: str, *folders: Path) -> list[Path]:
    return [folder / f"{name}.parquet" for folder in folders]


def test_the_release_has_the_same_shape(finished: Office, twin: Office) -> None:
    names = [{file.partition("/")[2] or file for file in office.release.manifest.files} for office in (finished, twin)]
    assert names[0] == names[1]
    comments = "select table_name, column_name, comment from duckdb_columns() where comment is not null order by all"
    told = []
    for office in (finished, twin):
        with duckdb.connect(str(office.release.database), read_only=True) as marts:
            told.append(marts.execute(comments).fetchall())
    assert told[0] == told[1] and len(told[0]) > 100


def test_the_manifest_says_which_engine_made_it(finished: Office, twin: Office) -> None:
    made = [office.release.manifest.details["engine"] for office in (finished, twin)]
    assert [one["name"] for one in made] == ["duckdb", "spark"]
    assert all(one["version"] for one in made) and made[1]["server"]
    assert finished.release.manifest.inputs == twin.release.manifest.inputs


def test_every_rule_checked_and_found_as_many(finished: Office, twin: Office) -> None:
    counts = "select rule_id, checked_count, finding_count, not_checked_reason from mart_rule_runs order by rule_id"
    assert finished.rows(counts) == twin.rows(counts)
    assert any(found for _, _, found, _ in twin.rows(counts))
