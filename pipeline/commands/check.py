"""`income check`: a team's pre-flight of its own workbooks, in seconds, cell by cell."""

import os
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pyarrow.parquet as pq

from pipeline.commands.options import data_option
from pipeline.handouts.file_names import safe_names
from pipeline.release.failures import PublishError
from pipeline.release.folders import current_release
from pipeline.release.staging import scratch_folder, whole_file
from pipeline.settings import Settings

MOST_PLACES = 8

if TYPE_CHECKING:
    from pipeline.checking.preflight import Preflight


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--year", type=int, help="报送年度；不给则看文件标题或年度栏")
@click.option("--all", "with_info", is_flag=True, help="连同提示一并列出")
@click.option("--out", "out", type=click.Path(path_type=Path, file_okay=False), help="把标出疑点的副本写入此文件夹")
@data_option
def command(files: tuple[Path, ...], year: int | None, with_info: bool, out: Path | None, settings: Settings) -> None:
    """报送前自查 FILES：会被退回、留待更正或存疑的地方。退出码 0 可以报送，1 需要更正。"""
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
    from pipeline.checking.preflight import check_loose_files

    with scratch_folder() as work:
        found = check_loose_files(files, settings.site_dir, Path(work), year, known_matters(settings))
    print_deliveries(found)
    print_doubts(found, with_info)
    if out is not None:
        write_copies(files, found, out, settings)
    click.echo(verdict(found))
    if not found.is_acceptable:
        raise SystemExit(1)


def known_matters(settings: Settings) -> frozenset[str] | None:
    """The numbers of the rectification ledger; None where no release knows them."""
    with suppress(PublishError, KeyError, OSError):
        release = current_release(settings.marts_dir)
        column = pq.read_table(release.table("mart_rectifications"), columns=["rectification_id"])
        return frozenset(column["rectification_id"].to_pylist())
    return None


def verdict(found: "Preflight") -> str:
    """Whether the files may be delivered; what was noticed or doubted is to be looked at first."""
    if not found.is_acceptable:
        return "请更正后再报送。"
    noticed = len(found.notes) + sum(row["severity"] == "warning" for row in found.findings)
    return f"可以报送；上列说明和一般疑点共{noticed}条，请先核对。" if noticed else "可以报送。"


def print_deliveries(found: "Preflight") -> None:
    """What would become of each sheet."""
    words = {"accepted": "接收", "rejected": "退回", "duplicate": "重复", "ignored": "略过"}
    for row in found.deliveries:
        place = row["source_file"] + (f" · {row['source_sheet']}" if row["source_sheet"] else "")
        counts = f"接收 {row['rows_accepted']} 行，待更正 {row['rows_quarantined']} 行"
        click.echo(f"{place}：{words[row['status']]}，" + (row["reason"] or counts))


def print_doubts(found: "Preflight", with_info: bool) -> None:
    """Rows left aside, notes and doubts, each with its cells; what is said of many cells is said once."""
    from pipeline.checking.annotation import grouped
    from pipeline.checking.remarks import SEVERITIES, remarks_of

    counts = Counter(row["severity"] for row in found.findings)
    unchecked = f"；退回的 {found.unchecked_count} 张表未核查" if found.unchecked_count else ""
    if any(row["status"] == "accepted" for row in found.deliveries):
        click.echo("疑点：" + "，".join(f"{word} {counts[name]}" for name, word in SEVERITIES.items()) + unchecked)
    else:
        click.echo("疑点：未核查（没有可接收的表）")
    is_one_file = len({row["source_file"] for row in found.deliveries}) == 1
    shown = [one for one in remarks_of(found) if one.degree != "退回" and (with_info or one.degree != "提示")]
    for group in grouped(shown):
        first = group[0]
        places = list(dict.fromkeys(place for one in group for place in one.cells))
        told = "、".join(places[:MOST_PLACES]) + (f" 等{len(places)}处" if len(places) > MOST_PLACES else "")
        whose = f" 户码{first.household_code}" if first.household_code and len(group) == 1 else ""
        same = f"（{len(group)}处，{first.heading or '说法相同'}；如{first.cells[0]}）" if len(group) > 1 else ""
        where = first.sheet if is_one_file else f"{first.file} {first.sheet}"
        click.echo(f"  {first.degree} {where} {told}{whose}{same}：{first.message}")


def write_copies(files: tuple[Path, ...], found: "Preflight", out: Path, settings: Settings) -> None:
    """A copy of each workbook with the doubtful cells marked, whole or absent; an existing file is never overwritten."""
    from pipeline.checking.annotation import annotate
    from pipeline.checking.remarks import remarks_of
    from pipeline.intake.intake import loose_names

    remarks = remarks_of(found)
    names = safe_names({str(path): f"自查_{path.stem}" for path in files})
    targets = {path: out / f"{names[str(path)]}.xlsx" for path in files}
    if taken := [target for target in targets.values() if target.exists()]:
        raise click.ClickException(f"{taken[0]} 已存在，请先移走或另给一个文件夹")
    for path, called in zip(files, loose_names(files), strict=True):
        with whole_file(targets[path], settings) as work:
            annotate(path, [one for one in remarks if one.file == called], work)
        click.echo(f"已写出 {targets[path]}")
