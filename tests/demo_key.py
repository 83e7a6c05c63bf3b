"""The demo's answer key, in data/demo_key: what the pipeline must find, one CSV a table."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.demo.arithmetic import ITEMS, MEMO, PARTS, disposable, per_capita
from pipeline.demo.deliver import WITHOUT_A, Demo, make_demo
from pipeline.demo.places import COUNTY
from pipeline.demo.planter import Fault
from pipeline.demo.records import Household, HouseholdYear, Member, World
from pipeline.demo.sheets import Delivery

Row = dict[str, object]
ABLE = ("普通劳动力", "技能劳动力")
UNABLE = ("无劳动力", "丧失劳动力")
AMOUNTS = (*ITEMS, *PARTS, *MEMO)
EMPTY_HEADER = ("rule_id", "survey_year", "village_name", "household_code")


def make_keyed_demo(data_dir: Path, *, villages: int = 26, households: int = 30, seed: int = 2018) -> Demo:
    """A demo with its key beside it."""
    demo = make_demo(data_dir, villages=villages, households=households, seed=seed)
    key_dir = data_dir / "demo_key"
    write_table(key_dir / "household_years.csv", household_years(demo.world, WITHOUT_A))
    write_table(key_dir / "missing_statements.csv", missing_statements(demo.world))
    write_table(key_dir / "coverage_gaps.csv", coverage_gaps(demo.world))
    write_table(key_dir / "faults.csv", fault_rows(demo.faults))
    write_table(key_dir / "deliveries.csv", delivery_rows(demo.deliveries))
    return demo


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


def gaps_of_member(record: HouseholdYear, member: Member) -> list[str]:
    """What cover a person lacks (issue of the bulletin; employees' insurance and a pension drawn count)."""
    gaps = []
    is_pupil = member.student_status not in ("非在校生", "辍学")
    if member.student_status == "辍学":
        gaps.append("dropout")
    draws = any(entry.item == "pension" and entry.person == member.person for entry in record.entries)
    if is_pupil and not member.has_support:
        gaps.append("student_support")
    if not member.has_medical and not member.has_employee:
        gaps.append("medical_insurance")
    insured = member.has_pension or member.has_employee or draws
    if member.age(record.year) >= 16 and not is_pupil and not insured:
        gaps.append("pension_insurance")
    return gaps


def gaps_of_household(record: HouseholdYear) -> list[str]:
    """应保未保, unsafe housing and unsafe water, by the list."""
    listing = record.listing
    if listing is None:
        return []
    dibao = ["dibao"] if listing.is_eligible and not listing.is_recipient else []
    unsafe = {"housing": listing.is_unsafe_housing, "drinking_water": not listing.has_safe_water}
    return dibao + [gap for gap, is_open in unsafe.items() if is_open]


def coverage_gaps(world: World) -> list[Row]:
    """One line per gap, person (the head for a household's gap) and year."""
    rows: list[Row] = []
    for household in world.households:
        for year, record in household.years.items():
            found = [(gap, record.head.name) for gap in gaps_of_household(record)]
            found += [(gap, one.person.name) for one in record.members for gap in gaps_of_member(record, one)]
            rows += [
                {"survey_year": year, "gap": gap, **place_of(household), "person_name": name} for gap, name in found
            ]
    return rows


def fault_rows(faults: Iterable[Fault]) -> list[Row]:
    """faults.csv."""
    return [
        {
            "rule_id": fault.rule_id,
            "survey_year": fault.survey_year,
            **place_of(fault.household),
            "partner_village_name": fault.partner.village.name if fault.partner else None,
            "partner_code": fault.partner.code if fault.partner else None,
            "detail": fault.detail,
        }
        for fault in faults
    ]


def delivery_rows(deliveries: Iterable[Delivery]) -> list[Row]:
    """deliveries.csv: what becomes of each sheet; a CSV's sheet name is left empty."""
    return [
        {
            "source_file": delivery.path,
            "source_sheet": "" if delivery.encoding else sheet.name,
            "survey_year": delivery.year,
            "kind": sheet.kind,
            "status": sheet.status,
            "rows_accepted": sheet.accepted if sheet.status == "accepted" else 0,
            "rows_quarantined": sheet.quarantined if sheet.status == "accepted" else 0,
        }
        for delivery in deliveries
        for sheet in delivery.sheets
    ]


def write_table(path: Path, rows: Sequence[Row]) -> None:
    """One CSV of the key; booleans as true and false, unknown as empty; without a row the keys alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]) if rows else EMPTY_HEADER)
        writer.writeheader()
        writer.writerows({name: spell(value) for name, value in row.items()} for row in rows)


def spell(value: object) -> object:
    """true and false for booleans, everything else as it is."""
    return str(value).lower() if isinstance(value, bool) else value
