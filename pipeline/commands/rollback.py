"""`income rollback`: serve an older release again; the log keeps who did it and when."""

import click

from pipeline.commands.options import data_option
from pipeline.release.publish import roll_back
from pipeline.settings import Settings


@click.command("rollback")
@click.argument("release_id")
@data_option
def command(release_id: str, settings: Settings) -> None:
    """把 current 指回较早的版本（编号或其开头），先核对文件是否完好。"""
    release = roll_back(settings.marts_dir, release_id)
    click.echo(f"当前版本已改为 {release.id}")
