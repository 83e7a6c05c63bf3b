"""Caps on delivered files: what a county's workbooks never reach, and what keeps a hostile one from doing harm."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes unless the name says otherwise; a file beyond a cap is rejected with the cap named.

    `wall_seconds` and `cpu_seconds` count per file; `settle_seconds` is how long a file must lie unchanged
    before it is read (0: at once); `inflated_ratio` applies to archives above `ratio_free_bytes`.
    """

    file_bytes: int = 100_000_000
    inflated_bytes: int = 1_000_000_000
    inflated_ratio: int = 200
    ratio_free_bytes: int = 20_000_000
    archive_members: int = 5_000
    sheets: int = 256
    rows: int = 1_048_576
    columns: int = 1_024
    cells: int = 12_000_000  # rows × columns of the used extent, blank cells counted
    merges: int = 100_000
    line_characters: int = 1_000_000
    cell_characters: int = 32_767  # what a cell of a workbook holds
    child_memory_bytes: int = 1 << 30
    cpu_seconds: int = 20
    wall_seconds: float = 20.0
    start_seconds: float = 60.0
    settle_seconds: float = 0.0
    notes: int = 500  # per sheet; beyond, one note tells how many more
