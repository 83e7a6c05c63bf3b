"""The public package: aggregates over villages only, no household, no file name, small cells hidden.

Fewer households than the threshold are not shown, nor what would give them away. Every line of a table (across and down)
whose total is known must hide at least two cells, together at least the threshold; the smallest cells still shown follow the
small ones until that holds (docs/method.md#privacy).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipeline.handouts.audience import PackageError
from pipeline.handouts.package.mart_files import write_parquet
from pipeline.handouts.sheets import SheetColumn, SheetPlan

VERDICTS = {
    "met": "达标", "not_met": "未达标", "borderline_above": "临界（线上）", "borderline_below": "临界（线下）",
    "insufficient_evidence": "证据不足", "undeterminable": "无法核定", "covered": "兜底已落实",
    "not_covered": "兜底未落实", "not_delivered": "未报送",
}  # fmt: skip
PUBLIC_TITLES = {
    "public_village_verdicts": "各村收入核查意见户数",
    "public_village_incomes": "各村人均可支配收入",
    "public_coverage_gaps": "三保障及社会保障未落实户数",
    "public_exit_transitions": "年度间意见变动户数（合计）",
}
PLACE = ["年度", "镇", "村"]
GAPS = "select survey_year, coalesce(town_name, ''), coalesce(village_name, ''), gap_zh, count(distinct household_id)" \
    " from mart_coverage_gaps where scope = 'in_scope' group by all"  # fmt: skip
THRESHOLD = "select max(cast(value as integer)) from mart_parameters where name = 'suppression_threshold'"


def suppressed_below(tables: duckdb.DuckDBPyConnection) -> int:
    """Cells of fewer households are hidden: the strictest value that mart_parameters holds. Raises PackageError."""
    found = tables.execute(THRESHOLD).fetchone()
    if found is None or found[0] is None:
        raise PackageError("版本中没有参数 suppression_threshold（应隐去的最小户数），不能制作公开资料包")
    return int(found[0])


def hiding_note(threshold: int) -> str:
    """The note under a public table about its blank cells."""
    return f"少于{threshold}户的格子不公开，为防止倒推，同时隐去次小的格子；隐去的格子为空白"


def public_tables(marts: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Write the public tables as Parquet; file stem → rows."""
    threshold = suppressed_below(marts)
    made = {
        "public_village_verdicts": _verdicts,
        "public_village_incomes": _incomes,
        "public_coverage_gaps": _gaps,
        "public_exit_transitions": _transitions,
    }
    counts = {}
    for name, table_of in made.items():
        rows = table_of(marts, threshold)
        counts[name] = write_parquet(folder / f"{name}.parquet", rows.schema, rows.to_batches())
    return counts


def public_plan(title: str, rows: pa.Table, note: str) -> SheetPlan:
    """The sheet of a public table."""
    kinds = {"int32": "count", "int64": "count", "string": "text"}
    columns = tuple(
        SheetColumn(field.name, "plain" if field.name == "年度" else kinds.get(str(field.type), "money"))
        for field in rows.schema
    )
    values = [tuple(row.values()) for row in rows.to_pylist()]
    return SheetPlan(title[:28], title, note, columns, lambda: values, 2)


def _counted(
    keys: list[tuple[Any, ...]], heads: list[str], labels: list[str], grid: list[list[int]], threshold: int
) -> pa.Table:
    """Key columns and count columns, small cells null; `heads` name the keys."""
    hidden: set[tuple[int, int]] = set()
    years = {key[0] for key in keys}
    for year in years:  # totals are published by year: each year is a table of its own
        rows = [place for place, key in enumerate(keys) if key[0] == year]
        hidden |= {(rows[r], c) for r, c in hidden_cells([grid[place] for place in rows], threshold)}
    columns: dict[str, pa.Array] = {}
    for place, head in enumerate(heads):
        columns[head] = pa.array([key[place] for key in keys], pa.int32() if head.endswith("年度") else pa.string())
    for place, label in enumerate(labels):
        counts = [None if (row, place) in hidden else line[place] for row, line in enumerate(grid)]
        columns[label] = pa.array(counts, pa.int32())
    return pa.table(columns)


def _verdicts(marts: duckdb.DuckDBPyConnection, threshold: int) -> pa.Table:
    select = ", ".join(f"coalesce({name}_count, 0)" for name in VERDICTS)
    rows = marts.execute(
        f"select survey_year, coalesce(town_name, ''), coalesce(village_name, ''), {select}"
        " from mart_village_summaries order by 1, 2, 3"
    ).fetchall()
    return _counted(
        [row[:3] for row in rows], PLACE, list(VERDICTS.values()), [list(row[3:]) for row in rows], threshold
    )


