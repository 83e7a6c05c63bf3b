"""`income system`: what to enter or correct in the provincial system, in its own columns, with the evidence."""

from pathlib import Path

import click

from pipeline.commands.options import data_option
from pipeline.handouts.system.difference_list import TITLE, difference_plan
from pipeline.handouts.system.entry_form import entry_rows, old_values, write_entry_form
from pipeline.handouts.workbook import write_workbook
from pipeline.release.folders import current_release
from pipeline.release.readback import open_release
from pipeline.release.staging import whole_folder
from pipeline.settings import Settings


@click.command("system")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@data_option
def command(out: Path, settings: Settings) -> None:
    """导出省系统更正录入表（按省系统 A…AM 列，每年一册）和差异明细到 OUT。"""
    if out.is_dir() and any(out.iterdir()):
        raise click.ClickException(f"{out} 不是空文件夹，请换一个")
    release = current_release(settings.marts_dir)
    with open_release(release) as marts, whole_folder(out, settings) as work:
        years, olds = entry_rows(marts), old_values(marts)
        for year, rows in years.items():
            write_entry_form(work / f"省系统更正录入表_{year}.xlsx", year, rows, olds)
        note = f"数据截止日{release.manifest.as_of_date}，版本{release.id}。"
        counts = write_workbook(work / f"{TITLE}.xlsx", [difference_plan(marts, note)])
    click.echo(f"差异 {counts[TITLE]} 处；须录入或更正 {sum(map(len, years.values()))} 户年度，在 {out}")
