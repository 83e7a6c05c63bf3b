"""`income template`: a workbook to fill in, with the headers the reader knows and the households it has met."""

from pathlib import Path
from typing import Any

import click

from pipeline.commands.options import WordChoice, data_option
from pipeline.handouts.blank_workbooks import TITLES, known_rows, write_blank
from pipeline.handouts.file_names import safe_name
from pipeline.handouts.village_choice import find_village
from pipeline.parameter_tables import today
from pipeline.release.failures import NoReleaseError
from pipeline.release.folders import current_release
from pipeline.release.readback import open_release
from pipeline.release.staging import whole_file
from pipeline.settings import Settings


@click.command("template")
@click.argument("kind", metavar="表种", type=WordChoice(TITLES))
@click.option("--village", help="预填该村已知的户（村、镇/村或村标识）；不给则为空白表")
@click.option("--year", type=int, help="年度，默认今年")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="文件名，默认写在当前文件夹")
@data_option
def command(kind: str, village: str | None, year: int | None, out: Path | None, settings: Settings) -> None:
    """生成报送表，写法如：income template 收入统计表 --village 某村 --year 2018。表种可只写一部分，如 户名册、台账。

    收入统计表、户名册、花名册、发放台账、资金项目表、登记名单、新旧户码对照表、工作队名册、帮扶记录簿、归档清单、反馈问题、
    整改回复、入户核查、复核意见。
    """
    wanted = year or today().year
    place, known = known_of(settings, kind, village) if village else ("", [])
    path = out or Path(f"{safe_name(f'{place}{wanted}年{TITLES[kind]}')}.xlsx")
    if path.exists():
        raise click.ClickException(f"{path} 已存在，请先移走或用 --out 另起文件名")
    with whole_file(path, settings) as work:
        filled = write_blank(work, kind, place=place, year=wanted, known=known)
    click.echo(f"已生成 {path}" + (f"，预填 {filled} 行" if filled else "，空白"))


def known_of(settings: Settings, kind: str, village: str) -> tuple[str, list[dict[str, Any]]]:
    """Town and village for the title, and the rows known of them; nothing but the name before the first release."""
    try:
        release = current_release(settings.marts_dir)
    except NoReleaseError:
        return village.replace("/", ""), []
    found = find_village(release, village)
    with open_release(release) as marts:
        return f"{found.town_name}{found.village_name}", known_rows(marts, kind, found)
