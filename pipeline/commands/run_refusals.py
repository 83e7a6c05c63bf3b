"""Why `income run` does not begin: nothing to run on, parameters that cannot hold, a lost key, another run."""

import datetime as dt
from pathlib import Path

import click

from pipeline.intake.demo_marker import foreign_files, read_marker
from pipeline.parameter_tables import effective_values
from pipeline.parameters import ParameterError
from pipeline.release.failures import LockedError
from pipeline.release.lease import run_lock
from pipeline.release.secret import SecretError, check_person_key
from pipeline.settings import Settings
from pipeline.workbooks.limits import Limits, LimitsError

BLOCKED, REFUSED = 1, 2
HOW_TO_WAIT = "可用 income run --wait 30 等候至多 30 分钟；它完成后 income status 会显示新版本。"


def refuse_unusable(paths: Settings) -> None:
    """Exit 2 where there is nothing to run on, or where invented households would mix with real ones."""
    files = deliveries(paths.raw_dir)
    if not files:
        refuse(f"{paths.raw_dir} 中没有报送文件。请按年度放入，如 raw/2018/某村.xlsx；或先运行 income demo。")
    foreign = foreign_files(paths.data)
    if read_marker(paths.data) is not None and foreign:
        refuse(f"data/raw 中同时有示例文件和真实报送文件（如 {foreign[0]}）。请先运行 income demo --remove，再运行。")


def refuse_wrong_parameters(paths: Settings, what_if: dict[str, str], as_of: dt.date) -> None:
    """Exit 2 where a parameter, of the site or of `--set`, cannot be used."""
    try:
        effective_values(paths.site_dir, what_if, as_of)
        Limits.of_site(paths.site_dir)
    except (ParameterError, LimitsError) as error:
        refuse(f"参数有误：{error}")


def refuse_another_key(paths: Settings, is_new_allowed: bool) -> None:
    """Exit 2 where the key of the person hashes is lost, or is not the one of the newest release."""
    try:
        check_person_key(paths, is_new_allowed)
    except SecretError as error:
        refuse(f"未运行：{error}")


def refuse_second_run(paths: Settings, wait_seconds: float) -> None:
    """Exit 1 at once, naming the holder, where another run holds the lease and nobody means to wait for it."""
    if wait_seconds > 0 or not paths.marts_dir.is_dir():
        return
    try:
        with run_lock(paths.marts_dir):
            pass
    except LockedError as error:
        click.echo(f"未运行：{error}{HOW_TO_WAIT}", err=True)
        raise SystemExit(BLOCKED) from None


def refuse(text: str) -> None:
    click.echo(text, err=True)
    raise SystemExit(REFUSED)


def deliveries(raw_dir: Path) -> list[Path]:
    """Files that could be deliveries: all but dotfiles and the README at the top."""
    if not raw_dir.is_dir():
        return []
    list(raw_dir.iterdir())  # raises PermissionError, which a search passes over
    return [
        path
        for path in raw_dir.rglob("*")
        if not path.is_dir() and not path.name.startswith(".") and path != raw_dir / "README.md"
    ]
