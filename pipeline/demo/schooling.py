"""A member's line in a given year: school by age, and what follows from it."""

from pipeline.demo.records import Member, copy_member


def in_year(member: Member, year: int) -> Member:
    """The member as the roster of that year shows him; pupils grow older, the others stay as they are."""
    if member.role not in ("student", "child"):
        return copy_member(member)
    status = school(member.age(year))
    is_pupil = status != "非在校生"
    return copy_member(
        member,
        student_status=status,
        education="学龄前儿童" if member.age(year) < 6 else "小学",
        has_support=member.has_support and is_pupil,
    )


def school(age: int) -> str:
    """在校生状况 by age; everyone of 3 to 22 goes to school here."""
    if age < 3 or age > 22:
        return "非在校生"
    if age < 6:
        return "学前教育"
    if age < 16:
        return "义务教育阶段"
    return "高中" if age < 19 else "大专及以上"
