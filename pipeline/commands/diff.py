"""`income diff`: which incomes and opinions differ between two releases, and why."""

from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from pipeline.commands.options import data_option
from pipeline.handouts.cells import write_csv_rows
from pipeline.release.changes import WORDS, Cause, Change, causes_of, changes, circumstances, open_both
from pipeline.release.folders import find_release
from pipeline.release.staging import whole_file
from pipeline.settings import Settings

MOST = 50
TITLES = ("村", "户码", "年度", "人均（旧）", "人均（新）", "意见（旧）", "意见（新）", "原因")


@click.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--csv", "csv_file", type=click.Path(path_type=Path, dir_okay=False), help="全部写入 CSV")
@data_option
def command(old: str, new: str, csv_file: Path | None, settings: Settings) -> None:
    """比较版本 OLD 和 NEW（编号或其开头）：哪些户的收入或意见变了，为什么。"""
    marts_dir = settings.marts_dir
    console = Console()
    before, after = find_release(marts_dir, old), find_release(marts_dir, new)
    with open_both(before, after) as tables:
        around = circumstances(before, after, tables)
        found = [(change, causes_of(change, around)) for change in changes(tables)]
    console.print(f"{before.id} → {after.id}：{len(found)} 个户年度有变化", highlight=False)
    counts = Counter(kind for _, causes in found for kind in dict.fromkeys(cause.kind for cause in causes))
    if counts:
        said = "，".join(f"{WORDS[kind]} {counts[kind]}" for kind in WORDS if counts[kind])
        console.print(f"原因（一户可有几项）：{said}", highlight=False)
        console.print(table_of(found[:MOST]))
    if len(found) > MOST:
        console.print(f"只列出前 {MOST} 个，其余用 --csv 写出。", highlight=False)
    if csv_file is not None:
        write_csv(csv_file, found)


def table_of(found: list[tuple[Change, list[Cause]]]) -> Table:
    """The changes as a table for the terminal."""
    table = Table(show_lines=True)
    for title in TITLES:
        table.add_column(title, justify="right" if title.startswith("人均") else "left", overflow="fold")
    for change, causes in found:
        table.add_row(*(text or "—" for text in cells(change, causes)))
    return table


def cells(change: Change, causes: list[Cause]) -> list[str]:
    """One change as texts, in the order of TITLES."""
    row = change.new or change.old or {}
    sides = [
        "" if side is None or side[name] is None else str(side[name])
        for name in ("disposable_income_per_capita_yuan", "verdict_zh")
        for side in (change.old, change.new)
    ]
    why = "；".join(f"{WORDS[cause.kind]}（{cause.text}）" for cause in causes)
    return [row["village_name"] or "", row["household_code"] or "", str(change.survey_year), *sides, why]


def write_csv(path: Path, found: list[tuple[Change, list[Cause]]]) -> None:
    """All changes as CSV: UTF-8 with mark, safe from being run as formulas."""
    with whole_file(path) as work, work.open("w", encoding="utf-8-sig", newline="") as stream:
        write_csv_rows(stream, TITLES, (cells(change, causes) for change, causes in found))
