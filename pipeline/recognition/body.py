"""The body of a table, and what was decided of its rows."""

from dataclasses import dataclass, field

from pipeline.recognition.filling import Cells
from pipeline.recognition.grid import Grid
from pipeline.recognition.kinds import Mapping
from pipeline.recognition.title_places import Place


@dataclass
class Verdicts:
    """Row offsets (0-based from the body's first row) by what they are; `reasons` of the quarantined."""

    kinds: list[str]
    reasons: dict[int, str] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)

    def of(self, kind: str) -> list[int]:
        """Offsets of the rows of one kind."""
        return [offset for offset, one in enumerate(self.kinds) if one == kind]


@dataclass(frozen=True)
class Body:
    """A table's body: columns as delivered and filled, and what the title supplies for missing columns."""

    grid: Grid
    mapping: Mapping
    first: int
    delivered: list[Cells]
    filled: list[Cells]
    from_title: frozenset[str]
    continued: frozenset[int] = frozenset()
    sections: dict[int, Place] = field(default_factory=dict)  # offsets of rows that name the place of those below
    sectioned: dict[str, Cells] = field(default_factory=dict)  # columns that only sections supply

    @property
    def size(self) -> int:
        return len(self.filled[0]) if self.filled else 0

    def row(self, offset: int) -> Cells:
        return self.grid.rows[self.first + offset]

    def named(self, name: str) -> Cells | None:
        """The filled cells of a canonical column, or what sections supply for one that is not there."""
        column = self.mapping.find(name)
        return self.filled[column.index] if column else self.sectioned.get(name)
