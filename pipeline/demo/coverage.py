"""Who lacks cover: the bulletin's gaps, dropouts and water, by person or household and year."""

from pipeline.demo.key import Row, place_of
from pipeline.demo.records import HouseholdYear, Member, World


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
