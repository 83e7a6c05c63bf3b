"""Charts as the UI keeps them: pictures of at most 100 kB, as markdown. Importing this imports no matplotlib."""

import base64
import io
from importlib import import_module
from pathlib import Path

from pipeline.engine import DuckEngine

LARGEST = 100_000


def drawn_pictures(table: str, source: Path, data: Path, folder: Path, as_of: str) -> dict[str, str]:
    """Draw the charts that rest on this table into the folder; returns each as markdown, by name."""
    from pipeline.charts.table_charts import draw_table_charts  # matplotlib takes a second to import

    engine = DuckEngine(data)
    try:
        with engine.connect({table: source}) as session:
            paths = draw_table_charts(table, session.connection, folder, as_of)
    finally:
        engine.close()
    return {path.stem: embedded(path) for path in paths if path.suffix == ".png"}


def load_charts() -> None:
    """Import what drawing needs."""
    import_module("pipeline.charts.table_charts")


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
