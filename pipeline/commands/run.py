"""`income run`: the whole pipeline in this process, with a progress bar and a closing summary in Chinese."""

import datetime as dt
import os
from contextlib import redirect_stderr
from io import StringIO
from typing import Any

import click
from rich.console import Console

from pipeline.commands.options import data_option
from pipeline.commands.run_progress import shown_progress
from pipeline.commands.run_refusals import (
    BLOCKED,
    refuse_another_key,
    refuse_second_run,
    refuse_unusable,
    refuse_wrong_parameters,
)
from pipeline.commands.sentences import sentence_of
from pipeline.commands.summary import print_summary
from pipeline.engines import DUCKDB, ENGINES, no_answer, why_not
from pipeline.parameter_tables import today
from pipeline.release.failures import known_reason
from pipeline.release.folders import find_release
from pipeline.release.workers import WORKER_TAG, own_identity
from pipeline.service.alarms import send_alarm
from pipeline.settings import Settings

NO_RETRY = "dagster/max_retries"  # whoever started a run here starts it anew, not the service
QUIET = {"log_level": "CRITICAL"}  # Dagster keeps its log in the run history; the terminal shows the bar


@click.command("run")
@data_option
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="数据截止日，默认今天")
@click.option("--set", "changes", multiple=True, metavar="NAME=VALUE", help="假设测算：临时改一个参数，不更新 current")
@click.option("--wait", "wait_minutes", type=click.IntRange(0), default=0, help="另一次运行正在进行时，等候几分钟")
@click.option("--new-person-key", is_flag=True, help="密钥确实找不回时，改用新密钥（人员编码和疑点编号随之改变）")
@click.option("--fresh", is_flag=True, help="全部重新计算，不沿用上次运行中输入未变的结果")
@click.option("--memory-limit", default="", metavar="SIZE", help="DuckDB 内存上限，如 2GB")
@click.option("--engine", type=click.Choice(ENGINES), default=DUCKDB, show_default=True, help="计算引擎")
@click.option("--remote", default="", metavar="sc://HOST:PORT", help="Spark Connect 服务地址；不给则在本机启动一个")
def command(
    settings: Settings,
    as_of: dt.datetime | None,
    changes: tuple[str, ...],
    wait_minutes: int,
    new_person_key: bool,
    fresh: bool,
    memory_limit: str,
    engine: str,
    remote: str,
) -> None:
    """读取 data/raw 中的报送文件，核查并发布一个版本。"""
    if reason := why_not(engine, remote, memory_limit):
        raise click.UsageError(reason)
    refuse_unusable(settings)
    refuse_another_key(settings, new_person_key)
    what_if = parse_settings(changes)
    refuse_wrong_parameters(settings, what_if, as_of.date() if as_of else today())
    refuse_second_run(settings, wait_minutes)
    if remote and (silence := no_answer(remote)):
        click.echo(f"未发布：{silence}", err=True)
        raise SystemExit(BLOCKED)
    config = {
        "data_dir": str(settings.data),
        "as_of": as_of.date().isoformat() if as_of else "",
        "what_if": what_if,
        "memory_limit": memory_limit,
        "fresh": fresh,
        "engine": engine,
        "remote": remote,
        "wait_seconds": wait_minutes * 60,
        "new_person_key": new_person_key,
    }
    publish(settings, config, Console())


def parse_settings(changes: tuple[str, ...]) -> dict[str, str]:
    """`name=value` pairs; exit 2 for anything else."""
    pairs = [setting.partition("=") for setting in changes]
    if any(not (name and sign) for name, sign, _ in pairs):
        raise click.UsageError("--set 的写法是 参数名=取值，如 --set exit_line_band=0.1")
    return {name: value for name, _, value in pairs}


def publish(paths: Settings, config: dict[str, Any], console: Console) -> None:
    """Run, and say what was published; exit 1 with the reason where nothing was."""
    paths.create_folders()
    try:
        result = execute(paths, config, console)
    except Exception as error:  # the run history itself could not be written: no run to ask for the reason
        reason = sentence_of(error, "run", paths)
        console.print(f"[bold red]未发布[/]：运行中断，{reason}上一个版本保持不变。", highlight=False)
        raise SystemExit(BLOCKED) from None
    if not result.success:
        raise_alarm(paths, result)
        console.print(f"[bold red]未发布[/]：{blocked_because(result)}", highlight=False)
        console.print("上一个版本保持不变。")
        raise SystemExit(BLOCKED)
    release_id = result.asset_materializations_for_node("release")[0].metadata["release_id"].value
    print_summary(find_release(paths.marts_dir, str(release_id)), console)


def execute(paths: Settings, config: dict[str, Any], console: Console) -> Any:
    """Run the nightly job here, and show files and steps; Dagster's own English words of what it could not write are not
    shown: the result has the reason."""
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
    from assets.steps import STEPS_TAG
    from pipeline.dagster_home import book_as_service_run, prepared_instance
    from pipeline.definitions import defs

    job = defs.resolve_job_def("nightly")
    steps = sum(int(node.definition.tags.get(STEPS_TAG, 1)) for node in job.graph.nodes)
    with shown_progress(console, steps), prepared_instance(paths) as instance:
        book_as_service_run(instance, job.name)
        run_config = {"resources": {"run": {"config": config}}, "loggers": {"console": {"config": QUIET}}}
        tags = {WORKER_TAG: own_identity(), NO_RETRY: "0"}
        with redirect_stderr(StringIO()):
            return job.execute_in_process(instance=instance, run_config=run_config, raise_on_error=False, tags=tags)


def raise_alarm(paths: Settings, result: Any) -> None:
    """Send the alarm to the addresses of the site; the service's failure sensor does not see runs of the command line."""
    from assets.failures import failure_alarm, is_about_another_run

    if not is_about_another_run(result.all_events):
        send_alarm(paths, failure_alarm(result.run_id, result.all_events))


def blocked_because(result: Any) -> str:
    """The first reason in Chinese: a blocking check that failed, else the error of the step or of the run that broke."""
    from assets.failures import broken_step, worded

    for evaluation in result.get_asset_check_evaluations():
        if not evaluation.passed and evaluation.blocking:
            table = evaluation.asset_key.to_user_string()
            return f"{table} 的检查 {evaluation.check_name} 未通过：{evaluation.description or ''}"
    for event in result.all_events:
        error = error_of(event)
        if error is not None:
            reason = known_reason(str(error.message))
            step = f"（步骤 {broken_step(event)[0]}）" if event.is_step_failure else ""
            return f"{reason}{step}" if reason and "失败" not in str(error.message) else worded(error) + step
    return "原因见运行记录（income ui 的 Runs）"


def error_of(event: Any) -> Any:
    """The root error of an event that tells a step's or a run's failure; None for any other."""
    data = event.step_failure_data if event.is_step_failure else event.event_specific_data if event.is_failure else None
    error = getattr(data, "error", None)
    while error is not None and error.cause is not None:
        error = error.cause
    return error
