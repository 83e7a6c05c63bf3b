"""Small cells in public tables: fewer households than the threshold are not shown, nor what would give them away.

Every line of the table (across and down) whose total is known must hide at least two cells, together at least
the threshold; the smallest cells still shown follow the small ones until that holds (docs/method.md#privacy).
"""

from collections.abc import Iterable, Sequence

Grid = Sequence[Sequence[int]]
Cells = set[tuple[int, int]]


def hidden_cells(grid: Grid, threshold: int) -> Cells:
    """Positions (row, column) to hide in a table of counts whose row and column totals may be known."""
    hidden = {
        (row, column) for row, counts in enumerate(grid) for column, count in enumerate(counts) if 0 < count < threshold
    }
    lines = [*_rows(grid), *_columns(grid)]
    while True:
        added: Cells = set()
        for line in lines:
            added |= _next_smallest(grid, line, hidden | added, threshold)
        if not added:
            return hidden
        hidden |= added


def _rows(grid: Grid) -> list[list[tuple[int, int]]]:
    return [[(row, column) for column in range(len(counts))] for row, counts in enumerate(grid)]


def _columns(grid: Grid) -> list[list[tuple[int, int]]]:
    return [[(row, column) for row in range(len(grid))] for column in range(len(grid[0]))] if grid else []


def _next_smallest(grid: Grid, line: Iterable[tuple[int, int]], hidden: Cells, threshold: int) -> Cells:
    """The cell to hide next in a line that gives its hidden cells away; zeros only when nothing else is left."""
    cells = list(line)
    inside = [cell for cell in cells if cell in hidden]
    if not inside or (len(inside) > 1 and sum(grid[r][c] for r, c in inside) >= threshold):
        return set()
    shown = sorted((grid[r][c] == 0, grid[r][c], r, c) for r, c in cells if (r, c) not in hidden)
    return {shown[0][2:]} if shown else set()
