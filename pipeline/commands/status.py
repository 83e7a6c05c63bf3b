"""`income status`: how old the served release is, in one line for people and an exit code for monitoring."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from pipeline.commands.options import data_option
from pipeline.releasing.durable import size_of
from pipeline.releasing.failures import NoReleaseError
from pipeline.releasing.layout import Release, current_release, list_releases
from pipeline.settings import Settings

STALE, NONE = 1, 3


@click.command("status")
@data_option
@click.option("--max-age-hours", default=26, show_default=True, help="超过几小时没有新版本即告警")
@click.option("--quiet", is_flag=True, help="只打印一行")
def command(data_dir: Path, max_age_hours: int, quiet: bool) -> None:
    """最近一次发布：多久以前、多少行、磁盘还剩多少。退出码 0 正常，1 过久未发布，3 从未发布。"""
    settings = Settings.at(data_dir)
    try:
        release = current_release(settings.marts_dir)
    except NoReleaseError as error:
        click.echo(f"异常：{error}")
        raise SystemExit(NONE) from None
    age = datetime.now(UTC) - datetime.fromisoformat(release.manifest.created_at)
    is_stale = age > timedelta(hours=max_age_hours)
    state = f"异常：超过 {max_age_hours} 小时没有新版本" if is_stale else "正常"
    click.echo(f"{state}：当前版本 {release.id}，{hours(age)} 小时前发布，数据截止日 {release.manifest.as_of_date}")
    if not quiet:
        print_details(settings, release)
    if is_stale:
        raise SystemExit(STALE)


def print_details(settings: Settings, release: Release) -> None:
    """Inputs, counts, unchanged nights, disk use and versions."""
    manifest = release.manifest
    earlier = [one for one in list_releases(settings.marts_dir) if one.id < release.id and not one.is_what_if]
    if earlier:
        is_same = earlier[-1].manifest.content_hash == manifest.content_hash
        click.echo(f"与上一版本 {earlier[-1].id} {'内容相同' if is_same else '内容不同'}")
    click.echo(
        f"输入文件 {len(manifest.inputs)} 个；待处理 {len(newer_inputs(settings, release))} 个（发布后新增或改动）"
    )
    click.echo("行数：" + "，".join(f"{name} {rows}" for name, rows in manifest.row_counts.items()))
    free = shutil.disk_usage(settings.data).free
    click.echo(f"磁盘：版本共 {megabytes(size_of(settings.marts_dir))}，中间数据 {megabytes(size_of(settings.work_dir))}，"
               f"剩余 {megabytes(free)}")  # fmt: skip
    click.echo("软件：" + "，".join(f"{name} {value}" for name, value in manifest.code.items() if value))


def newer_inputs(settings: Settings, release: Release) -> list[Path]:
    """Deliveries changed since the release was made, by their time of change."""
    made = datetime.fromisoformat(release.manifest.created_at).timestamp()
    files = (path for path in settings.raw_dir.rglob("*") if path.is_file() and not path.name.startswith("."))
    return [path for path in files if path.stat().st_mtime > made]


def hours(age: timedelta) -> str:
    return f"{age.total_seconds() / 3600:.1f}"


def megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
