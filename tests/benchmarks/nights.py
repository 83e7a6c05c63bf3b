"""What a night costs on workbooks: the first, one without any change, one with 1% of the files changed."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from zipfile import is_zipfile

from openpyxl import load_workbook

from tests.benchmarks.bars import Bar
from tests.benchmarks.children import Usage
from tests.benchmarks.pairs import Measured

AS_OF = "2018-12-10"
Measure = Callable[..., Usage]


def measured_nights(measure: Measure, deliveries: Path, data: Path) -> dict[str, Measured]:
    """Three nights one after the other on the same folder, and Dagster's own start."""
    shutil.copytree(deliveries / "raw", data / "raw")
    found = {
        "night: first": measure("night", data, AS_OF),
        "night: nothing changed": measure("night", data, AS_OF),
    }
    change_one_in_a_hundred(data / "raw")
    found["night: 1% of the files changed"] = measure("night", data, AS_OF)
    found["Dagster's own start"] = measure("empty_run", data)
    return {title: Measured((usage,)) for title, usage in found.items()}


def change_one_in_a_hundred(raw: Path) -> None:
    """Raise one amount in one of a hundred files, at least one."""
    files = sum(1 for path in raw.rglob("*") if path.is_file())
    statements = [path for path in sorted(raw.rglob("*统计表.xlsx")) if is_zipfile(path)]  # some are damaged on purpose
    for path in statements[: max(1, files // 100)]:
        book = load_workbook(path)
        cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if isinstance(cell.value, int | float)]
        max(cells, key=lambda cell: cell.value).value += 1
        book.save(path)


def night_bars(found: Mapping[str, Measured], households: int) -> list[Bar]:
    """Ratios to the first night's CPU."""
    first, start = found["night: first"].cpu, found["Dagster's own start"].cpu
    unchanged = found["night: nothing changed"].cpu
    changed = found["night: 1% of the files changed"].cpu
    return [
        Bar(
            f"night of {households:,} households without changes, beyond Dagster's own start ÷ first night (CPU)",
            (unchanged - start) / first,
        ),
        Bar(
            f"night of {households:,} households with 1% of the files changed ÷ first night (CPU)",
            changed / first,
        ),
    ]
