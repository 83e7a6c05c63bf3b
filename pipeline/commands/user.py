"""`income user`: who may see single households in the workbench, and who may answer there."""

import click

from pipeline.commands.options import data_option
from pipeline.settings import Settings
from pipeline.workbench.users import ROLES, save_user


@click.command("user")
@click.argument("name")
@click.option(
    "--role", type=click.Choice(ROLES), required=True, help="查看：看户级页面；复核：还可填写复核意见和整改回复"
)
@click.option("--password", prompt="密码", hide_input=True, confirmation_prompt="再输一次", help="不写则提示输入")
@data_option
def command(name: str, role: str, password: str, settings: Settings) -> None:
    """添加核查工作台的用户，或改其角色和密码（写入 data/site/users.yml）。"""
    save_user(settings.site_dir, name, role, password)
    click.echo(f"已添加用户 {name}（{role}）")
