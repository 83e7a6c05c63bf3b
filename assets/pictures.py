"""Charts in the UI: drawn with their table, embedded as pictures of at most 100 kB."""

from pathlib import Path

import dagster as dg
import pyarrow.parquet as pq

from pipeline.charts.names import CHARTS_OF_TABLE, chart_files
from pipeline.charts.pictures import drawn_pictures
from pipeline.workspace import Workspace


def chart_metadata(table: str, workspace: Workspace) -> dict[str, dg.MetadataValue]:
    """The charts that rest on this table, as metadata."""
    words = CHARTS_OF_TABLE.get(table, {})
    return {f"图：{words[name]}": dg.MetadataValue.md(one) for name, one in table_pictures(table, workspace).items()}


def table_pictures(table: str, workspace: Workspace) -> dict[str, str]:
    """Draw the charts that rest on this table into the run's folder; returns each as markdown, by name."""
    if table not in CHARTS_OF_TABLE:
        return {}
    sources = {name: workspace.source(name) for name in (table, "raw_year_parameters")}
    files = [f"charts/{name}" for name in chart_files(table)]
    return workspace.memo.once(f"{table}.charts", sources, lambda: _drawn(table, workspace), files)


def _drawn(table: str, workspace: Workspace) -> dict[str, str]:
    as_of = pq.read_table(workspace.source("raw_year_parameters"), columns=["as_of_date"])["as_of_date"][0].as_py()
    told = (table, workspace.path(table), workspace.settings.data, charts_dir(workspace), as_of.isoformat())
    if workspace.side_process is not None and workspace.are_small([workspace.path(table)]):
        return workspace.side_process.call(drawn_pictures, *told)
    return drawn_pictures(*told)


def charts_dir(workspace: Workspace) -> Path:
    """Where a run keeps its charts until the release takes them."""
    return workspace.folder / "charts"
