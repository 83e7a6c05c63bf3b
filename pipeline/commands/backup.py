"""`income backup`: a checked copy of the run history; old runs are forgotten on the way."""

import sqlite3
from functools import partial
from pathlib import Path

import click

from pipeline.commands.options import data_option
from pipeline.commands.up import is_up
from pipeline.dagster_home import prepared_instance
from pipeline.release.lease import run_lock
from pipeline.release.secret import present_fingerprint
from pipeline.service.alarms import BACKUP_FAILED, Alarm, clear_standing, send_standing
from pipeline.service.backup import BackupError, back_up, existing_backups, note_forgotten, restore, runs_known
from pipeline.service.service_paths import ServicePlaces
from pipeline.service.settings_file import ServiceSettings
from pipeline.settings import Settings


@click.command("backup")
@data_option
@click.option("--restore", "stamp", metavar="STAMP", help="恢复某次备份（服务须先停止）")
@click.option("--accept-loss", is_flag=True, help="运行历史少了运行也照常备份（有意删除时）")
def command(settings: Settings, stamp: str | None, accept_loss: bool) -> None:
    """备份 Dagster 的运行历史，试恢复并核对；--restore 恢复。"""
    places = ServicePlaces(settings)
    if stamp is not None:
        restore_from(places, stamp)
        return
    service = ServiceSettings.load(places.settings.site_dir)
    try:
        note = how_to_restore(places.settings)
        made = back_up(places.home, places.backup_dir, keep=service.keep_backups, note=note, accept_loss=accept_loss)
    except BackupError as error:
        send_standing(places.settings, Alarm(BACKUP_FAILED, str(error)))
        raise
    clear_standing(places.settings, BACKUP_FAILED)
    for name in made.damaged:
        click.echo(f"备份 {name} 已损坏（磁盘所致？），不能用来恢复，请检查硬盘；本次已另作完整备份。", err=True)
    forgotten = forget(places, service, made.folder)
    click.echo(
        f"已备份到 {made.folder}：{made.databases} 个库，{made.runs} 次运行，试恢复无误；清理旧运行 {forgotten} 次"
    )


def forget(places: ServicePlaces, service: ServiceSettings, backup: Path) -> int:
    """Forget the old runs, after they were backed up once more; the backup notes which."""
    from pipeline.service.dead_runs import forget_old_runs

    with prepared_instance(places.settings) as instance:
        days, megabytes = service.keep_runs_days, service.keep_history_mb
        return len(
            forget_old_runs(
                instance, places.home, keep_days=days, keep_mb=megabytes, on_forget=partial(note_forgotten, backup)
            )
        )


def how_to_restore(settings: Settings) -> str:
    """What lies in the backup, and what does not: the key, which must be kept elsewhere."""
    key = settings.secret_dir / "person_key"
    mark = present_fingerprint(settings)
    return (
        f"Dagster 运行历史的备份。恢复：income down；income backup --restore 本文件夹名；income up。\n"
        f"人员编码的密钥不在本备份内，须另行保管。恢复到：{key}（权限 0600，文件夹 0700）"
        f"；指纹：{mark or '无密钥'}。\n"
        f"版本、报送文件和本地设置也不在本备份内：{settings.marts_dir}、{settings.raw_dir}、{settings.site_dir}。\n"
    )


def restore_from(places: ServicePlaces, stamp: str) -> None:
    """Put a backup back, and say which runs it lacks. Refuses while the service or a run goes on, or without such a backup."""
    if is_up(places):
        raise click.ClickException("服务正在运行，请先 income down。")
    found = [backup for backup in existing_backups(places.backup_dir) if backup.name == stamp]
    if not found:
        listed = "、".join(backup.name for backup in existing_backups(places.backup_dir)) or "无"
        raise click.ClickException(f"没有备份 {stamp}，请从现有的中选：{listed}")
    places.settings.create_folders()
    with run_lock(places.settings.marts_dir):
        present = readable_runs(places.home)
        count = restore(places.home, found[0])
    click.echo(f"已恢复 {count} 个库，自 {stamp}")
    if lost := len(present - runs_known(places.home)):
        click.echo(f"现有历史另有 {lost} 次运行不在这份备份里，界面不再列出；它们发布的版本不受影响。")


def readable_runs(home: Path) -> set[str]:
    """The runs that the present history knows; none where it is damaged, which is why it is replaced."""
    try:
        return runs_known(home)
    except sqlite3.Error:
        return set()
