"""Who lives in a household: kind, members by role, planned exit, gaps in cover."""

from random import Random

from pipeline.demo.people import Registry
from pipeline.demo.places import Village
from pipeline.demo.records import Household, Member
from pipeline.demo.relatives import ELDER_YEARS, WORKER_YEARS, child, disabled, elder, make_child, parent_years, worker

TYPES = {
    "labour": "一般贫困户",
    "subsistence": "低保贫困户",
    "destitute": "五保贫困户",
    "uncovered": "一般贫困户",
}
CAUSES = ("因病", "因残", "因学", "缺技术", "缺资金", "缺劳力", "自身发展动力不足")


def pick_kind(rng: Random) -> str:
    """Kinds as on the ground: most can work, some live on 低保 or 五保, few are covered by nothing."""
    return rng.choices(("labour", "subsistence", "destitute", "uncovered"), (76, 12, 9, 3))[0]


def make_household(rng: Random, people: Registry, village: Village, number: int) -> tuple[Household, list[Member]]:
    """Household `number` (from 1) of a village, with its members as they stand before any year's detail."""
    kind = pick_kind(rng)
    members = MAKERS[kind](rng, people)
    household_type = TYPES[kind]
    if kind == "labour" and rng.random() < 0.18:
        household_type = "低保贫困户"  # on 低保 and able to work: labour is never inferred from 户属性
    planned = rng.choices((2016, 2017, 2018, 2019, None), (24, 32, 36, 5, 3))[0]
    late = planned is not None and planned >= 2018 and rng.random() < 0.12
    household = Household(
        village=village,
        code=f"{number:05d}",
        kind=kind,
        household_type=household_type,
        planned_exit_year=planned,
        identified_year=2017 if late else 2016,
        poverty_cause=rng.choice(CAUSES),
    )
    if household.scope == "in_scope":
        open_gaps(rng, members)
    return household, members


def make_labour(rng: Random, people: Registry) -> list[Member]:
    """A household that can work: head, often a spouse, children, elders, sometimes a disabled member."""
    head = people.make(rng.choices("男女", (85, 15))[0], *WORKER_YEARS)
    surname = head.name[0]
    members = [worker(rng, head, "户主")]
    if rng.random() < 0.8:
        spouse = people.make("女" if head.gender == "男" else "男", head.birth_year - 2, head.birth_year + 4)
        members.append(worker(rng, spouse, "配偶"))
    for _ in range(rng.choices((0, 1, 2, 3), (15, 40, 35, 10))[0]):
        members.append(make_child(rng, people, head, surname))
    if rng.random() < 0.35:
        members.append(elder(people.make("女", *parent_years(head)), "母亲"))
        if rng.random() < 0.4:
            members.append(elder(people.make("男", *parent_years(head), surname=surname), "父亲"))
    if rng.random() < 0.1:
        members.append(disabled(people.make(head.gender, *WORKER_YEARS, surname=surname), "兄弟姐妹"))
    return members


def make_subsistence(rng: Random, people: Registry) -> list[Member]:
    """Nobody can work: elders with a grandchild, or a disabled head with a child."""
    if rng.random() < 0.6:
        head = people.make("男", *ELDER_YEARS)
        members = [elder(head, "户主"), elder(people.make("女", *ELDER_YEARS), "配偶")]
    else:
        head = people.make("男", *WORKER_YEARS)
        members = [disabled(head, "户主")]
    for _ in range(rng.choices((0, 1, 2), (40, 40, 20))[0]):
        grandchild = people.make(rng.choice("男女"), 2000, 2010, surname=head.name[0])
        members.append(child(grandchild, "孙子女" if members[0].role == "elder" else "子女"))
    return members


def make_destitute(rng: Random, people: Registry) -> list[Member]:
    """One or two elders without family (五保)."""
    head = people.make("男", *ELDER_YEARS)
    members = [elder(head, "户主")]
    if rng.random() < 0.25:
        members.append(elder(people.make("男", *ELDER_YEARS, surname=head.name[0]), "兄弟姐妹"))
    return members


MAKERS = {
    "labour": make_labour,
    "subsistence": make_subsistence,
    "destitute": make_destitute,
    "uncovered": make_subsistence,
}


def open_gaps(rng: Random, members: list[Member]) -> None:
    """Leave some without cover, in the bulletin's proportions (more pensions than pupils or medical)."""
    for member in members:
        if rng.random() < 0.016 and not member.has_employee and member is not members[0]:
            member.has_medical = False
        if member.role in ("worker", "disabled", "elder") and rng.random() < 0.03:
            member.has_pension = member.has_employee = False
        if member.role == "student" and member.person.birth_year >= 2000 and rng.random() < 0.035:
            member.has_support = False
