"""`income demo`: generated deliveries, marked as such, never beside real ones."""

import click

from pipeline.commands.options import data_option
from pipeline.commands.summary import shown
from pipeline.demo.deliver import make_demo
from pipeline.intake.demo_marker import raw_files, remove_demo
from pipeline.settings import Settings


@click.command("demo")
@data_option
@click.option("--villages", default=26, show_default=True, type=click.IntRange(1), help="村数")
@click.option("--households", default=30, show_default=True, type=click.IntRange(1), help="每村户数")
@click.option("--seed", default=2018, show_default=True, help="随机种子")
@click.option("--remove", is_flag=True, help="删除示例文件")
@click.option("--if-empty", is_flag=True, help="已有报送文件时什么也不做")
def command(settings: Settings, villages: int, households: int, seed: int, remove: bool, if_empty: bool) -> None:
    """生成示例报送文件：人员、村名均为虚构。"""
    if remove:
        remove_demo(settings.data)
        click.echo("示例文件已删除。")
        return
    if if_empty and raw_files(settings.data):
        return
    try:
        made = make_demo(settings.data, villages=villages, households=households, seed=seed)
    except FileExistsError as error:
        raise click.UsageError(str(error)) from None
    known = list(made.world.households)
    click.echo(
        f"已生成示例报送文件（人员均为虚构）：{villages} 个村，{len(known)} 户，"
        f"{sum(len(one.statements()) for one in known)} 个户年度，{len(made.deliveries)} 个文件，位于 {shown(made.raw_dir)}"
    )
