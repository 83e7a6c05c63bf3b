"""Every CSV goes through one writer, and no text in it is run as a formula."""

import ast
import csv
import io
from pathlib import Path

import pytest

from pipeline.handouts.cells import write_csv_rows

ROOT = Path(__file__).parents[3]
OWN = {"pipeline/handouts/cells.py"}


def writers(path: Path) -> bool:
    """Whether a module asks the csv library for a writer."""
    names = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Attribute)]
    return any(one.attr in ("writer", "DictWriter") and ast.unparse(one.value) == "csv" for one in names)


def test_no_other_module_writes_csv() -> None:
    """The demo's files are deliveries, formulas included."""
    modules = [path for folder in ("pipeline", "assets", "expectations") for path in (ROOT / folder).rglob("*.py")]
    found = {path.relative_to(ROOT).as_posix() for path in modules if writers(path)}
    assert {name for name in found if not name.startswith("pipeline/demo/")} == OWN


@pytest.mark.parametrize(
    "text", ["=1+2", "+1", "-1", "@x", "\t=1", "\r=1", "＝1+2", "＠x", "'=1", "=cmd|' /C calc'!A0"]
)
def test_a_text_that_a_spreadsheet_would_run_is_kept_from_it(text: str) -> None:
    stream = io.StringIO(newline="")
    write_csv_rows(stream, ["说明", text], [[text, 7], [None, "甲"]])
    titles, row, last = csv.reader(io.StringIO(stream.getvalue(), newline=""))
    assert titles[1] == row[0] == "'" + text and (row[1], last) == ("7", ["", "甲"])
