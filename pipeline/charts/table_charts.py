"""The charts of one table, drawn as soon as it is made: the UI shows them there, and the release copies them."""

from collections.abc import Callable
from pathlib import Path

import duckdb
from matplotlib.figure import Figure

from pipeline.charts import incomes, opinions
from pipeline.charts.names import CHARTS_OF_TABLE
from pipeline.charts.style import chinese_style, save

CHARTS: dict[str, Callable[[duckdb.DuckDBPyConnection], Figure]] = {
    "distribution": incomes.distribution,
    "villages": incomes.villages,
    "composition": incomes.composition,
    "stated_and_recomputed": incomes.stated_and_recomputed,
    "opinions": opinions.opinions,
    "near_threshold": opinions.near_threshold,
    "transitions": opinions.transitions,
}
OF_HOUSEHOLDS = {"opinions", "transitions"}


def draw_table_charts(table: str, marts: duckdb.DuckDBPyConnection, folder: Path, as_of: str) -> list[Path]:
    """Draw the charts that rest on one mart alone; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    with chinese_style():
        years = years_of(table, marts)
        for name in CHARTS_OF_TABLE[table]:
            paths += save(CHARTS[name](marts), folder, name, caption_of(name, as_of, years))
    return paths


def caption_of(name: str, as_of: str, years: str) -> str:
    """The line under a chart: unit, source with its survey years, as-of date."""
    unit = "户" if name in OF_HOUSEHOLDS else "元"
    return f"单位：{unit}；来源：{years}预脱贫户家庭人均可支配收入核查，数据截止日 {as_of}"


def years_of(table: str, marts: duckdb.DuckDBPyConnection) -> str:
    """The survey years of a mart as a caption names them: 2016-2018年; '' for an empty one."""
    first, last = ("from_year", "to_year") if table == "mart_exit_transitions" else ("survey_year", "survey_year")
    row = marts.execute(f"select min({first}), max({last}) from {table}").fetchall()[0]
    if row[0] is None:
        return ""
    return f"{row[0]}年" if row[0] == row[1] else f"{row[0]}-{row[1]}年"
