"""Every cell of every workbook by calamine alone, in one process: the floor of reading."""

import sys
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from tests.benchmarks.children import tell


def main(report: str, raw: str) -> None:
    """Read all sheets of all workbooks."""
    files = cells = unopened = 0
    for path in sorted(Path(raw).rglob("*.xls*")):
        try:
            cells += cells_of(path)
            files += 1
        except CalamineError:  # the demo delivers a few that are no workbooks
            unopened += 1
    tell(report, files=files, cells=cells, unopened=unopened)


def cells_of(path: Path) -> int:
    """How many cells a workbook's sheets have."""
    with path.open("rb") as stream:
        book = CalamineWorkbook.from_filelike(stream)
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
        return sum(len(row) for sheet in sheets for row in sheet.to_python(skip_empty_area=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
