"""Codes of a table that are not what was typed: rounded, or turned into dates. They join no row to a household."""

from pipeline.recognition.filling import Cells
from pipeline.recognition.grid import Grid
from pipeline.recognition.keys import CODES, LOST_DIGITS, code_doubt
from pipeline.recognition.kinds import Mapping


def without_doubtful_codes(
    grid: Grid, mapping: Mapping, filled: list[Cells], first: int
) -> tuple[list[Cells], dict[int, str]]:
    """`filled` with every code that cannot be trusted blanked, and body offset → why, in Chinese."""
    result = list(filled)
    doubts: dict[int, str] = {}
    for column in mapping.columns:
        if column.meaning is None or column.meaning.name not in CODES:
            continue
        texts = {text: code_doubt(text) for text in set(filled[column.index]) if text is not None}
        lost = {row - first for row, place in grid.sheet.long_numbers if place == column.index}
        if not lost and not any(texts.values()):
            continue
        cells = list(filled[column.index])
        for offset, text in enumerate(cells):
            doubt = text and (LOST_DIGITS if offset in lost else texts[text])
            if doubt:
                doubts[offset], cells[offset] = doubt, None
        result[column.index] = cells
    return result, doubts
