"""How firm the opinions are: counts by year, margins near the line, changes between years."""

import duckdb
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from pipeline.charts.style import BLUE, GREY, ORANGE, RED, VERDICT_COLOURS

LABELS = {
    "met": "达标", "borderline": "临界", "not_met": "未达标", "covered": "兜底已落实",
    "not_covered": "兜底未落实", "insufficient_evidence": "证据不足", "undeterminable": "无法核定",
}  # fmt: skip

NEAR = (
    "survey_year = (select max(survey_year) from mart_near_threshold) and margin_yuan is not null"
    " and nearness is distinct from 'informing_test'"
)
NARROW = 0.04  # of the longest bar: too narrow for its own number


def opinions(marts: duckdb.DuckDBPyConnection) -> Figure:
    """Households in scope by year and opinion."""
    rows = marts.execute(
        "select survey_year, verdict, count(*) from mart_household_incomes where scope = 'in_scope' group by 1, 2"
    ).fetchall()
    counts = {(year, verdict): number for year, verdict, number in rows}
    years = sorted({year for year, _, _ in rows})
    figure, axis = plt.subplots(figsize=(8, 1.6 + 0.7 * max(len(years), 1)))
    lefts = np.zeros(len(years))
    narrow = NARROW * max((sum(counts.get((year, one), 0) for one in LABELS) for year in years), default=0)
    beside: list[list[str]] = [[] for _ in years]
    for verdict, label in LABELS.items():
        values = np.array([counts.get((year, verdict), 0) for year in years])
        if values.sum() == 0:
            continue
        bars = axis.barh([str(year) for year in years], values, left=lefts, color=VERDICT_COLOURS[verdict], label=label)
        axis.bar_label(
            bars, [str(value) if value > narrow else "" for value in values], label_type="center", fontsize=8
        )
        for told, value in zip(beside, values, strict=True):
            told += [f"{label}{value}"] if 0 < value <= narrow else []
        lefts = lefts + values
    for place, told in enumerate(beside):
        axis.text(lefts[place], place, f"  {'，'.join(told)}", va="center", fontsize=7)
    axis.set_xlim(0, (1.3 if any(beside) else 1.05) * max(lefts, default=1.0))
    axis.invert_yaxis()
    axis.set_xlabel("户数（核查范围内）")
    axis.set_title("收入核查意见", loc="left")
    axis.legend(frameon=False, loc="upper left", bbox_to_anchor=(1, 1), fontsize=8)
    figure.tight_layout(rect=(0, 0.05, 1, 1))
    return figure


def near_threshold(marts: duckdb.DuckDBPyConnection, most: int = 40) -> Figure:
    """Margins of the households nearest the line in the last year, with the range that the tests give."""
    rows = marts.execute(
        "select concat(village_name, ' ', household_code), margin_yuan::double,"
        " (lowest_per_capita_yuan - exit_line_yuan)::double, (highest_per_capita_yuan - exit_line_yuan)::double"
        f" from mart_near_threshold where {NEAR} order by abs(margin_yuan), 1 limit ?",
        [most],
    ).fetchall()
    total = marts.execute(f"select count(*) from mart_near_threshold where {NEAR}").fetchall()[0][0]
    rows.sort(key=lambda row: row[1])
    figure, axis = plt.subplots(figsize=(8, 1.5 + 0.25 * max(len(rows), 3)))
    for place, (_, margin, low, high) in enumerate(rows):
        if low is not None and high is not None:
            axis.plot([low, high], [place, place], color=GREY, lw=2)
        axis.plot(margin, place, "o" if margin >= 0 else "s", color=BLUE if margin >= 0 else RED, ms=5)
    axis.axvline(0, color=ORANGE, lw=1.4)
    axis.set_ylim(-1, max(len(rows), 1))
    axis.set_yticks(range(len(rows)), [row[0] for row in rows], fontsize=8)
    has_range = any(low is not None and high is not None and low < high for _, _, low, high in rows)
    axis.set_xlabel("与标准差额（元，人均）；圆点在线上，方点在线下" + ("，灰条为测算范围" if has_range else ""))
    rest = f"，共{total}户，其余见临界户名单" if total > len(rows) else ""
    axis.set_title(f"最接近标准的{len(rows)}户（最近年度，不含供参考的{rest}）", loc="left")
    figure.tight_layout(rect=(0, 0.03, 1, 1))
    return figure


def transitions(marts: duckdb.DuckDBPyConnection) -> Figure:
    """From one year's opinion to the next one's, households in scope."""
    rows = marts.execute(
        "select from_year, to_year, from_verdict, to_verdict, household_count from mart_exit_transitions"
        " where is_total and scope = 'in_scope'"
    ).fetchall()
    pairs = sorted({(row[0], row[1]) for row in rows}) or [(0, 0)]
    names = list(LABELS)
    figure, axes = plt.subplots(1, len(pairs), figsize=(5.2 * len(pairs), 4.9), squeeze=False)
    for axis, (start, end) in zip(axes[0], pairs, strict=True):
        grid = np.zeros((len(names), len(names)))
        for row in rows:
            if (row[0], row[1]) == (start, end):
                grid[names.index(row[2]), names.index(row[3])] += row[4]
        axis.imshow(grid, cmap="Blues")
        for (i, j), value in np.ndenumerate(grid):
            if value:
                axis.text(j, i, f"{value:.0f}", ha="center", va="center", fontsize=9,
                          color="white" if value > grid.max() / 2 else "black")  # fmt: skip
        axis.set_xticks(range(len(names)), list(LABELS.values()), rotation=45, ha="right", fontsize=8)
        axis.set_yticks(range(len(names)), list(LABELS.values()), fontsize=8)
        axis.set_xlabel(f"{end}年")
        axis.set_ylabel(f"{start}年")
    figure.suptitle("年度间意见变动（户）", x=0.02, ha="left")
    figure.tight_layout(rect=(0, 0.04, 1, 0.97))
    return figure
