"""What a run says at its end: files, households, opinions, doubts, and where the release is."""

from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from pipeline.release.folders import Release, beijing_time
from pipeline.release.readback import open_release

VERDICTS = {
    "met": "达标", "not_met": "未达标", "borderline": "临界", "insufficient_evidence": "证据不足",
    "undeterminable": "无法核定", "covered": "兜底已落实", "not_covered": "兜底未落实",
}  # fmt: skip
SCOPES = {"in_scope": "核查范围内", "out_of_scope": "范围外", "unknown": "待确认"}
STATUSES = {"accepted": "接收", "rejected": "退回", "duplicate": "重复", "ignored": "略过"}
SEVERITIES = {"critical": "重大疑点", "warning": "一般疑点", "info": "提示"}


def print_summary(release: Release, console: Console) -> None:
    """Print the closing summary of a release; headline counts are of households in scope."""
    with open_release(release) as marts:
        console.print(verdict_table(marts))
        console.print(line_of(marts, "报送工作表", "mart_deliveries", "status", STATUSES))
        console.print(line_of(marts, "疑点", "mart_findings", "severity", SEVERITIES))
        console.print(line_of(marts, "户年度（按核查范围）", "mart_household_incomes", "scope", SCOPES))
        missing = count(marts, "select count(*) from mart_exit_reviews where not_delivered")
        console.print(
            f"核查范围内未报送：{missing} 户    临界名单：{count(marts, 'select count(*) from mart_near_threshold')} 条"
        )
    kind = "试算版本（current 不变）" if release.is_what_if else "已发布"
    console.print(
        f"[bold green]{kind}[/] {release.id}，{beijing_time(release.manifest.created_at)}，数据截止日 {release.manifest.as_of_date}",
        highlight=False,
    )
    console.print(f"结果在 {shown(release.path)}；数据库 {shown(release.database)}", highlight=False, soft_wrap=True)


def verdict_table(marts: duckdb.DuckDBPyConnection) -> Table:
    """Households in scope by year and opinion."""
    rows = marts.execute(
        "select survey_year, verdict, count(*) from mart_household_incomes where scope = 'in_scope' group by all"
    ).fetchall()
    counts = {(year, verdict): number for year, verdict, number in rows}
    table = Table(title="收入核查意见（核查范围内，户）")
    table.add_column("年度")
    for label in VERDICTS.values():
        table.add_column(label, justify="right")
    for year in sorted({year for year, _ in counts}):
        table.add_row(str(year), *(str(counts.get((year, verdict), 0)) for verdict in VERDICTS))
    return table


def line_of(marts: duckdb.DuckDBPyConnection, title: str, table: str, column: str, labels: dict[str, str]) -> str:
    """One line of counts by a labelled column; names are our own, never a file's."""
    found = dict(marts.execute(f"select {column}, count(*) from {table} group by all").fetchall())
    return f"{title}：" + "，".join(f"{label} {found.get(value, 0)}" for value, label in labels.items())


def count(marts: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = marts.execute(sql).fetchone()
    return int(row[0]) if row else 0


def shown(path: Path) -> str:
    """A path as the operator would type it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
