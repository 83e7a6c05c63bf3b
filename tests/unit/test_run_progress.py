"""Progress of a run: bars that move on a terminal, few plain lines anywhere else, names in Chinese."""

import io
import sys
from pathlib import Path

import dagster as dg
import pytest
from rich.console import Console

from pipeline.commands.run import execute
from pipeline.commands.run_progress import LINES, shown_progress
from pipeline.progress import report
from pipeline.settings import Settings

FILES, STEPS = 60, 40


def run_through() -> None:
    for number in range(1, FILES + 1):
        report(f"读取 村{number}.xlsx", number, FILES)
    for step in ["read_deliveries", "mart_findings", *["release"] * (STEPS - 2)]:
        report(step)


def test_a_log_gets_few_plain_lines_with_counts(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress(Console(file=io.StringIO()), STEPS):
        run_through()
    told = capsys.readouterr()
    lines = told.err.splitlines()
    assert told.out == "" and "\x1b" not in told.err and len(lines) == 2 * (LINES + 1)
    assert lines[0] == f"文件 1/{FILES}：读取 村1.xlsx" and lines[LINES] == f"文件 {FILES}/{FILES}：读取 村{FILES}.xlsx"
    assert lines[LINES + 1] == f"步骤 1/{STEPS}：完成 读取报送文件" and lines[-1] == f"步骤 {STEPS}/{STEPS}：完成 发布"


def test_a_terminal_gets_bars_that_name_file_and_step(capsys: pytest.CaptureFixture[str]) -> None:
    screen = io.StringIO()
    with shown_progress(Console(file=screen, force_terminal=True, width=120), STEPS):
        run_through()
    assert capsys.readouterr().err == ""
    assert (
        f"{FILES}/{FILES}" in screen.getvalue()
        and f"{STEPS}/{STEPS}" in screen.getvalue()
        and "完成 发布" in screen.getvalue()
    )


def test_nobody_hears_after_the_run(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress(Console(file=io.StringIO()), STEPS):
        pass
    run_through()
    assert capsys.readouterr().err == ""


def test_a_run_shows_its_progress_and_no_words_of_dagster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dagster writes to the error channel, in English, what it could not write to a full disk."""

    @dg.op
    def mart_findings() -> None:
        sys.stderr.write("Exception while writing logger call to event log: disk is full\n")
        report("mart_findings")

    @dg.job(name="nightly", resource_defs={"run": dg.ResourceDefinition.hardcoded_resource(None)})
    def job() -> None:
        mart_findings()

    monkeypatch.setattr("pipeline.definitions.defs", dg.Definitions(jobs=[job]))
    settings = Settings.at(tmp_path)
    settings.create_folders()
    assert execute(settings, {}, Console(file=io.StringIO())).success
    assert capsys.readouterr().err == "步骤 1/1：完成 疑点清单\n"
