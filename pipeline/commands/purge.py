"""`income purge`: remove what holds full ID numbers, and old releases."""

import click

from pipeline.commands.options import data_option
from pipeline.commands.status import megabytes
from pipeline.release.retention import purge
from pipeline.settings import Settings


@click.command("purge")
@data_option
@click.confirmation_option("--yes", prompt="将删除中间数据和除当前版本外的全部版本，继续？")
def command(settings: Settings) -> None:
    """删除 data/work（含完整证件号码）和当前版本以外的版本。"""
    purged = purge(settings)
    click.echo(f"已删除 {len(purged.releases)} 个版本，释放 {megabytes(purged.bytes_freed)}")
