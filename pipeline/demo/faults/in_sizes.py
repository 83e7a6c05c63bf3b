"""The number of people is missing, does not match the roster, changes, or was changed by splitting."""

from pipeline.demo.arithmetic import disposable
from pipeline.demo.incomes import MEDICAL_PREMIUM
from pipeline.demo.planter import (
    Plant,
    Planter,
    fault,
    is_plain,
    items_of,
    member_by_role,
    member_of,
    size,
    statement_of,
)
from pipeline.demo.records import Household, HouseholdYear, Listing, Member, Statement


def empty_size(count: int | None) -> Plant:
    """A planter of a household size of 0 or none; the team's script then divided by 1."""

    @fault(
        "household_size_missing_or_zero",
        f"年末人口为{'空白' if count is None else count}",
        lambda one, _: one.kind == "labour",
    )
    def plant(host: Household, year: int) -> None:
        statement = statement_of(host, year)
        statement.registered = count
        statement.stated["stated_per_capita"] = disposable(statement.items)

    return plant


def misstate_size(change: int) -> Plant:
    """A planter of a size that the roster does not bear out."""

    @fault(
        "household_size_differs_from_roster",
        f"年末人口与名册相差{change:+d}人",
        lambda one, _: one.kind == "labour" and size(one) >= 2,
    )
    def plant(host: Household, year: int) -> None:
        statement = statement_of(host, year)
        statement.registered = (statement.registered or 0) + change
        statement.resident = min(statement.resident, statement.registered)

    return plant


@fault(
    "household_size_changed",
    "较上年少1名在校子女",
    lambda one, _: is_plain(one) and size(one) >= 4 and member_by_role(one.years[2018], "student") is not None,
    2017,
    2018,
)
def lose_child(host: Household, year: int) -> None:
    """A child is no longer counted from one year on, neither in the form nor on the roster."""
    gone = member_of(host.years[2018], "student")
    for later in (one for one in host.years if one >= year):
        record = host.years[later]
        record.members = [one for one in record.members if one.person != gone.person]
        record.entries = [one for one in record.entries if one.person != gone.person]
        statement = statement_of(host, later)
        statement.registered = len(record.members)
        statement.resident = sum(1 for one in record.members if one.is_resident)
        refunded = sum(one.amount for one in record.entries if one.item == "medical_reimbursement")
        statement.items["medical_reimbursement"] = refunded
        if gone.has_medical:
            statement.items["social_security_contribution"] -= MEDICAL_PREMIUM[later] * 100


def gain_member(planter: Planter) -> None:
    """A newborn is counted from one year on."""
    year = planter.year(2017, 2018)
    host = planter.host(lambda one: is_plain(one) and size(one) >= 3)
    head = host.years[2018].head
    child = planter.people.make("女", year, year, surname=head.name[0])
    for later in (one for one in host.years if one >= year):
        record, statement = host.years[later], statement_of(host, later)
        record.members.append(Member(child, "子女", "child", education="学龄前儿童", has_pension=False))
        statement.registered = (statement.registered or 0) + 1
        statement.resident += 1
        contribution = statement.items.get("social_security_contribution", 0)
        statement.items["social_security_contribution"] = contribution + MEDICAL_PREMIUM[later] * 100
    planter.note("household_size_changed", year, host, "较上年增加1名新生儿")


def split_elders(planter: Planter) -> None:
    """In 2018 the elders become a household of their own, which lifts the average of the rest."""
    host, new = split(planter)
    planter.note("household_split", 2018, host, f"老人分出另立户码{new.code}", new)


def leave_elders_alone(planter: Planter) -> None:
    """The same, told of the elders: their able child stands in another household of the village."""
    host, new = split(planter)
    planter.note("elders_registered_alone", 2018, new, f"子女在户码{host.code}", host)


def split(planter: Planter) -> tuple[Household, Household]:
    """The household that loses its elders, and theirs."""
    host = planter.host(can_split)
    record, items = host.years[2018], items_of(host, 2018)
    elders = [one for one in record.members if one.role == "elder"]
    old_people = {one.person for one in elders}
    record.members = [one for one in record.members if one.role != "elder"]
    premium = sum(MEDICAL_PREMIUM[2018] * 100 for one in elders if one.has_medical)
    items["social_security_contribution"] -= premium
    pension = items.pop("pension")
    statement = statement_of(host, 2018)
    statement.registered = len(record.members)
    statement.resident = sum(1 for one in record.members if one.is_resident)
    new = found(planter, host, Statement({"pension": pension, "social_security_contribution": premium}, 0, 0))
    new.years[2018].members = elders
    elders[0].relation = "户主"
    new.years[2018].head = elders[0].person
    new.years[2018].entries = [one for one in record.entries if one.person in old_people]
    record.entries = [one for one in record.entries if one.person not in old_people]
    statement_of(new, 2018).registered = statement_of(new, 2018).resident = len(elders)
    return host, new


def can_split(household: Household) -> bool:
    """A large household with a pension, and no medical bill that would have to be divided."""
    items = items_of(household, 2018)
    return is_plain(household) and size(household) >= 4 and "pension" in items and "medical_reimbursement" not in items


def found(planter: Planter, host: Household, statement: Statement) -> Household:
    """A new household in the host's village, listed from 2018 on; its members follow."""
    neighbours = planter.world.of(host.village)
    code = f"{max(int(one.code) for one in neighbours) + 1:05d}"
    new = Household(host.village, code, "uncovered", "一般贫困户", 2018, 2018, "缺劳力")
    listing = Listing("一般贫困户", "无劳动力户", "预脱贫", False, False, False)
    new.years[2018] = HouseholdYear(2018, statement, [], listing, [], host.years[2018].head)
    neighbours.append(new)
    return new


SIZES = {
    "household_size_missing_or_zero": (empty_size(0), empty_size(None)),
    "household_size_differs_from_roster": (misstate_size(1), misstate_size(-1)),
    "household_size_changed": (lose_child, gain_member),
    "household_split": (split_elders,),
    "elders_registered_alone": (leave_elders_alone,),
}
