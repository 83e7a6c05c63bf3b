"""All charts of a release, drawn from its marts into its folder."""

from collections.abc import Callable
from pathlib import Path

import duckdb
from matplotlib.figure import Figure

from pipeline.charts import incomes, opinions
from pipeline.charts.style import chinese_style, save
from pipeline.locked_duckdb import open_marts

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


def draw_charts(database: Path, folder: Path, as_of: str) -> list[Path]:
    """Draw every chart from a marts database as PNG and SVG; returns the files, sorted."""
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    with open_marts(database) as marts, chinese_style():
        for name, draw in CHARTS.items():
            paths += save(draw(marts), folder, name, caption_of(name, as_of))
    return sorted(paths)


def caption_of(name: str, as_of: str) -> str:
    """The line under a chart: unit, source, as-of date."""
    unit = "户" if name in OF_HOUSEHOLDS else "元"
    return f"单位：{unit}；来源：2016-2018年预脱贫户家庭人均可支配收入核查，数据截止日 {as_of}"
