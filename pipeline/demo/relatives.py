"""Members of a household by role, each with what follows from it."""

from random import Random

from pipeline.demo.people import Person, Registry
from pipeline.demo.records import Member

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
