"""Who is who: wrong numbers, one person in two households, doubled, vanished and changed households."""

from collections.abc import Callable
from dataclasses import replace

from pipeline.demo.people import CHECK_CHARACTERS, make_id_number
from pipeline.demo.planter import (
    Plant,
    Planter,
    fault,
    is_plain,
    member_by_role,
    member_of,
    size,
    statement_of,
    swap_person,
)
from pipeline.demo.records import Household, RegisterLine

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


def count_twice(same_village: bool) -> Plant:
    """A planter of a pupil who stands in two households in all years."""

    def plant(planter: Planter) -> None:
        host = planter.host(lambda one: is_plain(one) and has_pupil(one) and size(one) >= 3)
        other = planter.host(
            lambda one: is_plain(one) and (one.village is host.village) == same_village and size(one) >= 3
        )
        twice = member_of(host.years[2018], "student")
        for year, record in other.years.items():
            member = next(one for one in host.years[year].members if one.person == twice.person)
            record.members.append(replace(member, relation="其他亲属"))
            statement = statement_of(other, year)
            statement.registered = len(record.members)
            statement.resident += 1
        planter.note("person_in_two_households", 2018, host, f"{twice.person.name}同时在户码{other.code}")
        planter.note("person_in_two_households", 2018, other, f"{twice.person.name}同时在户码{host.code}")

    return plant


def has_pupil(household: Household) -> bool:
    """Whether somebody of the household goes to school."""
    return member_by_role(household.years[2018], "student") is not None


@fault(
    "household_duplicated",
    "同一户两行，工资相差4137元",
    lambda one, _: is_plain(one) and "wage_income" in one.statements()[0].items,
)
def double(host: Household, year: int) -> None:
    """The household stands twice on the same sheet, the second time with another wage."""
    statement = statement_of(host, year)
    again = dict(statement.items)
    again["wage_income"] = again.get("wage_income", 0) + 413_700
    statement.repeats.append(again)


@fault(
    "head_changed",
    "户主由配偶接替",
    lambda one, _: is_plain(one) and one.years[2018].members[1:2] != [] and has_spouse(one),
    2017,
    2018,
)
def change_head(host: Household, year: int) -> None:
    """The spouse is head from one year on."""
    for later in (one for one in host.years if one >= year):
        record = host.years[later]
        old, new, *others = record.members
        old.relation, new.relation = "配偶", "户主"
        record.members = [new, old, *others]
        record.head = new.person


def has_spouse(household: Household) -> bool:
    """Whether the second member is the head's spouse."""
    return household.years[2018].members[1].relation == "配偶"


@fault("household_missing_in_year", "名册在列而未报送统计表", lambda one, _: one.kind == "labour", 2017, 2018)
def vanish(host: Household, year: int) -> None:
    """On the list and the roster, and without a statement."""
    host.years[year].statement = None


def die(planter: Planter) -> None:
    """An elder who died the year before is still counted, and still draws a pension."""
    host = planter.host(lambda one: member_by_role(one.years[2018], "elder") is not None and size(one) >= 2)
    dead = member_of(host.years[2018], "elder")
    day = f"2017-{planter.rng.randint(2, 10):02d}-{planter.rng.randint(1, 28):02d}"
    planter.world.registers.append(RegisterLine("死亡", dead.person.name, dead.person.id_number, day, "户籍注销"))
    planter.note("deceased_member", 2018, host, f"{dead.person.name}已于{day}登记死亡")


IDENTITIES = {
    "person_in_two_households": (count_twice(True), count_twice(False)),
    "household_duplicated": (double,),
    "head_changed": (change_head,),
    "household_missing_in_year": (vanish,),
    "deceased_member": (die,),
}
