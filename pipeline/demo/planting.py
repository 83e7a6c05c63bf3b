"""Plants a few faults of every rule on households of their own."""

from pipeline.demo.faults.in_amounts import AMOUNTS, IMPLAUSIBLE, UNITS
from pipeline.demo.faults.in_bookings import BOOKINGS, DIVIDENDS, REPEATS
from pipeline.demo.faults.in_evidence import EVIDENCE
from pipeline.demo.faults.in_identities import IDENTITIES, NUMBERS
from pipeline.demo.faults.in_patterns import PATTERNS
from pipeline.demo.faults.in_sizes import SIZES
from pipeline.demo.faults.in_states import GAPS, STATES
from pipeline.demo.faults.in_statuses import RECORDS, STATUSES
from pipeline.demo.faults.in_totals import TOTALS
from pipeline.demo.planter import Fault, Plant, Planter, items_of
from pipeline.demo.records import RegisterLine, World

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
                any(ways[turn % len(ways)](planter) for _ in range(ATTEMPTS))
    differ_from_export(planter)
    for plant in GAPS:
        plant(planter)
    fill_registers(world, strangers(planter))
    return planter.faults


def differ_from_export(planter: Planter) -> None:
    """Two households declare another wage in the provincial export: a difference, and no rule's business."""
    for _ in range(2):
        host = planter.host(lambda one: items_of(one, 2018).get("wage_income", 0) > 0)
        if host is not None:
            host.faults.append("system_difference")
            statement = host.years[2018].statement
            assert statement is not None
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
