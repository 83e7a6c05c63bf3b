"""`income down`: end the service and everything it started."""

import os
import signal
import time
from contextlib import suppress

import click

from pipeline.commands.options import data_option
from pipeline.commands.up import is_up
from pipeline.service.processes import read_pid
from pipeline.service.service_paths import ServicePlaces
from pipeline.service.supervisor import end_leftovers
from pipeline.settings import Settings

STOP_SECONDS = 90.0


@click.command("down")
@data_option
def command(settings: Settings) -> None:
    """停止服务。正在进行的运行随之中断，下次启动后自动重新开始。"""
    places = ServicePlaces(settings)
    supervisor = read_pid(places.pid_dir / "supervisor.pid")
    if places.managed.exists() and is_up(places):
        raise click.ClickException("服务由 systemd 管理，请用 systemctl stop income.target 停止。")
    if supervisor is not None:
        with suppress(ProcessLookupError):
            os.kill(supervisor, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while read_pid(places.pid_dir / "supervisor.pid") is not None and time.monotonic() < deadline:
            time.sleep(0.1)
    end_leftovers(places)
    click.echo("服务已停止。" if supervisor is not None else "服务没有在运行。")
