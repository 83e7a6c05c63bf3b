"""`income bulletin`: 《关于迎考工作进度的通报》 of a day, as Word and PDF."""

import datetime as dt
from pathlib import Path
from typing import Any

import click

from pipeline.charts.bulletin_charts import gaps_picture, progress_picture
from pipeline.commands.options import data_option
from pipeline.handouts.bulletin.content import Issue, bulletin_content, figures_of, lists_of
from pipeline.handouts.bulletin.documents import SHIPPED, pdf_bulletin, word_bulletin
from pipeline.handouts.bulletin.issues import FOLDER, Earlier, last_before, remember
from pipeline.handouts.bulletin.wording import day_text
from pipeline.handouts.forms.word import template_of
from pipeline.parameter_tables import cohort_years, effective_values, text_in_force, today
from pipeline.release.durable import DamagedError
from pipeline.release.failures import NoReleaseError
from pipeline.release.folders import Release, find_release
from pipeline.release.memory import served_release
from pipeline.release.readback import open_release
from pipeline.release.staging import whole_file
from pipeline.settings import Settings

GAPS = (("students", "学生未领补助及免学杂费"), ("dibao_households", "符合条件未纳入低保（户）"),
        ("without_medical", "未购买医疗保险"), ("without_pension", "未参加养老保险"))  # fmt: skip
STAGES = ("一、收入统计", "二、帮扶记录簿", "三、资料归档", "四、省系统录入")


@click.command("bulletin")
@click.option("--as-of", "day", type=click.DateTime(["%Y-%m-%d"]), help="通报日期，默认今天；取该日以前最近的版本")
@click.option("--number", type=click.IntRange(1), required=True, help="第几期")
@click.option("--since", help="与哪个版本相比（版本编号）；不给则与上期相比")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="文件夹，默认当前文件夹")
@data_option
def command(day: dt.datetime | None, number: int, since: str | None, out: Path, settings: Settings) -> None:
    """生成《关于迎考工作进度的通报》（Word 和 PDF），不含户名。"""
    date = day.date() if day else today()
    release = served_release(settings.marts_dir, date)
    if release is None:
        raise NoReleaseError(f"没有截至{date}的版本，请先运行 income run --as-of {date}。")
    issue = issue_of(settings, date, number, release)
    earlier = earlier_of(settings, issue, since)
    word, pdf, figures = documents(settings, issue, release, earlier)
    out.mkdir(parents=True, exist_ok=True)
    for ending, content in (("docx", word), ("pdf", pdf)):
        path = out / f"关于迎考工作进度的通报_{date}_第{number}期.{ending}"
        with whole_file(path, settings) as work:
            work.write_bytes(content)
        click.echo(f"已生成 {path}")
    remember(settings.marts_dir, date, number, issue.as_of, figures)
    click.echo(f"与{earlier.called}相比" if earlier else "没有更早的一期，不比较增减")


def issue_of(settings: Settings, day: dt.date, number: int, release: Release) -> Issue:
    """Which bulletin, and who sends it to whom."""
    values = effective_values(settings.site_dir, {}, day)
    named = ("office", "recipients", "report_to", "copy_to", "code")
    texts = {name: text_in_force(values, f"bulletin_{name}", day) for name in named}
    year = cohort_years(values, day)[-1]
    return Issue(day, number, release.id, release.manifest.as_of_date, year, **texts)


def earlier_of(settings: Settings, issue: Issue, since: str | None) -> Earlier | None:
    """What the bulletin is compared with: the release asked for, else the last issue. Raises NoReleaseError, PublishError."""
    if since is None:
        return last_issue(settings, issue)
    release = find_release(settings.marts_dir, since)
    with open_release(release) as marts:
        figures = figures_of(marts, {"day": issue.day, "year": issue.year})
    return Earlier(f"截至{day_text(release.manifest.as_of_date)}的数据", figures)


def last_issue(settings: Settings, issue: Issue) -> Earlier | None:
    """The issue before; a damaged memory is told, and nothing compared."""
    try:
        return last_before(settings.marts_dir, issue.day.year, issue.number)
    except (OSError, DamagedError):
        folder = settings.marts_dir / FOLDER
        click.echo(f"{folder} 中上期的数字已损坏，本期不比较增减；可用 --since 指定版本", err=True)
        return None


def documents(
    settings: Settings, issue: Issue, release: Release, earlier: Earlier | None
) -> tuple[bytes, bytes, dict[str, Any]]:
    """The bulletin as Word and as PDF, and its figures."""
    values = {"day": issue.day, "year": issue.year}
    with open_release(release) as marts:
        content = bulletin_content(marts, issue, earlier)
        figures, ranks = figures_of(marts, values), lists_of(marts, values)["ranks"]
    old = earlier.figures if earlier else {}
    pictures = {
        "gaps_picture": gaps_picture([(zh, figures[name], old.get(name)) for name, zh in GAPS]),
        "progress_picture": progress_picture(ranks, STAGES),
    }
    word = word_bulletin(template_of(settings.site_dir, SHIPPED), content, pictures)
    return word, pdf_bulletin(content, pictures, settings.site_dir / "fonts"), figures
