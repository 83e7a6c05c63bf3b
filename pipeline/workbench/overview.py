"""总览: the release, opinions by year, gaps, progress, and what changed since the release before."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from pipeline.explanation import records
from pipeline.locked_duckdb import open_memory, quote_text
from pipeline.release.changes import TABLE
from pipeline.release.folders import Release, list_releases

OPINIONS = """
    select verdict_zh, survey_year, count(*) as households from mart_household_incomes
    where scope = 'in_scope' group by all order by households desc, verdict_zh"""
GAPS = """
    select department, gap_zh, count(*) as rows, count(distinct household_id) as households from mart_coverage_gaps
    where survey_year = (select max(survey_year) from mart_coverage_gaps) group by all order by 1, 2"""
DOUBTS = """
    select severity_zh, title, count(*) as rows, count(distinct household_id) as households from mart_findings
    where severity <> 'info' group by severity, severity_zh, title
    order by case severity when 'critical' then 0 else 1 end, rows desc limit 12"""
STAGES = """
    select stage_zh, min(due_date) as due_date, count(*) as teams, count(*) filter (where status_zh = '已完成') as done,
        count(*) filter (where is_overdue) as overdue from mart_team_progress group by stage, stage_zh order by stage"""
SHEETS = "select status_zh, count(*) as sheets from mart_deliveries group by 1 order by 2 desc"
CHARTS = {
    "opinions": "各年收入核查意见户数", "distribution": "人均可支配收入分布与脱贫收入标准", "villages": "各村收入位置",
    "composition": "人均可支配收入的构成", "stated_and_recomputed": "申报数与复算数", "transitions": "年度间意见变动",
}  # fmt: skip


def overview(marts_dir: Path, release: Release, tables: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What the first page shows."""
    before = previous(marts_dir, release)
    years, opinions = opinion_table(records(tables, OPINIONS, {}))
    return {
        "years": years, "opinions": opinions, "gaps": records(tables, GAPS, {}),
        "doubts": records(tables, DOUBTS, {}), "stages": records(tables, STAGES, {}),
        "sheets": records(tables, SHEETS, {}), "before": before,
        "changed": change_counts(before, release) if before else [],
        "charts": [(name, title) for name, title in CHARTS.items() if f"charts/{name}.svg" in release.manifest.files],
    }  # fmt: skip


def opinion_table(counted: list[dict[str, Any]]) -> tuple[list[int], list[dict[str, Any]]]:
    """The years, and a row per opinion with its households of each year; the most frequent opinion first."""
    years = sorted({row["survey_year"] for row in counted})
    counts = {(row["verdict_zh"], row["survey_year"]): row["households"] for row in counted}
    opinions = list(dict.fromkeys(row["verdict_zh"] for row in counted))
    return years, [
        {"verdict_zh": one, "counts": {year: counts.get((one, year), 0) for year in years}} for one in opinions
    ]


def previous(marts_dir: Path, release: Release) -> Release | None:
    """The official release before this one."""
    earlier = [one for one in list_releases(marts_dir) if one.id < release.id and not one.is_what_if]
    return earlier[-1] if earlier else None


@lru_cache(maxsize=8)
def change_counts(before: Release, after: Release) -> tuple[tuple[str, str, int], ...]:
    """(opinion before, opinion after, household-years) of all whose figure or opinion changed, most frequent first."""
    old, new = before.table(TABLE), after.table(TABLE)
    sql = f"""
        select coalesce(o.verdict_zh, '—'), coalesce(n.verdict_zh, '—'), count(*) as households
        from read_parquet({quote_text(old)}) as o
        full outer join read_parquet({quote_text(new)}) as n
            on n.household_id = o.household_id and n.survey_year = o.survey_year
        where o.verdict_zh is distinct from n.verdict_zh
            or o.disposable_income_per_capita_yuan is distinct from n.disposable_income_per_capita_yuan
        group by all order by households desc, 1, 2"""
    with open_memory(files=[old, new]) as tables:
        return tuple((str(one), str(other), int(count)) for one, other, count in tables.execute(sql).fetchall())
