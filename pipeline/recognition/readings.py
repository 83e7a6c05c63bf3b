"""What recognition says of a sheet: one TableReading per kind found in it, every row accounted for."""

from dataclasses import dataclass, field

from pipeline.recognition.statements import Statement
from pipeline.workbooks.sheet import Note

ACCEPTED, REJECTED, DUPLICATE, IGNORED = "accepted", "rejected", "duplicate", "ignored"


@dataclass
class Counts:
    """Rows of a sheet by what became of them; `seen` is their sum. joined: rows of members, whose money counts with
    their household's row."""

    accepted: int = 0
    quarantined: int = 0
    total: int = 0
    blank: int = 0
    heading: int = 0
    hidden: int = 0
    joined: int = 0

    @property
    def ignored(self) -> int:
        return self.total + self.blank + self.heading + self.hidden + self.joined

    @property
    def seen(self) -> int:
        return self.accepted + self.quarantined + self.ignored

    def add(self, other: "Counts") -> None:
        """Add another table's rows."""
        for name in vars(other):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def none_kept(self) -> "Counts":
        """The same rows when nothing of the sheet is taken: data rows are left out with the headings."""
        left_out = self.heading + self.accepted + self.quarantined + self.joined
        return Counts(0, 0, self.total, self.blank, left_out, self.hidden)


@dataclass(frozen=True)
class Quarantined:
    """A row that cannot be keyed: 1-based row, Chinese reason, its cells as JSON with ID numbers masked."""

    row: int
    reason: str
    cells: str


@dataclass(frozen=True)
class SourceColumn:
    """A column as delivered; status: mapped, extra or amount_like."""

    column_name: str | None
    column_letter: str
    header: str
    status: str


@dataclass(frozen=True)
class BlockTotal:
    """An amount of a 小计 or 合计 row and the data rows it sums (1-based, both ends included)."""

    row: int
    label: str
    column_name: str
    stated_text: str
    first_row: int
    last_row: int


@dataclass(frozen=True)
class UnknownAmount:
    """A cell of an accepted row in a column of money that no form knows: 1-based row, letter, header, its text."""

    row: int
    column_letter: str
    header: str
    text: str


@dataclass
class TableReading:
    """All tables of one kind in one sheet (kind '': none was recognised).

    data: column name → texts of the accepted rows, with source_row and unit_yuan (int), form, place_text and
    extra_cells, left out where the reading was read back, with rows_hash to find them by; statements: what the sheet says
    of itself; years, periods and months are judged when folder and parameters are known.
    """

    sheet: str
    kind: str
    form: str | None
    status: str
    reason: str | None
    unit_yuan: int | None
    counts: Counts
    data: dict[str, list[str | None] | list[int]] = field(default_factory=dict)
    quarantine: list[Quarantined] = field(default_factory=list)
    columns: list[SourceColumn] = field(default_factory=list)
    totals: list[BlockTotal] = field(default_factory=list)
    unknown_amounts: list[UnknownAmount] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    sheet_hash: str | None = None
    rows_hash: str = ""
