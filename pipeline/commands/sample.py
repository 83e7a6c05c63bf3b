"""`income sample`: who is visited in the office's own check before the assessment, and the sheets to take along."""

from pathlib import Path

import click

from pipeline.commands.options import data_option
from pipeline.handouts.file_names import safe_names
from pipeline.handouts.forms.word import template_of, word_document
from pipeline.handouts.sample.draw import Plan
from pipeline.handouts.sample.field_sheets import SHIPPED, drawn_figures, field_forms, field_plan, lists
from pipeline.handouts.workbook import write_workbook
from pipeline.parameter_tables import effective_values, text_in_force
from pipeline.release.folders import Release, current_release
from pipeline.release.readback import open_release
from pipeline.release.staging import whole_folder
from pipeline.settings import Settings


@click.command("sample")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("--seed", required=True, help="抽样种子，由监督人当场给出；同一种子和版本抽出同样的户")
@click.option("--satisfaction", type=click.IntRange(1), default=10, show_default=True, help="每村满意度调查户数")
@data_option
def command(out: Path, seed: str, satisfaction: int, settings: Settings) -> None:
    """抽取内部预检的户（随机、风险、满意度），写出名单和每村的入户核查表（Excel 填报回传，Word 入户签字）到 OUT。"""
    if out.is_dir() and any(out.iterdir()):
        raise click.ClickException(f"{out} 不是空文件夹，请换一个")
    release = current_release(settings.marts_dir)
    plan = plan_of(settings, release, seed, satisfaction)
    with open_release(release) as marts, whole_folder(out, settings) as work:
        template = template_of(settings.site_dir, SHIPPED)
        note = f"数据截止日{release.manifest.as_of_date}，版本{release.id}。"
        counts = write_workbook(work / "抽样名单.xlsx", lists(marts, plan, note))
        sheets = list(drawn_figures(marts, plan))
        names = safe_names({village: place for village, place, _ in sheets})
        for village, place, figures in sheets:
            path = work / f"入户核查表_{names[village]}"
            write_workbook(path.with_suffix(".xlsx"), [field_plan(place, figures)])
            path.with_suffix(".docx").write_bytes(word_document(template, field_forms(figures), note))
    told = "，".join(f"{name} {count} 户" for name, count in counts.items())
    click.echo(f"{told}；入户核查表 {len(sheets)} 册，在 {out}")


def plan_of(settings: Settings, release: Release, seed: str, satisfaction: int) -> Plan:
    """How many are drawn, by the parameters in force on the release's day."""
    day = release.manifest.as_of_date
    values = effective_values(settings.site_dir, {}, day)
    found = {
        name: text_in_force(values, name, day)
        for name in ("sample_households", "sample_disabled_households", "satisfaction_ratio")
    }
    first, second, third = map(int, str(found["satisfaction_ratio"]).split(":"))
    return Plan(
        seed,
        release.manifest.content_hash,
        int(str(found["sample_households"])),
        int(str(found["sample_disabled_households"])),
        satisfaction,
        (first, second, third),
    )
