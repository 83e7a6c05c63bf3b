"""`income status`: how old the newest release is, in one line for people and an exit code for monitoring."""

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import click

from pipeline.commands.options import data_option
from pipeline.release.arrivals import delivery_files
from pipeline.release.durable import size_of
from pipeline.release.failures import PublishError, reason_of
from pipeline.release.folders import Release, age_of, current_id, find_release, list_releases, newest_official
from pipeline.release.readback import verify_release
from pipeline.release.staging import remove_noted
from pipeline.service.alarms import OVERDUE, Alarm, clear_standing, send_standing
from pipeline.service.backup import existing_backups
from pipeline.service.processes import NAMES, read_pid
from pipeline.service.service_paths import ServicePlaces
from pipeline.settings import Settings

STALE, DAMAGED, NONE = 1, 2, 3


@click.command("status")
@data_option
@click.option("--max-age-hours", default=26, show_default=True, help="超过几小时没有新版本即告警")
@click.option("--quiet", is_flag=True, help="只打印一行")
@click.option("--alarm", "with_alarm", is_flag=True, help="异常时按 data/site/alarms.yml 告警")
def command(settings: Settings, max_age_hours: int, quiet: bool, with_alarm: bool) -> None:
    """最近一次发布：多久以前、多少行、磁盘还剩多少。退出码 0 正常，1 过久未发布，2 版本损坏，3 从未发布。"""
    code, line = verdict(settings, timedelta(hours=max_age_hours))
    click.echo(line)
    for stuck in remove_noted(settings):
        click.echo(f"未写完的输出（含姓名）删不掉，请手工删除：{stuck}")
    if with_alarm:
        tell(settings, code, line)
    if not quiet:
        print_details(settings)
    raise SystemExit(code)


def verdict(settings: Settings, limit: timedelta) -> tuple[int, str]:
    """Exit code and the one line. The newest official release counts, not `current`: a rollback is no failure."""
    try:
        newest, served = newest_official(settings.marts_dir), current_id(settings.marts_dir)
    except PublishError as error:
        return DAMAGED, f"异常：{error}"
    except OSError as error:
        return DAMAGED, f"异常：读不出版本：{reason_of(error)}。请检查权限和磁盘。"
    if served is None or newest is None:
        return NONE, "异常：还没有已发布的版本，请先运行 income run。"
    if not (settings.marts_dir / "current" / "manifest.json").is_file():
        return DAMAGED, f"异常：当前版本 {served} 不完整，请用 income rollback 换一个版本。"
    try:
        verify_release(find_release(settings.marts_dir, served))
    except PublishError as error:
        return DAMAGED, f"异常：{error}请用 income rollback 换一个版本。"
    age = age_of(newest)
    text = f"最新版本 {newest.id}，{hours(age)} 小时前发布，数据截止日 {newest.manifest.as_of_date}"
    if served != newest.id:
        text += f"；当前提供的是 {served}"
    if age > limit:
        return STALE, f"异常：超过 {limit.total_seconds() / 3600:.0f} 小时没有新版本；{text}"
    if age < -timedelta(hours=1):
        return STALE, f"异常：最新版本的时间在未来，请核对本机时钟；{text}"
    return 0, f"正常：{text}"


def tell(settings: Settings, code: int, line: str) -> None:
    """Raise the alarm, at most every few hours while it stands; nothing to say before the first delivery."""
    if code == 0:
        clear_standing(settings, OVERDUE)
    elif code != NONE or delivery_files(settings.raw_dir):
        send_standing(settings, Alarm(OVERDUE, line, asset="release"))


def print_details(settings: Settings) -> None:
    """Service, inputs, counts, unchanged nights, disk use, backups and versions."""
    places = ServicePlaces(settings)
    alive = [name for name in NAMES if read_pid(places.pid_dir / f"{name}.pid")]
    address = places.address.read_text(encoding="ascii") if places.address.exists() and alive else ""
    click.echo(f"服务：{'、'.join(alive)} 运行中 {address}" if alive else "服务：没有在运行（income up 启动）")
    newest = newest_official(settings.marts_dir)
    if newest is not None:
        print_release(settings, newest)
    free = shutil.disk_usage(settings.data if settings.data.exists() else Path.cwd()).free
    click.echo(
        f"磁盘：版本 {megabytes(folder_size(settings.marts_dir))}，中间数据 {megabytes(folder_size(settings.work_dir))}，"
        f"运行历史 {megabytes(folder_size(settings.dagster_home))}，剩余 {megabytes(free)}"
    )
    backups = existing_backups(places.backup_dir)
    click.echo(f"运行历史备份：{len(backups)} 份" + (f"，最近 {backups[-1].name}" if backups else ""))


def print_release(settings: Settings, release: Release) -> None:
    """What the newest release holds and was made from."""
    manifest = release.manifest
    earlier = [one for one in list_releases(settings.marts_dir) if one.id < release.id and not one.is_what_if]
    if earlier:
        is_same = earlier[-1].manifest.content_hash == manifest.content_hash
        click.echo(f"与上一版本 {earlier[-1].id} {'内容相同' if is_same else '内容不同'}")
    waiting = newer_inputs(settings, release)
    click.echo(f"输入文件 {len(manifest.inputs)} 个；待处理 {len(waiting)} 个（发布后新增或改动）")
    click.echo("行数：" + "，".join(f"{name} {rows}" for name, rows in manifest.row_counts.items()))
    click.echo("软件：" + "，".join(f"{name} {value}" for name, value in manifest.code.items() if value))


def newer_inputs(settings: Settings, release: Release) -> list[Path]:
    """Deliveries that the release does not know, or that changed since it was made (by their time of change)."""
    made = datetime.fromisoformat(release.manifest.created_at).timestamp()
    known = release.manifest.inputs
    return [
        path
        for path in delivery_files(settings.raw_dir)
        if path.relative_to(settings.raw_dir).as_posix() not in known or path.stat().st_mtime > made
    ]


def folder_size(folder: Path) -> int:
    """Bytes in a folder, 0 if there is none; files that vanish meanwhile do not matter."""
    try:
        return size_of(folder) if folder.exists() else 0
    except OSError:
        return 0


def hours(age: timedelta) -> str:
    return f"{age.total_seconds() / 3600:.1f}"


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
