"""Where households stand: distribution against the line, villages, composition, stated against recomputed."""

import duckdb
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from pipeline.charts.style import BLUE, GREEN, GREY, ORANGE, RED, SKY

IN_SCOPE = "scope = 'in_scope' and disposable_income_per_capita_yuan is not null and not is_left_out"
LEFT_OUT = "select count(*) from mart_household_incomes where scope = 'in_scope' and is_left_out"
NARROW = 0.03  # of the highest bar
MARKS_ACROSS = 400  # a point of the chart is about as wide as a 400th of it
COMPONENTS = {
    "wage_income_yuan": ("工资性收入", BLUE),
    "net_business_income_yuan": ("经营净收入", ORANGE),
    "net_property_income_yuan": ("财产净收入", GREEN),
    "net_transfer_income_yuan": ("转移净收入", SKY),
}


def distribution(marts: duckdb.DuckDBPyConnection) -> Figure:
    """Histogram of per capita income for each year, with the exit line."""
    found = marts.execute(
        "select survey_year, disposable_income_per_capita_yuan::double as income,"
        " coalesce(exit_line_yuan::double, 'nan'::double) as line"
        f" from mart_household_incomes where {IN_SCOPE} order by 1, 2"
    ).fetchnumpy()
    incomes, lines = (np.asarray(found[name], dtype=float) for name in ("income", "line"))
    years = sorted({int(year) for year in np.unique(found["survey_year"])}) or [0]
    figure, axes = plt.subplots(len(years), 1, figsize=(8, 2.5 * len(years) + 0.9), sharex=True, squeeze=False)
    top = float(np.percentile(incomes, 99)) if incomes.size else 1.0
    for axis, year in zip(axes[:, 0], years, strict=True):
        is_year = found["survey_year"] == year
        values, known = incomes[is_year], lines[is_year & ~np.isnan(lines)]
        _histogram(axis, values, top, float(known[0]) if known.size else None)
        axis.set_title(f"{year}年（{len(values)}户）", loc="left")
        axis.set_ylabel("户数")
    axes[-1, 0].set_xlabel("家庭人均可支配收入（元）")
    figure.suptitle("家庭人均可支配收入分布与脱贫收入标准" + _left_out(marts), x=0.02, ha="left")
    figure.tight_layout(rect=(0, 0.03, 1, 1))
    return figure


def _left_out(marts: duckdb.DuckDBPyConnection) -> str:
    """How many household-years a chart leaves out, for its title; '' if none."""
    count = marts.execute(LEFT_OUT).fetchall()[0][0]
    return f"（另有{count}户次数字不可信，未列入）" if count else ""


def _histogram(axis: Axes, values: np.ndarray, top: float, line: float | None) -> None:
    low = float(values.min(initial=0.0))
    axis.hist(
        np.clip(values, low, top), bins=np.linspace(low, top, 41).tolist(), color=SKY, edgecolor="white", linewidth=0.4
    )
    beyond = int((values > top).sum())
    if beyond:
        axis.text(
            top, axis.get_ylim()[1] * 0.6, f"最右一格含\n{top:,.0f}元以上{beyond}户 ", va="top", ha="right", fontsize=8
        )
    if line is not None:
        axis.axvspan(line * 0.95, line * 1.05, color=ORANGE, alpha=0.18, lw=0)
        axis.axvline(line, color=RED, lw=1.6)
        axis.text(line, axis.get_ylim()[1], f" 标准 {line:,.0f}元", color=RED, va="top", fontsize=9)


