"""`income up`: the service in the background; returns when the UI answers."""

import subprocess
import sys
import time

import click

from pipeline.commands.options import data_option
from pipeline.commands.ui import chosen_port, port_option
from pipeline.service.duties import last_lines
from pipeline.service.service_paths import ServicePlaces
from pipeline.settings import Settings

START_SECONDS = 180.0


@click.command("up")
@data_option
@port_option
def command(settings: Settings, port: int | None) -> None:
    """启动服务：代码服务、守护进程和界面；夜间 2 点自动运行。已在运行时什么也不做。"""
    places = ServicePlaces(settings)
    if places.address.exists() and is_up(places):
        click.echo(f"服务已在运行：{places.address.read_text(encoding='ascii')}")
        return
    chosen = chosen_port(places, port)
    places.create()
    places.address.unlink(missing_ok=True)
    supervisor = launch(places, chosen)
    deadline = time.monotonic() + START_SECONDS
    while not places.address.exists():
        if supervisor.poll() is not None or time.monotonic() > deadline:
            click.echo(last_lines(places.log_dir / "service-supervisor.log"), err=True)
            click.echo(last_lines(places.log_dir / "service-code.log"), err=True)
            raise click.ClickException(
                f"服务没有启动（常见原因：磁盘已满、没有权限、端口被占用），请看日志 {places.log_dir}"
            )
        time.sleep(0.2)
    click.echo(
        f"服务已启动：{places.address.read_text(encoding='ascii')}  （income down 停止；日志在 {places.log_dir}）"
    )


def is_up(places: ServicePlaces) -> bool:
    """Whether the supervisor noted lives, or a process that systemd supervises."""
    from pipeline.service.processes import NAMES, read_pid

    noted = ("supervisor", *NAMES) if places.managed.exists() else ("supervisor",)
    return any(read_pid(places.pid_dir / f"{name}.pid") is not None for name in noted)


def launch(places: ServicePlaces, port: int) -> subprocess.Popen[bytes]:
    """Start the supervisor in a session of its own, so that it outlives the terminal."""
    command = [sys.executable, "-m", "pipeline.cli", "ui", "--data", str(places.settings.data), "--port", str(port)]
    with (places.log_dir / "service-supervisor.log").open("ab") as log:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
