"""ID numbers that are wrong, or right and from elsewhere."""

from collections.abc import Callable
from dataclasses import replace

from pipeline.demo.faults.in_identities import has_spouse
from pipeline.demo.people import CHECK_CHARACTERS, make_id_number
from pipeline.demo.planter import Plant, fault, is_plain, size, swap_person
from pipeline.demo.records import Household

NEIGHBOUR_COUNTY = "440825"


def wrong_check(number: str) -> str:
    """The last character replaced by the next one in the list."""
    return number[:17] + CHECK_CHARACTERS[(CHECK_CHARACTERS.index(number[17]) + 1) % 11]


def wrong_length(number: str) -> str:
    """One digit forgotten."""
    return number[:9] + number[10:]


def wrong_birth(number: str) -> str:
    """Month 13."""
    return number[:10] + "13" + number[12:]


def scientific(number: str) -> str:
    """What a spreadsheet makes of a number that was not typed as text."""
    return f"{number[0]}.{number[1:6]}E+17"


def spoil_number(spoil: Callable[[str], str], of_head: bool) -> Plant:
    """A planter of a wrong ID number: the head's, in form and roster, or a member's, on the roster."""

    @fault("id_number_invalid", f"{'户主' if of_head else '成员'}证件号码有误", lambda one, _: size(one) >= 2)
    def plant(host: Household, year: int) -> None:
        member = host.years[year].members[0 if of_head else -1]
        member.shown_id = spoil(member.person.id_number)

    return plant


@fault(
    "id_prefix_outside_county",
    "配偶证件号码地址码为440825",
    lambda one, _: is_plain(one) and size(one) >= 2 and has_spouse(one),
    2018,
)
def come_from_elsewhere(host: Household, year: int) -> None:
    """The spouse's number was issued by another county: married in, hence only a hint."""
    spouse = host.years[year].members[1].person
    sequence = int(spouse.id_number[14:17])
    swap_person(host, spouse, replace(spouse, id_number=make_id_number(NEIGHBOUR_COUNTY, spouse.birth, sequence)))


NUMBERS: dict[str, tuple[Plant, ...]] = {
    "id_number_invalid": (
        spoil_number(wrong_check, True),
        spoil_number(wrong_length, False),
        spoil_number(wrong_birth, False),
        spoil_number(scientific, True),
    ),
    "id_prefix_outside_county": (come_from_elsewhere,),
}
