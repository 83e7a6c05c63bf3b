"""The only writer of CSV: every text in it is safe from being run as a formula."""

import csv
from collections.abc import Iterable
from typing import Any, TextIO

from pipeline.handouts.cells import csv_text

MARK = "\ufeff"


def write_csv_rows(stream: TextIO, titles: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
    """Titles and rows; the stream is open without translation of line ends (newline="")."""
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow([csv_text(title) for title in titles])
    writer.writerows([csv_text(value) for value in row] for row in rows)
