"""What two offices say of one person, who holds a post, and whom the guarantees do not reach."""

from pipeline.demo.planter import Planter, fault, is_plain, member_by_role, registered
from pipeline.demo.records import Entry, Household, HouseholdYear, Member

POST_MONTHLY = 80_000  # fen a month


@fault(
    "post_wage_doubtful",
    "老人领取公益性岗位工资",
    lambda one, year: is_plain(one) and member_by_role(one.years[year], "elder") is not None,
    2017,
    2018,
)
def keep_post(host: Household, year: int) -> None:
    """Somebody long past sixty is paid for a post, and the household declares it."""
    pay_post(host.years[year], member_of(host.years[year], "elder"))


@fault(
    "post_wage_doubtful",
    "外出人员领取公益性岗位工资",
    lambda one, year: is_plain(one) and any(away(member) for member in one.years[year].members),
    2017,
    2018,
)
def post_while_away(host: Household, year: int) -> None:
    """A worker who lives away all year is paid for a post at home."""
    record = host.years[year]
    pay_post(record, next(member for member in record.members if away(member)), is_listed=False)


def pay_post(record: HouseholdYear, member: Member, is_listed: bool = True) -> None:
    """Twelve months of a post's wage, on ledger and statement, and on the roster where he has no other work."""
    assert record.statement is not None
    record.entries.append(Entry("public_welfare_wage", 12 * POST_MONTHLY, member.person, POST_MONTHLY, 12))
    for item in ("wage_income", "public_welfare_wage"):
        record.statement.items[item] = record.statement.items.get(item, 0) + 12 * POST_MONTHLY
    if is_listed:
        member.work_months, member.monthly_wage, member.is_public_post = 12, POST_MONTHLY, True


def away(member: Member) -> bool:
    return member.role == "worker" and not member.is_resident and (member.work_months or 0) > 6


def drop_out(planter: Planter) -> None:
    """Two pupils of school age have left school: a gap, and no rule's business."""
    for _ in range(2):
        host = planter.host(lambda one: attending(one) is not None)
        pupil = attending(host) if host else None
        if host and pupil:
            pupil.student_status, pupil.has_support = "辍学", False
            host.faults.append("dropout")


def lack_water(planter: Planter) -> None:
    """Two households have no safe drinking water: a gap, and no rule's business."""
    for _ in range(2):
        host = planter.host(is_plain)
        if host is not None:
            listing = host.years[2018].listing
            assert listing is not None
            listing.has_safe_water = False
            host.faults.append("drinking_water")


def member_of(record: HouseholdYear, role: str) -> Member:
    found = member_by_role(record, role)
    assert found is not None
    return found


def pupil_of(record: HouseholdYear) -> Member | None:
    """A child of 7 to 15 at school."""
    pupils = (one for one in record.members if one.role in ("student", "child") and 7 <= one.age(record.year) <= 15)
    return next((one for one in pupils if one.student_status == "义务教育阶段"), None)


def plain_worker(household: Household) -> Member | None:
    """A worker of a plain household, whom the roster calls healthy."""
    return member_by_role(household.years[2018], "worker") if is_plain(household) else None


def attending(household: Household) -> Member | None:
    """A pupil of a plain household, whom the roster calls one."""
    return pupil_of(household.years[2018]) if is_plain(household) else None


DISAGREES = "person_sources_disagree"
STATES = {
    DISAGREES: (
        registered(DISAGREES, "残联登记为残疾人，花名册为健康", plain_worker, "残疾人", "肢体四级", "2014-05-06"),
        registered(DISAGREES, "教育部门登记为疑似辍学，花名册为在校", attending, "疑似辍学", "未到校", "2018-10-08"),
    ),
    "post_wage_doubtful": (keep_post, post_while_away),
}
GAPS = (drop_out, lack_water)
