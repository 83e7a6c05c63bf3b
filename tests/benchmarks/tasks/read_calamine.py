"""Every cell of every workbook by calamine alone, in one process: the floor of reading."""

import sys
from pathlib import Path

from python_calamine import CalamineWorkbook

from tests.benchmarks.children import tell


def main(report: str, raw: str) -> None:
    """Read all sheets of all workbooks."""
    files = cells = 0
    for path in sorted(Path(raw).rglob("*.xls*")):
        with path.open("rb") as stream:
            book = CalamineWorkbook.from_filelike(stream)
            for name in book.sheet_names:
                rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                cells += sum(map(len, rows))
        files += 1
    tell(report, files=files, cells=cells)


if __name__ == "__main__":
    main(*sys.argv[1:])
