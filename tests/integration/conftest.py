"""A demo that was run once, for every test that only looks at the result."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import main
from pipeline.release.folders import Release, current_release
from tests.demo_key import make_keyed_demo

AS_OF = "2018-12-10"


@dataclass(frozen=True)
class Office:
    """One data folder, as a county office has it, and what it says when asked."""

    data: Path

    def income(self, *words: str) -> Result:
        """Run `income …` on this folder."""
        return CliRunner().invoke(main, [*words, "--data", str(self.data)], catch_exceptions=False)

    def run(self, *words: str) -> Result:
        return self.income("run", "--as-of", AS_OF, *words)

    @property
    def release(self) -> Release:
        return current_release(self.data / "marts")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Rows of a query over the served release's database."""
        with duckdb.connect(str(self.release.database), read_only=True) as marts:
            return marts.execute(sql).fetchall()

    def key(self, name: str) -> str:
        """A table of the demo's answer key, as DuckDB reads it."""
        return f"read_csv('{self.data / 'demo_key' / name}.csv', all_varchar = true)"


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A small demo, run once; tests must not change it."""
    office = Office(tmp_path_factory.mktemp("finished"))
    make_keyed_demo(office.data, villages=8, households=12, seed=7)
    result = office.run()
    assert result.exit_code == 0, result.output
    return office


@pytest.fixture
def own(finished: Office, tmp_path: Path) -> Office:
    """A copy of the finished office that a test may change."""
    shutil.copytree(finished.data, tmp_path / "data", symlinks=True)
    return Office(tmp_path / "data")
