"""`income ui`: the service in the foreground, until Ctrl-C."""

import click

from pipeline.commands.options import data_option
from pipeline.service.readiness import port_is_free
from pipeline.service.service_paths import ServicePlaces
from pipeline.service.settings_file import ServiceSettings
from pipeline.service.supervisor import Supervisor, prepare
from pipeline.settings import Settings

port_option = click.option("--port", type=click.IntRange(1, 65535), help="端口，默认 3000 或 service.yml 所设")


@click.command("ui")
@data_option
@port_option
@click.option("--read-only", is_flag=True, help="只看，不能运行")
def command(settings: Settings, port: int | None, read_only: bool) -> None:
    """在本机打开核查工作台和 Dagster 界面（只监听 127.0.0.1），夜间运行随之开启；Ctrl-C 结束。"""
    places = ServicePlaces(settings, "viewer" if read_only else "service")
    chosen = chosen_port(places, port)
    prepare(places)
    Supervisor(places, chosen, read_only).run(
        lambda url: click.echo(f"核查工作台 {url.rstrip('/')}/workbench/    运行和检查 {url}    （Ctrl-C 结束）")
    )


def chosen_port(places: ServicePlaces, port: int | None) -> int:
    """The port given, else the site's. Raises ClickException if it is taken, or service.yml is wrong."""
    chosen = port or ServiceSettings.load(places.settings.site_dir).port
    if not port_is_free(chosen):
        running = places.address.read_text(encoding="ascii") if places.address.exists() else ""
        hint = f"服务已在运行：{running}" if running else f"端口 {chosen} 已被占用，请用 --port 另选。"
        raise click.ClickException(hint)
    return chosen
