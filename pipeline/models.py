"""The SQL models of assets/sql by name; the folder a model stands in only helps a reader to find it."""

from functools import cache
from pathlib import Path

SQL = Path(__file__).resolve().parent.parent / "assets" / "sql"


@cache
def model_files() -> dict[str, Path]:
    """The file of each model, by model name in alphabetical order. Raises ValueError when two share a name."""
    files = sorted(SQL.glob("*/*.sql"), key=lambda path: path.stem)
    found = {path.stem: path for path in files}
    if len(found) != len(files):
        raise ValueError("two SQL models share a name")
    return found


def model_queries() -> dict[str, str]:
    """The text of each model, by name in alphabetical order."""
    return {name: path.read_text(encoding="utf-8") for name, path in model_files().items()}