def villages(marts: duckdb.DuckDBPyConnection, most: int = 40) -> Figure:
    """Median and middle half of each village in the last year, lowest median first; at most `most` villages."""
    rows = marts.execute(
        "select concat(coalesce(town_name, ''), ' ', village_name), p25_per_capita_yuan::double,"
        " median_per_capita_yuan::double, p75_per_capita_yuan::double, exit_line_yuan::double, household_count"
        " from mart_village_summaries where survey_year = (select max(survey_year) from mart_village_summaries)"
        " and median_per_capita_yuan is not null order by 3, 1 limit ?",
        [most],
    ).fetchall()
    figure, axis = plt.subplots(figsize=(8, 1.5 + 0.27 * max(len(rows), 3)))
    for place, (_, low, middle, high, _, _) in enumerate(rows):
        axis.plot([low, high], [place, place], color=SKY, lw=5, solid_capstyle="round")
        axis.plot(middle, place, "o", color=BLUE, ms=5)
    if rows and rows[0][4] is not None:
        axis.axvline(rows[0][4], color=RED, lw=1.4)
    axis.set_yticks(range(len(rows)), [f"{row[0]}（{row[5]}户）" for row in rows], fontsize=8)
    axis.set_xlabel("家庭人均可支配收入（元）；点为中位数，条为中间一半，竖线为标准")
    axis.set_title("各村收入位置（最近年度）", loc="left")
    figure.tight_layout(rect=(0, 0.03, 1, 1))
    return figure


def composition(marts: duckdb.DuckDBPyConnection) -> Figure:
    """Mean components per person by year, so that one sees on what income rests; figures proved wrong are left out."""
    sums = ", ".join(f"sum({name})::double" for name in COMPONENTS)
    rows = marts.execute(
        f"select survey_year, sum(divisor_count)::double, {sums} from mart_household_incomes"
        f" where {IN_SCOPE} group by 1 order by 1"
    ).fetchall()
    figure, axis = plt.subplots(figsize=(8, 4.2))
    bottoms = np.zeros(len(rows))
    told = []
    for index, (label, colour) in enumerate(COMPONENTS.values()):
        values = np.array([row[2 + index] / row[1] for row in rows])
        bars = axis.bar([str(row[0]) for row in rows], values, bottom=bottoms, color=colour, label=label, width=0.55)
        told.append((bars, values))
        bottoms = bottoms + values
    narrow = NARROW * max(bottoms, default=0.0)  # too low for its own number
    for bars, values in told:
        axis.bar_label(
            bars, [f"{value:,.0f}" if abs(value) > narrow else "" for value in values], label_type="center", fontsize=8
        )
    axis.set_ylabel("人均（元）")
    axis.set_title("人均可支配收入的构成（核查范围内）" + _left_out(marts), loc="left")
    axis.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    figure.tight_layout(rect=(0, 0.04, 1, 1))
    return figure


def stated_and_recomputed(marts: duckdb.DuckDBPyConnection) -> Figure:
    """Stated against recomputed per capita; off the diagonal means that a form does not add up.

    One mark for all households that would lie on it: a province has more of them than a picture has points.
    """
    pairs = (
        "select stated_per_capita_yuan::double as stated, disposable_income_per_capita_yuan::double as recomputed"
        " from mart_household_incomes"
        " where stated_per_capita_yuan is not null and disposable_income_per_capita_yuan is not null and not is_left_out"
    )
    top = marts.execute(f"select 1.2 * quantile_cont(recomputed, 0.99) from ({pairs})").fetchall()[0][0] or 1.0
    marks = marts.execute(
        f"select abs(stated - recomputed) <= 0.01 as agrees, round(stated / $step) * $step,"
        f" round(recomputed / $step) * $step, count(*), count(*) filter (where greatest(stated, recomputed) > $top)"
        f" from ({pairs}) group by all order by all",
        {"step": top / MARKS_ACROSS, "top": top},
    ).fetchall()
    figure, axis = plt.subplots(figsize=(6.4, 5.6))
    for agrees, colour, marker, label in ((True, GREY, ".", "相符"), (False, RED, "x", "不符")):
        points = [(across, up, count) for one, across, up, count, _ in marks if one is agrees]
        if points:
            across, up, counts = zip(*points, strict=True)
            axis.scatter(across, up, s=16, c=colour, marker=marker, label=f"{label}（{sum(counts)}）")
    outside = sum(count for *_, count in marks)
    axis.plot([0, top], [0, top], color=BLUE, lw=0.8)
    axis.set_xlim(0, top)
    axis.set_ylim(0, top)
    axis.set_xlabel("申报人均（元）")
    axis.set_ylabel("复算人均（元）")
    axis.set_title("申报数与复算数" + (f"（另有{outside}户超出图外）" if outside else ""), loc="left")
    axis.legend(frameon=False, loc="upper left")
    figure.tight_layout(rect=(0, 0.03, 1, 1))
    return figure
