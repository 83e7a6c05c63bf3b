"""`income releases`: every release kept, newest first."""

import click

from pipeline.commands.options import data_option
from pipeline.release.folders import beijing_time, current_id, list_releases
from pipeline.settings import Settings


@click.command("releases")
@data_option
def command(settings: Settings) -> None:
    """列出全部版本，最新的在前；* 为当前版本。编号是世界时，后面的时间是北京时间；各命令都可用编号开头或北京日期。"""
    marts_dir = settings.marts_dir
    current = current_id(marts_dir)
    for release in reversed(list_releases(marts_dir)):
        manifest = release.manifest
        mark = "*" if release.id == current else " "
        kind = "试算" if release.is_what_if else "正式"
        rows = manifest.row_counts.get("mart_household_incomes", 0)
        click.echo(
            f"{mark} {release.id}  {kind}  截止 {manifest.as_of_date}  {rows} 个户年度  {beijing_time(manifest.created_at)}"
        )
