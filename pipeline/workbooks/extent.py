"""How far a sheet reaches: the cap on it, and a full grid out of scattered cells."""

from collections.abc import Mapping

from pipeline.workbooks.cells import column_letter
from pipeline.workbooks.limits import Limits
from pipeline.workbooks.sheet import RefusedError

Place = tuple[int, int]  # 0-based row and column
Merge = tuple[int, int, int, int]


def check_extent(last: Place, limits: Limits) -> None:
    """Raises RefusedError (extent_too_large), naming the last cell, when `last` lies beyond the caps."""
    height, width = last[0] + 1, last[1] + 1
    if height > limits.rows or width > limits.columns or height * width > limits.cells:
        cell = f"{column_letter(width - 1)}{height}"
        message = f"内容一直到单元格 {cell}，超过上限，请删除表格以外的内容，或按村、按年度拆分后重新报送"
        raise RefusedError("extent_too_large", message)


def fill_grid(cells: Mapping[Place, str], limits: Limits) -> list[list[str | None]]:
    """Rows from row 1 and column A on, as wide as the widest. Raises RefusedError beyond the caps."""
    last = max((row for row, _ in cells), default=-1), max((column for _, column in cells), default=-1)
    check_extent(last, limits)
    rows: list[list[str | None]] = [[None] * (last[1] + 1) for _ in range(last[0] + 1)]
    for (row, column), text in cells.items():
        rows[row][column] = text
    return rows


def clip_merges(merged: list[Merge], rows: list[list[str | None]], limits: Limits) -> tuple[Merge, ...]:
    """Merged ranges within the grid, so that filling one never runs over a million blank cells.

    Raises RefusedError (too_many_merges) when they are too many, or together larger than a sheet may be.
    """
    height, width = len(rows), max(map(len, rows), default=0)
    clipped = tuple(
        (top, left, min(bottom, height - 1), min(right, width - 1))
        for top, left, bottom, right in merged
        if 0 <= top <= bottom and 0 <= left <= right and top < height and left < width
    )
    area = sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in clipped)
    if len(merged) > limits.merges or area > limits.cells:
        raise RefusedError("too_many_merges", "合并单元格过多，请取消合并或另存为新的 .xlsx 后重新报送")
    return tuple(merge for merge in clipped if merge[:2] != merge[2:])
