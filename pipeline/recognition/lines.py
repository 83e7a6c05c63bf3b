"""Texts that may speak of a table, each with its place, and the units that they state."""

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.recognition.statements import Statement
from pipeline.recognition.units import Said


@dataclass(frozen=True)
class Line:
    """A text that may speak of a table: where it stands (Chinese), in what sort of place, over which columns."""

    text: str
    place: str
    origin: str
    columns: tuple[int, ...] = ()


def unit_statements(found: Said, line: Line) -> Iterator[Statement]:
    """A unit, and per what where it is a rate."""
    unit, rate = found
    yield of_line(line, "unit", str(unit))
    if rate:
        yield of_line(line, "rate", rate)


def of_line(line: Line, what: str, value: str) -> Statement:
    return Statement(what, value, line.place, line.origin, line.columns)
