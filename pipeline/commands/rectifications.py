"""`income rectifications`: the ledger of what must be mended, as workbooks that come back with replies."""

from pathlib import Path

import click

from pipeline.commands.options import WordChoice, data_option
from pipeline.explanation import records
from pipeline.handouts.rectification_ledger import SPLIT_WORDS, ledger_books
from pipeline.handouts.workbook import write_workbook
from pipeline.release.folders import current_release
from pipeline.release.readback import open_release
from pipeline.release.staging import whole_file
from pipeline.settings import Settings

STATES = (
    "select state_zh, count(*) as n, count(*) filter (where is_overdue) as overdue from mart_rectifications"
    " group by state_zh order by 1"
)
REPLIES = (
    "select * from mart_rectification_replies where status not in ('closed', 'in_progress', 'superseded')"
    " order by source_file, source_sheet, source_row"
)


@click.command("rectifications")
@click.argument("out", type=click.Path(path_type=Path, file_okay=False))
@click.option("--by", type=WordChoice(SPLIT_WORDS), help="分册；不给则一册")
@click.option("--all", "with_closed", is_flag=True, help="连同已销号的")
@data_option
def command(out: Path, by: str | None, with_closed: bool, settings: Settings) -> None:
    """导出整改台账到 OUT；填好后放回报送文件夹即为回复。列出不能销号的回复及原因。"""
    release = current_release(settings.marts_dir)
    with open_release(release) as marts:
        note = f"数据截止日{release.manifest.as_of_date}，版本{release.id}。"
        books = list(ledger_books(marts, by, with_closed, note))
        states, replies = records(marts, STATES, []), records(marts, REPLIES, [])
    taken = [book.file for book in books if (out / book.file).exists()]
    if taken:
        raise click.ClickException(f"{out / taken[0]} 已存在，请先移走或换一个文件夹")
    out.mkdir(parents=True, exist_ok=True)
    for book in books:
        with whole_file(out / book.file, settings) as work:
            write_workbook(work, [book.plan])
    click.echo("，".join(f"{row['state_zh']}{row['n']}件（逾期{row['overdue']}）" for row in states) or "没有整改事项")
    for row in replies:
        place = f"{row['source_file']} {row['source_sheet'] or ''} 第{row['source_row']}行".replace("  ", " ")
        click.echo(f"  回复未采纳 {place} {row['rectification_id']}：{row['message']}")
    click.echo(f"已生成 {len(books)} 册，在 {out}")
