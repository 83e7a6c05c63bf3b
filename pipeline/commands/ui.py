"""`income ui`: the Dagster UI on this machine."""

from contextlib import nullcontext
from pathlib import Path

import click

from pipeline.commands.options import data_option
from pipeline.serving.ui import HOST, running_daemon, serve
from pipeline.settings import Settings, restrict_permissions


@click.command("ui")
@data_option
@click.option("--port", default=3000, show_default=True, type=click.IntRange(1, 65535), help="端口")
@click.option("--read-only", is_flag=True, help="只看，不能运行")
def command(data_dir: Path, port: int, read_only: bool) -> None:
    """在本机打开 Dagster 界面（只监听 127.0.0.1）。"""
    restrict_permissions()
    settings = Settings.at(data_dir)
    settings.create_folders()
    click.echo(f"打开 http://{HOST}:{port}  （Ctrl-C 结束）")
    with nullcontext() if read_only else running_daemon(settings):
        serve(settings, port, read_only)
