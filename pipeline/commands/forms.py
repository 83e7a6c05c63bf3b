"""`income forms`: 经济收入调查表 for every household, as Word documents or PDF."""

from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from pipeline.commands.options import data_option
from pipeline.explanation import find_household
from pipeline.handouts.forms.word import SHIPPED, template_of
from pipeline.handouts.forms.writing import FormOrder, write_forms
from pipeline.handouts.package.export import refuse_used
from pipeline.handouts.village_choice import Village, find_village, villages_of
from pipeline.release.folders import Release, current_release, find_release
from pipeline.release.readback import open_release, verify_release
from pipeline.release.staging import whole_folder
from pipeline.settings import Settings


@click.command("forms")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--village", help="只要一个村（村、镇/村或村标识）")
@click.option("--household", help="只要一户（户标识、村/户码或户码）")
@click.option(
    "--format", "kind", type=click.Choice(["docx", "pdf"]), default="docx", show_default=True, help="文件格式"
)
@click.option("--together", is_flag=True, help="每村合为一个文件，每户另起一页")
@click.option("--release", "release_id", help="版本编号，默认当前版本")
@data_option
def command(
    out: Path, village: str | None, household: str | None, kind: str, together: bool, release_id: str | None,
    settings: Settings,
) -> None:  # fmt: skip
    """生成家庭经济收入调查表到 OUT，每村一个文件夹。"""
    release = find_release(settings.marts_dir, release_id) if release_id else current_release(settings.marts_dir)
    verify_release(release)
    refuse_used(out)
    villages = (find_village(release, village),) if village else tuple(villages_of(release))
    wanted = household_meant(release, household, villages[0] if village else None) if household else None
    if wanted:
        villages = tuple(one for one in villages if wanted.startswith(f"{one.village_id}|"))
    order = FormOrder(release, villages, kind, together, wanted, template_of(settings.site_dir, SHIPPED))
    with whole_folder(out, settings) as work:
        written = with_bar(order, work)
        files = sum(path.is_file() for path in work.rglob("*"))
    click.echo(f"已生成 {written} 户的调查表，共 {files} 个文件（{kind}），位于 {out}（版本 {release.id}）")


def household_meant(release: Release, household: str, village: Village | None) -> str:
    """The identifier of the one household meant; a bare code is looked for in the village."""
    if village and "/" not in household and "|" not in household:
        household = f"{village.village_id}|{household}"
    with open_release(release) as marts:
        return find_household(marts, household)


def with_bar(order: FormOrder, out: Path) -> int:
    """Write the forms behind a progress bar."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("调查表（户）", total=None)
        return write_forms(order, out, lambda done, total: bar.update(task, completed=done, total=total))
