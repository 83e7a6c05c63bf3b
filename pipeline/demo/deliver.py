"""Makes the demo: a world of invented households a few faults of every rule, and the deliveries below data/raw."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.demo.debris import add_hidden_sheet, add_unkeyed_row, debris_of, first_statement, write_debris
from pipeline.demo.exports import form_b
from pipeline.demo.faults.in_amounts import AMOUNTS, IMPLAUSIBLE, UNITS
from pipeline.demo.faults.in_bookings import BOOKINGS, DIVIDENDS, REPEATS
from pipeline.demo.faults.in_evidence import EVIDENCE
from pipeline.demo.faults.in_identities import IDENTITIES, NUMBERS
from pipeline.demo.faults.in_rows import PATTERNS, TOTALS
from pipeline.demo.faults.in_sizes import SIZES
from pipeline.demo.faults.in_statuses import GAPS, RECORDS, STATES, STATUSES
from pipeline.demo.history import make_world
from pipeline.demo.ledgers import ledgers
from pipeline.demo.planter import Fault, NobodyLeftError, Plant, Planter, has, statement_of
from pipeline.demo.record_books import record_books
from pipeline.demo.records import YEARS, RegisterLine, World
from pipeline.demo.registers import fund_projects, register_files, teams
from pipeline.demo.rosters import household_lists, rosters
from pipeline.demo.sheets import Delivery, write_delivery
from pipeline.demo.statements import form_a
from pipeline.intake.demo_marker import foreign_files, raw_files, read_marker, remove_demo, write_marker

FAMILIES = (
    SIZES, IDENTITIES, NUMBERS, BOOKINGS, REPEATS, EVIDENCE, STATUSES, IMPLAUSIBLE, UNITS, AMOUNTS, PATTERNS, TOTALS,
    RECORDS, STATES, DIVIDENDS,
)  # fmt: skip
RULES: dict[str, tuple[Plant, ...]] = {rule: ways for family in FAMILIES for rule, ways in family.items()}
TOUCHED_SHARE = 0.11  # of all households, when each rule is planted once more
MOST = 4
ATTEMPTS = 6  # a fault draws its year anew each time
STRANGERS = 6  # per register


def plant_faults(world: World, seed: int, without_a: set[tuple[int, int]]) -> list[Fault]:
    """Change the world in place and say what was changed. Each rule is planted in each of its ways at
    least once while there are households left, and more often in a large demo; villages that lack a form
    A are left alone."""
    planter = Planter(world, seed, {village for _, village in without_a})
    times = max(1, min(MOST, round(TOUCHED_SHARE * len(list(world.households)) / len(RULES))))
    for turn in range(max(times, max(len(ways) for ways in RULES.values()))):
        for ways in RULES.values():
            if turn < max(times, len(ways)):
                any(is_planted(ways[turn % len(ways)], planter) for _ in range(ATTEMPTS))
    for plant in (differ_from_export, differ_from_export, *GAPS):
        is_planted(plant, planter)
    fill_registers(world, strangers(planter))
    return planter.faults


def is_planted(plant: Plant, planter: Planter) -> bool:
    """Plant one fault; False where no household is left for it."""
    try:
        plant(planter)
    except NobodyLeftError:
        return False
    return True


def differ_from_export(planter: Planter) -> None:
    """A household declares another wage in the provincial export: a difference, and no rule's business."""
    host = planter.host(lambda one: has(one, 2018, "wage_income"))
    host.faults.append("system_difference")
    statement = statement_of(host, 2018)
    statement.export_changes["wage_income"] = statement.items["wage_income"] - 51_700


def fill_registers(world: World, others: list[RegisterLine]) -> None:
    """Registers hold other people too; they stand before and after the ones that matter."""
    world.registers[:0] = others[::2]
    world.registers += others[1::2]


def strangers(planter: Planter) -> list[RegisterLine]:
    """People of no household in every register."""
    lines = []
    for kind in ("死亡", "车辆", "市场主体", "财政供养"):
        for _ in range(STRANGERS):
            person = planter.people.stranger()
            day = f"2018-{planter.rng.randint(1, 9):02d}-{planter.rng.randint(1, 28):02d}"
            lines.append(RegisterLine(kind, person.name, person.id_number, day, "示例登记"))
    return lines


# What did not arrive: one village's form A of 2017, the fourth town's export of 2016.
WITHOUT_A = {(2017, 7)}
WITHOUT_B = {(2016, "示例四镇")}


@dataclass(frozen=True)
class Demo:
    """What was made: the world, the faults planted in it, and the files, whose cells are gone."""

    raw_dir: Path
    world: World
    faults: list[Fault]
    deliveries: list[Delivery]


def make_demo(data_dir: Path, *, villages: int = 26, households: int = 30, seed: int = 2018) -> Demo:
    """Write the demo's deliveries to data/raw; `households` is per village.
    The same arguments give the same bytes. Replaces an older demo. Raises FileExistsError when data/raw
    holds files that are no demo, ValueError on counts below 1. Beyond some 100,000 households a sheet
    would overflow: `make_raw_rows` makes those."""
    if villages < 1 or households < 1:
        raise ValueError("村数和每村户数必须至少为1")
    refuse_real_deliveries(data_dir)
    remove_demo(data_dir)
    world = make_world(seed, villages, households)
    planted = plant_faults(world, seed, WITHOUT_A)
    return Demo(data_dir / "raw", world, planted, deliver_years(data_dir, world, seed))


def refuse_real_deliveries(data_dir: Path) -> None:
    """Raise FileExistsError when data/raw holds anything that is not a demo's."""
    foreign = foreign_files(data_dir) if read_marker(data_dir) is not None else raw_files(data_dir)
    if foreign:
        raise FileExistsError(f"data/raw 中已有报送文件（如 {foreign[0]}），示例数据不得与其混放")


def deliver_years(data_dir: Path, world: World, seed: int) -> list[Delivery]:
    """Write year by year; what is returned has lost its cells, so that a large demo stays in memory. The
    marker lists a year's files before the first is written: a broken attempt is still a demo."""
    done: list[Delivery] = []
    last: Delivery | None = None
    for year in YEARS:
        regular = lay_out(world, year, seed)
        model = first_statement(regular)
        if year == YEARS[-1]:
            add_unkeyed_row(regular)
            if model is not None and last is not None:
                add_hidden_sheet(model, last)
        debris = debris_of(year, model, last)
        last = replace(model, sheets=[replace(sheet) for sheet in model.sheets]) if model is not None else None
        done += regular + debris
        write_marker(data_dir, seed, [one.path for one in done])
        write_files(data_dir / "raw", regular, debris)
    write_marker(data_dir, seed, [one.path for one in done])
    return done


def write_files(raw_dir: Path, regular: Sequence[Delivery], debris: Sequence[Delivery]) -> None:
    """Write the files and drop their cells."""
    for delivery in regular:
        write_delivery(raw_dir, delivery)
    write_debris(raw_dir, debris)
    for delivery in (*regular, *debris):
        for sheet in delivery.sheets:
            sheet.rows = []


def lay_out(world: World, year: int, seed: int) -> list[Delivery]:
    """The files of a year."""
    return [
        *form_a(world, year, WITHOUT_A),
        *form_b(world, year, WITHOUT_B),
        *household_lists(world, year),
        *rosters(world, year),
        *ledgers(world, year),
        *fund_projects(world, year, seed),
        *(register_files(world) if year == YEARS[-1] else ()),
        *((*teams(world, year), *record_books(world, year, seed)) if year == YEARS[-1] else ()),
    ]
