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
    select survey_year, verdict_zh, count(*) as households from mart_household_incomes
    where scope = 'in_scope' group by all order by survey_year desc, households desc"""
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
CHARTS = ("opinions", "distribution", "villages", "composition", "stated_and_recomputed", "transitions")


def overview(marts_dir: Path, release: Release, tables: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """What the first page shows."""
    before = previous(marts_dir, release)
    return {
        "opinions": records(tables, OPINIONS, {}), "gaps": records(tables, GAPS, {}),
        "doubts": records(tables, DOUBTS, {}), "stages": records(tables, STAGES, {}),
        "sheets": records(tables, SHEETS, {}), "before": before,
        "changed": change_counts(before, release) if before else [],
        "charts": [name for name in CHARTS if f"charts/{name}.svg" in release.manifest.files],
    }  # fmt: skip


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
