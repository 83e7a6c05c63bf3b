"""The answer key in data/demo_key: what the pipeline must find. Only tests read it."""

from pipeline.demo.arithmetic import ITEMS, MEMO, PARTS, disposable, per_capita
from pipeline.demo.places import COUNTY
from pipeline.demo.records import Household, HouseholdYear, World

Row = dict[str, object]
ABLE = ("普通劳动力", "技能劳动力")
UNABLE = ("无劳动力", "丧失劳动力")
AMOUNTS = (*ITEMS, *PARTS, *MEMO)


def labour_capacity(record: HouseholdYear) -> bool | None:
    """By the list, else by the roster; None when neither says (docs/method.md#inputs)."""
    if record.listing is not None and record.listing.labour:
        return record.listing.labour == "有劳动力户"
    types = [one.labour_type for one in record.members]
    if any(one in ABLE for one in types):
        return True
    return False if types and all(one in UNABLE for one in types) else None


def place_of(household: Household) -> Row:
    """The key columns of a household."""
    village = household.village
    return {
        "county_name": COUNTY,
        "town_name": village.town,
        "village_name": village.name,
        "household_code": household.code,
    }


def household_year(household: Household, record: HouseholdYear, has_form_a: bool, has_parts: bool) -> Row:
    """One line of household_years.csv; amounts in fen, empty where they cannot be known."""
    statement = record.statement
    assert statement is not None
    unreadable = bool(statement.texts) and has_form_a
    fen = None if unreadable else disposable(statement.items)
    divisor = statement.registered
    shown = {name for name in AMOUNTS if has_parts or name not in PARTS}
    return {
        "survey_year": record.year,
        **place_of(household),
        "form": "A" if has_form_a else "B",
        "delivered_village_name": household.village.name if has_form_a else household.village.export_name,
        "head_name": record.head.name,
        "household_type": household.household_type,
        "has_labour_capacity": labour_capacity(record),
        "planned_exit_year": household.planned_exit_year if record.listing else None,
        "scope": household.scope if record.listing else "unknown",
        "exit_status": record.listing.exit_status if record.listing else None,
        "disposable_fen": fen,
        "divisor": divisor,
        "per_capita_fen": per_capita(fen, divisor) if fen is not None and divisor else None,
        "registered_count": divisor,
        "resident_count": statement.resident if has_parts and has_form_a else None,
        "is_touched": bool(household.faults),
        "unreadable": unreadable,
        **{f"{name}_fen": statement.items.get(name, 0) if name in shown else None for name in AMOUNTS},
    }


def household_years(world: World, without_a: set[tuple[int, int]]) -> list[Row]:
    """All delivered household-years."""
    rows = []
    for household in world.households:
        for year, record in household.years.items():
            if record.statement is not None:
                has_a = (year, household.village.index) not in without_a
                rows.append(household_year(household, record, has_a, household.village.is_detailed and has_a))
    return rows


def missing_statements(world: World) -> list[Row]:
    """Listed or on the roster, and without a statement in the year."""
    return [
        {"survey_year": year, **place_of(household)}
        for household in world.households
        for year, record in household.years.items()
        if record.statement is None
    ]
