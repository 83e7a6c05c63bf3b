"""`income backup`: a checked copy of the run history; old runs are forgotten on the way."""

from pathlib import Path

import click

from pipeline.commands.options import data_option
from pipeline.commands.up import is_up
from pipeline.dagster_home import prepared_instance
from pipeline.service.alarm import BACKUP_FAILED, Alarm
from pipeline.service.backup import BackupError, back_up, existing_backups, restore
from pipeline.service.repeating_alarms import clear_standing, send_standing
from pipeline.service.service_paths import ServicePlaces
from pipeline.service.settings_file import ServiceSettings
from pipeline.settings import Settings, restrict_permissions


@click.command("backup")
@data_option
@click.option("--restore", "stamp", metavar="STAMP", help="恢复某次备份（服务须先停止）")
def command(data_dir: Path, stamp: str | None) -> None:
    """备份 Dagster 的运行历史并核对；--restore 恢复。"""
    restrict_permissions()
    places = ServicePlaces(Settings.at(data_dir))
    if stamp is not None:
        restore_from(places, stamp)
        return
    service = ServiceSettings.load(places.settings.site_dir)
    try:
        made = back_up(places.home, places.backup_dir, service.keep_backups)
    except BackupError as error:
        send_standing(places.settings, Alarm(BACKUP_FAILED, str(error)))
        raise click.ClickException(str(error)) from None
    clear_standing(places.settings, BACKUP_FAILED)
    forgotten = forget(places, service.keep_runs_days)
    click.echo(f"已备份到 {made.folder}：{made.databases} 个库，{made.runs} 次运行；清理旧运行 {forgotten} 次")


def forget(places: ServicePlaces, keep_days: int) -> int:
    """Forget the old runs, after they were backed up once more."""
    from pipeline.service.old_runs import forget_old_runs

    with prepared_instance(places.settings) as instance:
        return len(forget_old_runs(instance, places.home, keep_days))


def restore_from(places: ServicePlaces, stamp: str) -> None:
    """Put a backup back. Refuses while the service runs, or if there is no such backup."""
    if is_up(places):
        raise click.ClickException("服务正在运行，请先 income down。")
    found = [backup for backup in existing_backups(places.backup_dir) if backup.name == stamp]
    if not found:
        listed = "、".join(backup.name for backup in existing_backups(places.backup_dir)) or "无"
        raise click.ClickException(f"没有备份 {stamp}；现有：{listed}")
    click.echo(f"已恢复 {restore(places.home, found[0])} 个库，自 {stamp}")
