"""A release that no longer is what its manifest says gets no fresh seal, and monitoring hears of it."""

from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner

from pipeline.cli import main
from pipeline.commands import status
from pipeline.settings import Settings
from tests.unit.export.made_release import publish_rows, sample


def test_a_damaged_release_is_not_exported_and_is_no_normal_state(tmp_path: Path) -> None:
    release = publish_rows(tmp_path / "data" / "marts", sample())
    settings = Settings.at(tmp_path / "data")
    assert status.verdict(settings, timedelta(days=36_500))[0] != status.DAMAGED
    mart = release.path / "mart_findings.parquet"
    mart.chmod(0o600)
    with mart.open("ab") as stream:
        stream.write(b"x")
    code, line = status.verdict(settings, timedelta(days=36_500))
    assert (code, "mart_findings.parquet" in line) == (status.DAMAGED, True)
    told = CliRunner().invoke(main, ["export", str(tmp_path / "包"), "--data", str(settings.data)])
    assert (told.exit_code, "mart_findings.parquet" in told.output) == (1, True)
    assert not (tmp_path / "包").exists()
    told = CliRunner().invoke(main, ["forms", str(tmp_path / "表"), "--data", str(settings.data)])
    assert (told.exit_code, "mart_findings.parquet" in told.output) == (1, True)