def _incomes(marts: duckdb.DuckDBPyConnection, threshold: int) -> pa.Table:
    """Means and medians; a village of too few measured households is hidden, and the next smallest with it."""
    rows = marts.execute(
        "select survey_year, coalesce(town_name, ''), coalesce(village_name, ''), measured_count, mean_per_capita_yuan,"
        " median_per_capita_yuan, exit_line_yuan, left_out_count from mart_village_summaries order by 1, 2, 3"
    ).fetchall()
    counts = _counted(
        [row[:3] for row in rows], PLACE, ["有人均收入的户数"], [[row[3] or 0] for row in rows], threshold
    )
    left_out = [row[7] or 0 for row in rows]
    shown = [count is not None for count in counts["有人均收入的户数"].to_pylist()]
    money = pa.decimal128(18, 2)
    for place, label in ((4, "人均可支配收入均值（元）"), (5, "人均可支配收入中位数（元）")):
        counts = counts.append_column(
            label,
            pa.array([row[place] if is_shown else None for row, is_shown in zip(rows, shown, strict=True)], money),
        )
    counts = counts.append_column("数字不可信未列入的户数", pa.array(left_out, pa.int32()))
    return counts.append_column("脱贫收入标准（元）", pa.array([row[6] for row in rows], money))


def _gaps(marts: duckdb.DuckDBPyConnection, threshold: int) -> pa.Table:
    counted = Counter({tuple(row[:4]): row[4] for row in marts.execute(GAPS).fetchall()})
    keys = sorted({key[:3] for key in counted})
    labels = sorted({key[3] for key in counted})
    grid = [[counted[(*key, label)] for label in labels] for key in keys]
    return _counted(keys, PLACE, labels, grid, threshold)


def _transitions(marts: duckdb.DuckDBPyConnection, threshold: int) -> pa.Table:
    rows = marts.execute(
        "select to_year, from_year, from_verdict_zh, to_verdict_zh, sum(household_count)::int"
        " from mart_exit_transitions where is_total and scope = 'in_scope' group by all order by all"
    ).fetchall()
    counted = Counter({tuple(row[:4]): row[4] for row in rows})
    keys = sorted({key[:3] for key in counted})
    labels = sorted({key[3] for key in counted})
    grid = [[counted[(*key, label)] for label in labels] for key in keys]
    return _counted(keys, ["终止年度", "起始年度", "起始年度意见"], labels, grid, threshold)


def safe_charts(charts: Path) -> Iterator[Path]:
    """Charts that show no single household and no small group."""
    for name in ("composition.png", "composition.svg"):
        if (charts / name).exists():
            yield charts / name


Grid = Sequence[Sequence[int]]
Cells = set[tuple[int, int]]


def hidden_cells(grid: Grid, threshold: int) -> Cells:
    """Positions (row, column) to hide in a table of counts whose row and column totals may be known."""
    hidden = {
        (row, column) for row, counts in enumerate(grid) for column, count in enumerate(counts) if 0 < count < threshold
    }
    lines = [*_rows(grid), *_columns(grid)]
    while True:
        added: Cells = set()
        for line in lines:
            added |= _next_smallest(grid, line, hidden | added, threshold)
        if not added:
            return hidden
        hidden |= added


def _rows(grid: Grid) -> list[list[tuple[int, int]]]:
    return [[(row, column) for column in range(len(counts))] for row, counts in enumerate(grid)]


def _columns(grid: Grid) -> list[list[tuple[int, int]]]:
    return [[(row, column) for row in range(len(grid))] for column in range(len(grid[0]))] if grid else []


def _next_smallest(grid: Grid, line: Iterable[tuple[int, int]], hidden: Cells, threshold: int) -> Cells:
    """The cell to hide next in a line that gives its hidden cells away; zeros only when nothing else is left."""
    cells = list(line)
    inside = [cell for cell in cells if cell in hidden]
    if not inside or (len(inside) > 1 and sum(grid[r][c] for r, c in inside) >= threshold):
        return set()
    shown = sorted((grid[r][c] == 0, grid[r][c], r, c) for r, c in cells if (r, c) not in hidden)
    return {shown[0][2:]} if shown else set()
