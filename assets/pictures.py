"""Charts in the UI: drawn with their table, embedded as pictures of at most 100 kB."""

import base64
import io
from pathlib import Path

import dagster as dg
import pyarrow.parquet as pq

from pipeline.charts.names import CHARTS_OF_TABLE, chart_files
from pipeline.engine import DuckEngine
from pipeline.workspace import Workspace

LARGEST = 100_000


def chart_metadata(table: str, workspace: Workspace) -> dict[str, dg.MetadataValue]:
    """Draw the charts that rest on this table into the run's folder; returns them as metadata."""
    if table not in CHARTS_OF_TABLE:
        return {}
    sources = {name: workspace.source(name) for name in (table, "raw_year_parameters")}
    files = [f"charts/{name}" for name in chart_files(table)]
    pictures = workspace.memo.once(f"{table}.charts", sources, lambda: drawn(table, workspace), files)
    words = CHARTS_OF_TABLE[table]
    return {f"图：{words[name]}": dg.MetadataValue.md(picture) for name, picture in pictures.items()}


def drawn(table: str, workspace: Workspace) -> dict[str, str]:
    """Draw them; returns each as markdown, by name."""
    from pipeline.charts.table_charts import draw_table_charts  # matplotlib takes a second to import

    as_of = pq.read_table(workspace.source("raw_year_parameters"), columns=["as_of_date"])["as_of_date"][0].as_py()
    engine = workspace.engine if isinstance(workspace.engine, DuckEngine) else DuckEngine(workspace.settings.data)
    with engine.connect({table: workspace.path(table)}) as session:
        paths = draw_table_charts(table, session.connection, charts_dir(workspace), as_of.isoformat())
    return {path.stem: embedded(path) for path in paths if path.suffix == ".png"}


def charts_dir(workspace: Workspace) -> Path:
    """Where a run keeps its charts until the release takes them."""
    return workspace.folder / "charts"


def embedded(path: Path) -> str:
    """A picture as markdown; a large one with fewer colours, then smaller, since the run database keeps a copy."""
    content = path.read_bytes()
    for scale in (1.0, 0.75, 0.5, 0.35):
        if len(content) <= LARGEST:
            return f"![{path.stem}](data:image/png;base64,{base64.b64encode(content).decode()})"
        content = reduced(path, scale)
    return f"{path.name}（见版本的 charts 文件夹）"


def reduced(path: Path, scale: float) -> bytes:
    """The picture in 64 colours at a scale."""
    from PIL import Image

    with Image.open(path) as picture:
        size = (max(1, int(picture.width * scale)), max(1, int(picture.height * scale)))
        small = picture.convert("RGB").resize(size).quantize(64)
        buffer = io.BytesIO()
        small.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
