"""Who lives in a household: kind, members by role, planned exit, gaps in cover."""

from random import Random

from pipeline.demo.people import Person, Registry
from pipeline.demo.places import Village
from pipeline.demo.records import Household, Member

# Elders are 60 before 2016 and nobody else is 60 by 2018: a pension always runs twelve months.
ELDER_YEARS = (1932, 1955)
WORKER_YEARS = (1962, 1988)


def parent_years(head: Person) -> tuple[int, int]:
    """Birth years of a head's parents: elders, and at least 18 years older."""
    return ELDER_YEARS[0], min(ELDER_YEARS[1], head.birth_year - 18)


def make_child(rng: Random, people: Registry, head: Person, surname: str) -> Member:
    """A child at least 19 years younger than the head and at school or below all three years."""
    first = max(1998, head.birth_year + 19)
    return child(people.make(rng.choice("男女"), first, max(first, 2013), surname=surname), "子女")


def worker(rng: Random, person: Person, relation: str) -> Member:
    """An adult who can work; a few pay into employees' insurance instead of the residents' pension."""
    skilled = "技能劳动力" if rng.random() < 0.15 else "普通劳动力"
    employed = rng.random() < 0.04
    return Member(person, relation, "worker", labour_type=skilled, has_employee=employed, has_pension=not employed)


def child(person: Person, relation: str) -> Member:
    """A pupil, a student or a small child; supported when at school."""
    role = "student" if person.birth_year <= 2010 else "child"
    return Member(person, relation, role, has_support=True, has_pension=False, education="小学")


def elder(person: Person, relation: str) -> Member:
    """Somebody of 60 and more, insured and so drawing a pension."""
    return Member(person, relation, "elder", education="文盲或半文盲")


def disabled(person: Person, relation: str) -> Member:
    """An adult who has lost the ability to work."""
    return Member(person, relation, "disabled", labour_type="丧失劳动力", health="残疾")


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
