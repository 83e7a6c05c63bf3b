"""What the demo knows of a household: who lives there, what was declared, paid, listed in each year."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.demo.people import Person
from pipeline.demo.places import Village

YEARS = (2016, 2017, 2018)


@dataclass
class Member:
    """A line of a year's roster. Amounts in fen, months 0–12."""

    person: Person
    relation: str
    role: str  # worker, student, child, elder, disabled
    student_status: str = "非在校生"
    labour_type: str = "无劳动力"
    health: str = "健康"
    education: str = "初中"
    work_months: int | None = None
    monthly_wage: int | None = None
    is_public_post: bool = False
    has_medical: bool = True
    has_pension: bool = True
    has_employee: bool = False
    has_support: bool = False
    is_resident: bool = True
    shown_id: str = ""  # what stands in the cell; empty: the person's own number

    def age(self, year: int) -> int:
        """Age in full years at the end of the year."""
        return year - self.person.birth_year


@dataclass
class Entry:
    """A payment of a department to a household or one of its members. Amounts in fen."""

    item: str
    amount: int
    person: Person | None = None
    monthly: int | None = None
    months: int | None = None
    paid_on: str = ""


@dataclass
class Listing:
    """The household's line in a year's 户指标查询."""

    household_type: str
    labour: str
    exit_status: str
    is_recipient: bool
    is_eligible: bool
    is_unsafe_housing: bool
    has_safe_water: bool = True


@dataclass
class Statement:
    """What a household declares for a year. Items in fen; `stated` and `texts` override single cells."""

    items: dict[str, int]
    registered: int | None
    resident: int
    remark: str = ""
    stated: dict[str, int] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    repeats: list[dict[str, int]] = field(default_factory=list)
    export_changes: dict[str, int] = field(default_factory=dict)


@dataclass
class HouseholdYear:
    """Everything of one household in one year; `statement` None: it was not delivered."""

    year: int
    statement: Statement | None
    members: list[Member]
    listing: Listing | None
    entries: list[Entry]
    head: Person


@dataclass
class Household:
    """A household of the demo over the years."""

    village: Village
    code: str
    kind: str  # labour, subsistence, destitute, uncovered
    household_type: str
    planned_exit_year: int | None
    identified_year: int
    poverty_cause: str
    years: dict[int, HouseholdYear] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def is_listed(self) -> bool:
        """Whether the household stands on the list at all."""
        return self.planned_exit_year is not None

    @property
    def scope(self) -> str:
        """in_scope, out_of_scope or unknown, by the planned exit year."""
        if self.planned_exit_year is None:
            return "unknown"
        return "in_scope" if self.planned_exit_year in YEARS else "out_of_scope"

    def statements(self) -> list[Statement]:
        """The declared years, oldest first."""
        return [one.statement for one in self.years.values() if one.statement is not None]


@dataclass(frozen=True)
class RegisterLine:
    """A line of a register other offices keep (deaths, vehicles, businesses, public payroll)."""

    kind: str
    name: str
    id_number: str
    registered_on: str
    detail: str


@dataclass
class World:
    """All that the demo delivers, before it is laid out in files; households stand under their villages."""

    villages: list[Village]
    by_village: dict[Village, list[Household]] = field(default_factory=dict)
    registers: list[RegisterLine] = field(default_factory=list)

    @property
    def households(self) -> Iterator[Household]:
        """All households, village by village."""
        return (household for village in self.villages for household in self.by_village[village])

    @property
    def towns(self) -> dict[str, list[Village]]:
        """The villages of each town."""
        towns: dict[str, list[Village]] = {}
        for village in self.villages:
            towns.setdefault(village.town, []).append(village)
        return towns

    def of(self, village: Village) -> list[Household]:
        """The households of one village, in the order of their codes."""
        return self.by_village[village]
