"""What a command says when it cannot: one Chinese sentence with what to do, no class name, no value of the data."""

import errno
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import click
import dagster as dg
import duckdb
import pyarrow as pa
import pytest
from click.testing import CliRunner

from assets.failures import failure_alarm, is_about_another_run
from pipeline.cli import COMMANDS
from pipeline.commands.sentences import STANDS, Terminated, ToldCommand, sentence_of
from pipeline.handouts.blank_workbooks import HEADERS
from pipeline.recognition.headers import HeaderBook
from pipeline.release.failures import NoReleaseError, PublishError
from pipeline.release.lease import take_lease
from pipeline.release.secret import SecretError
from pipeline.settings import Settings
from pipeline.workbooks.limits import Limits

ROOT = Path(__file__).parents[2]
ID_NUMBER = "440823199001011234"
ERRORS = {
    "full": OSError(errno.ENOSPC, "No space left on device", "/x/甲"),
    "read-only": OSError(errno.EROFS, "Read-only file system"),
    "forbidden": PermissionError(errno.EACCES, "Permission denied", "/x"),
    "odd": OSError("something of a library about " + ID_NUMBER),
    "duckdb": duckdb.IOException(f"could not read {ID_NUMBER}"),
    "parquet": pa.ArrowInvalid(f"corrupt {ID_NUMBER}"),
    "memory": MemoryError(),
    "fault": KeyError(ID_NUMBER),
    "ours": PublishError("版本 x 的文件 y 缺失，或与清单的 SHA-256 不符。"),
    "key": SecretError("密钥文件 person_key 过短：至少 24 个字符，请更换后重新运行"),
    "none": NoReleaseError("还没有已发布的版本，请先运行 income run。"),
}


def failing(error: BaseException) -> click.Command:
    def fail(data_dir: str | None = None) -> None:
        raise error

    return ToldCommand(click.Command("export", callback=fail))


@pytest.mark.parametrize("name", ERRORS)
def test_a_failure_is_told_in_one_sentence_with_advice(name: str, tmp_path: Path) -> None:
    text = sentence_of(ERRORS[name], "export", Settings.at(tmp_path))
    assert re.search("[\u4e00-\u9fff]", text) and re.search("请|income ", text) and "\n" not in text
    assert ID_NUMBER not in text and not re.search(r"[A-Z][a-z]+(Error|Exception)|KeyError|Arrow", text)
    done = CliRunner().invoke(failing(ERRORS[name]))
    assert (done.exit_code, type(done.exception)) == (1, SystemExit) and done.output.startswith("错误：")


def test_the_cause_of_a_wrapped_error_is_told(tmp_path: Path) -> None:
    try:
        try:
            raise OSError(errno.ENOSPC, "No space left on device")
        except OSError as cause:
            raise RuntimeError("a library's own words") from cause
    except RuntimeError as error:
        assert (
            sentence_of(error, "backup", Settings.at(tmp_path)) == "income backup 未完成：磁盘已满。请清理磁盘后重试。"
        )


def test_a_fault_of_the_program_is_noted_by_place_and_never_by_value(tmp_path: Path) -> None:
    (tmp_path / "dagster").mkdir()
    try:
        {}[ID_NUMBER]
    except KeyError as error:
        text = sentence_of(error, "forms", Settings.at(tmp_path))
    log = (tmp_path / "dagster" / "logs" / "errors.log").read_text(encoding="utf-8")
    assert "errors.log" in text and "test_sentences.py" in log and "KeyError" in log and ID_NUMBER not in log


@pytest.mark.parametrize(("error", "code"), [(KeyboardInterrupt(), 130), (Terminated(), 143)])
def test_an_interruption_says_what_stands(error: BaseException, code: int) -> None:
    done = CliRunner().invoke(failing(error))
    assert (done.exit_code, done.output) == (code, "已中断：没有留下半份资料包，可直接重新导出。\n")
    assert set(STANDS) <= set(COMMANDS)


def test_a_signal_ends_the_real_command_with_a_sentence(tmp_path: Path) -> None:
    script = (
        "import time, sys\nimport pipeline.cli as cli\nimport pipeline.commands.purge as purge\n"
        "def slow(settings):\n    print('began', flush=True)\n    time.sleep(60)\n"
        "purge.purge = slow\nsys.argv = ['income', 'purge', '--yes', '--data', sys.argv[1]]\ncli.entry()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None and process.stdout.readline() == "began\n"
    process.send_signal(signal.SIGTERM)
    _, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (143, "已中断：可能只删除了一部分，请再运行一次。\n")


def event(cls_name: str, message: str) -> SimpleNamespace:
    """A run's failure before its first step, as Dagster tells it."""
    root = SimpleNamespace(cls_name=cls_name, message=f"pipeline.x.{cls_name}: {message}", cause=None)
    data = SimpleNamespace(error=SimpleNamespace(cls_name="DagsterResourceFunctionError", message="x", cause=root))
    return SimpleNamespace(
        is_failure=True, is_step_failure=False, step_key=None, event_specific_data=data, event_type="PIPELINE_FAILURE"
    )


def test_a_second_run_raises_no_alarm_a_lost_key_does() -> None:
    busy, lost = event("LockedError", "另一次运行正在进行"), event("SecretError", "密钥文件 person_key 不见了")
    assert is_about_another_run([busy]) and not is_about_another_run([lost])
    assert "密钥文件 person_key 不见了" in failure_alarm("run", [lost]).text  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("file", "content", "told"),
    [
        ("limits.yml", "rows: many", "limits.yml 中 rows 应为整数"),
        ("headers/roster.csv", "name,words\n,姓名\n", "表头文件 roster.csv 有一行没有 name"),
    ],
)
def test_what_a_site_wrote_wrong_is_said_by_the_night_too(tmp_path: Path, file: str, content: str, told: str) -> None:
    (tmp_path / "headers").mkdir()
    (tmp_path / file).write_text(content, encoding="utf-8")

    @dg.asset
    def read_deliveries() -> None:
        Limits.of_site(tmp_path)
        HeaderBook.load(HEADERS, tmp_path / "headers")

    run = dg.materialize([read_deliveries], raise_on_error=False)
    text = failure_alarm(run.run_id, run.all_events).text
    assert told in text and "Error" not in text


def test_a_second_run_says_who_holds_the_lease_since_when_and_how_to_wait(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "raw" / "2018").mkdir(parents=True)
    (data / "raw" / "2018" / "a.csv").write_text("a", encoding="utf-8")
    began = time.strftime("%Y-%m-%d")
    with take_lease(data / "marts", "first-run"):
        command = [sys.executable, "-m", "pipeline.cli", "run", "--data", str(data)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 1 and not (data / "dagster" / "logs" / "alarms.jsonl").exists()
    for said in ("first-run", f"进程 {os.getpid()}", f"自 {began}", "income run --wait 30"):
        assert said in done.stderr
