"""`income findings`: the doubts of the served release, for a village or a rule, in the terminal or as CSV."""

import sys
from itertools import groupby
from operator import itemgetter
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from pipeline.commands.options import data_option
from pipeline.explanation import records
from pipeline.handouts.audience import PackageError
from pipeline.handouts.cells import write_csv_rows
from pipeline.handouts.village_choice import villages_of
from pipeline.parsing.places import normalise_village
from pipeline.release.folders import Release, current_release
from pipeline.release.readback import open_release
from pipeline.settings import Settings

COLUMNS = {
    "severity": "程度", "rule_id": "规则", "survey_year": "年度", "village_name": "村", "household_code": "户码",
    "stated": "申报", "expected": "应为", "message": "说明", "source_file": "文件", "source_sheet": "工作表",
    "source_row": "行",
}  # fmt: skip
SHOWN = ("survey_year", "village_name", "household_code", "message")
SELECT = """
select * from mart_findings
where ($village is null or village_name like '%' || $village || '%') and ($town is null or town_name = $town)
    and ($rule is null or rule_id = $rule)
order by case severity when 'critical' then 0 when 'warning' then 1 else 2 end, rule_id, village_name,
    household_code, survey_year, finding_id
"""


@click.command("findings")
@click.option("--village", help="只看一个村（村名的一部分，或 镇/村）")
@click.option("--rule", help="只看一条规则")
@click.option("--csv", "as_csv", is_flag=True, help="输出 CSV")
@data_option
def command(village: str | None, rule: str | None, as_csv: bool, settings: Settings) -> None:
    """列出当前版本的疑点，重大的在前；最后列出未核查的规则和所缺材料。"""
    release = current_release(settings.marts_dir)
    town, name = place_meant(release, village) if village else (None, None)
    with open_release(release) as marts:
        known = [row["rule_id"] for row in records(marts, "select rule_id from mart_rule_runs order by 1", {})]
        if rule is not None and rule not in known:
            raise click.ClickException(f"没有规则 {rule}；用 income rules 查看全部")
        found = records(marts, SELECT, {"village": name, "town": town, "rule": rule})
        runs = "select rule_id, not_checked_reason from mart_rule_runs where not_checked_reason is not null order by 1"
        unchecked = records(marts, runs, {})
    if as_csv:
        write_csv_rows(sys.stdout, COLUMNS.values(), ([row[name] for name in COLUMNS] for row in found))
        return
    console = Console()
    console.print(f"疑点 {len(found)} 条（版本 {release.id}）", highlight=False)
    for (severity, title, rule_id), rows in groupby(found, key=itemgetter("severity_zh", "title", "rule_id")):
        console.print(table_of(list(rows), f"{severity} {title}\n{rule_id}"))
    for row in unchecked if rule is None else [row for row in unchecked if row["rule_id"] == rule]:
        console.print(f"{row['rule_id']}：{row['not_checked_reason']}", highlight=False)


def place_meant(release: Release, village: str) -> tuple[str | None, str]:
    """Town, if given, and village name or a part of it. Raises PackageError: a name that is none is no village without doubts."""
    *above, name = (part.strip() for part in village.replace("|", "/").split("/"))
    town = above[-1] if above else None
    villages = villages_of(release)
    spelled = [one for one in villages if one.village_id.split("|")[-1] == normalise_village(name)
               and town in (None, one.town_name)]  # fmt: skip
    if spelled:
        return town, spelled[0].village_name
    if not any(name in one.village_name and town in (None, one.town_name) for one in villages):
        names = "、".join(f"{one.town_name}/{one.village_name}" for one in villages[:10])
        raise PackageError(f"当前版本没有村 {village}：{names}")
    return town, name


def table_of(rows: list[dict[str, Any]], title: str) -> Table:
    """The findings of one rule; narrow enough for a terminal of eighty columns."""
    table = Table(title=f"{title}（{len(rows)} 条）", title_justify="left", expand=True)
    for name in SHOWN:
        table.add_column(COLUMNS[name], overflow="fold", ratio=1 if name == "message" else None)
    for row in rows:
        table.add_row(*("" if row[name] is None else str(row[name]) for name in SHOWN))
    return table
