"""The product's reading of the same files, nothing cached: guards, layout, headers, rows, raw tables."""

import shutil
import sys
from pathlib import Path

from pipeline.contracts import ROOT
from pipeline.intake.intake import read_deliveries
from pipeline.intake.raw_tables import write_raw_tables
from pipeline.recognition.headers import HeaderBook
from pipeline.workbooks.limits import Limits
from tests.benchmarks.children import tell


def main(report: str, raw: str, work: str) -> None:
    """Read every delivery into raw tables."""
    folder = Path(work)
    shutil.rmtree(folder, ignore_errors=True)
    cache = folder / "cache"
    cache.mkdir(parents=True)
    book = HeaderBook.load(ROOT / "assets" / "headers", folder / "no_site")
    intake = read_deliveries(Path(raw), cache, book, Limits())
    counts = write_raw_tables(intake, folder / "tables")
    tell(report, files=intake.files_read, rows=sum(counts.values()))


if __name__ == "__main__":
    main(*sys.argv[1:])
