"""The charts of one table, drawn as soon as it is made: the UI shows them there, and the release copies them."""

from pathlib import Path

import duckdb

from pipeline.charts.names import CHARTS_OF_TABLE
from pipeline.charts.release_charts import CHARTS, caption_of, years_of
from pipeline.charts.style import chinese_style, save


def draw_table_charts(table: str, marts: duckdb.DuckDBPyConnection, folder: Path, as_of: str) -> list[Path]:
    """Draw the charts that rest on one mart alone; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths: list[Path] = []
    with chinese_style():
        years = years_of(table, marts)
        for name in CHARTS_OF_TABLE[table]:
            paths += save(CHARTS[name](marts), folder, name, caption_of(name, as_of, years))
    return paths
