"""`income check`: a team's pre-flight of its own workbooks, in seconds, cell by cell."""

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.commands.options import data_option
from pipeline.handouts.corrections.items import items_of
from pipeline.parameters import ParameterError
from pipeline.release.staging import scratch_folder
from pipeline.settings import Settings, restrict_permissions
from pipeline.workbooks.limits import LimitsError

if TYPE_CHECKING:
    from pipeline.checking.preflight import Preflight

SEVERITIES = {"critical": "重大疑点", "warning": "一般疑点", "info": "提示"}


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--year", type=int, help="报送年度；不给则看文件标题或年度栏")
@click.option("--all", "with_info", is_flag=True, help="连同提示一并列出")
@data_option
def command(files: tuple[Path, ...], year: int | None, with_info: bool, data_dir: Path) -> None:
    """报送前自查 FILES：会被退回、留待更正或存疑的地方。退出码 0 可以报送，1 需要更正。"""
    restrict_permissions()
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
    from pipeline.checking.preflight import check_loose_files

    try:
        with scratch_folder() as work:
            found = check_loose_files(files, Settings.at(data_dir).site_dir, Path(work), year)
    except (LimitsError, ParameterError) as error:
        raise click.ClickException(str(error)) from None
    print_deliveries(found)
    print_doubts(found, with_info)
    click.echo(verdict(found))
    if not found.is_acceptable:
        raise SystemExit(1)


def verdict(found: "Preflight") -> str:
    """Whether the files may be delivered; what was noticed or doubted is to be looked at first."""
    if not found.is_acceptable:
        return "请更正后再报送。"
    noticed = len(found.notes) + sum(row["severity"] == "warning" for row in found.findings)
    return f"可以报送；上列说明和一般疑点共{noticed}条，请先核对。" if noticed else "可以报送。"


def print_deliveries(found: "Preflight") -> None:
    """What would become of each sheet, and of the rows that can't be keyed."""
    words = {"accepted": "接收", "rejected": "退回", "duplicate": "重复", "ignored": "略过"}
    for row in found.deliveries:
        place = row["source_file"] + (f" · {row['source_sheet']}" if row["source_sheet"] else "")
        counts = f"接收 {row['rows_accepted']} 行，待更正 {row['rows_quarantined']} 行"
        click.echo(f"{place}：{words[row['status']]}，" + (row["reason"] or counts))
    for row in found.quarantine:
        click.echo(f"  待更正 {row['source_sheet']} 第{row['source_row']}行：{row['reason']}")
    for row in found.notes:
        place = f"{row['column_letter'] or ''}{row['source_row'] or ''}"
        click.echo(f"  说明 {row['source_sheet']} {place}：{row['message']}")


def print_doubts(found: "Preflight", with_info: bool) -> None:
    """The doubts, each with its cell."""
    counts = Counter(row["severity"] for row in found.findings)
    click.echo("疑点：" + "，".join(f"{word} {counts[name]}" for name, word in SEVERITIES.items()))
    for row in found.findings:
        if row["severity"] == "info" and not with_info:
            continue
        click.echo(f"  {SEVERITIES[row['severity']]} {row['source_sheet'] or ''} {cells_of(found, row)}"
                   f" 户码{row['household_code'] or '不明'}：{row['message']}")  # fmt: skip


def cells_of(found: "Preflight", row: dict[str, object]) -> str:
    """The cells a doubt is about, such as Q12; else its row."""
    codes = items_of(str(row["rule_id"]), str(row["item"] or ""))
    letters = [
        found.letters[key]
        for code in codes
        if (key := (str(row["source_file"]), str(row["source_sheet"]), code.removesuffix("_yuan"))) in found.letters
    ]
    if row["source_row"] is None:
        return "全表"
    return "、".join(f"{letter}{row['source_row']}" for letter in letters) or f"第{row['source_row']}行"
