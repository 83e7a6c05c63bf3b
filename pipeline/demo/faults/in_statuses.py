"""Registers, exit status, labour capacity, record books and files against what was declared; what two offices
say of one person, who holds a post, and whom the guarantees do not reach.
"""

from pipeline.demo.arithmetic import EXIT_LINE_YUAN, disposable
from pipeline.demo.planter import (
    Plant,
    Planter,
    fault,
    is_plain,
    items_of,
    listing_of,
    meets,
    member_by_role,
    member_of,
    registered,
    size,
)
from pipeline.demo.record_books import BEFORE, DIFFERENT, LACKING, LATE_VILLAGE, UNSIGNED
from pipeline.demo.records import YEARS, Entry, Household, HouseholdYear, Member, RegisterLine

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
    pay_post(host, year, member_of(host.years[year], "elder"))


@fault(
    "post_wage_doubtful",
    "外出人员领取公益性岗位工资",
    lambda one, year: is_plain(one) and any(away(member) for member in one.years[year].members),
    2017,
    2018,
)
def post_while_away(host: Household, year: int) -> None:
    """A worker who lives away all year is paid for a post at home."""
    pay_post(host, year, next(member for member in host.years[year].members if away(member)), is_listed=False)


def pay_post(host: Household, year: int, member: Member, is_listed: bool = True) -> None:
    """Twelve months of a post's wage, on ledger and statement, and on the roster where he has no other work."""
    host.years[year].entries.append(Entry("public_welfare_wage", 12 * POST_MONTHLY, member.person, POST_MONTHLY, 12))
    for item in ("wage_income", "public_welfare_wage"):
        items_of(host, year)[item] = items_of(host, year).get(item, 0) + 12 * POST_MONTHLY
    if is_listed:
        member.work_months, member.monthly_wage, member.is_public_post = 12, POST_MONTHLY, True


def away(member: Member) -> bool:
    return member.role == "worker" and not member.is_resident and (member.work_months or 0) > 6


def drop_out(planter: Planter) -> None:
    """A pupil of school age has left school: a gap, and no rule's business."""
    host = planter.host(lambda one: attending(one) is not None)
    pupil = attending(host)
    assert pupil is not None
    pupil.student_status, pupil.has_support = "辍学", False
    host.faults.append("dropout")


def lack_water(planter: Planter) -> None:
    """A household has no safe drinking water: a gap, and no rule's business."""
    host = planter.host(is_plain)
    listing_of(host, 2018).has_safe_water = False
    host.faults.append("drinking_water")


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
GAPS = (drop_out, drop_out, lack_water, lack_water)


def spoil(rule: str, detail: str) -> Plant:
    """A planter of a fault in the last year's book or file of a household whose village sends them: they are written
    by the household's faults."""
    return fault(rule, detail, has_book, YEARS[-1])(lambda host, year: None)


def has_book(household: Household, year: int) -> bool:
    """Whether the household's village sends books, and lists it with a statement."""
    record, number = household.years[year], household.village.index
    is_sent = is_plain(household) and number % LATE_VILLAGE != LATE_VILLAGE - 1
    return is_sent and record.statement is not None and record.listing is not None


RECORDS = {
    UNSIGNED: (spoil(UNSIGNED, "记录簿无户主签名"),),
    BEFORE: (spoil(BEFORE, "记录簿填写早于入户"),),
    DIFFERENT: (spoil(DIFFERENT, "簿载收入多3000元"),),
    LACKING: (spoil(LACKING, "收入佐证材料未归档"),),
}


def own(kind: str, detail: str) -> Plant:
    """A planter of a register entry that a poor household should not have."""
    return registered("register_contradicts", f"{kind}登记：{detail}", worker_of, kind, detail)


def worker_of(household: Household) -> Member | None:
    """A worker of the household, who is the owner."""
    return member_by_role(household.years[2018], "worker")


def is_far_below(household: Household, year: int) -> bool:
    """By more than the band around the line: without the bill the opinion is firm."""
    line = EXIT_LINE_YUAN[year] * 100 * size(household)
    return (line - disposable(items_of(household, year))) * 100 > line * 6


def lean_on_one(planter: Planter) -> None:
    """Just above the line, and only by a large reimbursed medical bill."""
    year = planter.year()
    host = planter.host(lambda one: is_plain(one) and below(one, year) and is_far_below(one, year))
    items, record = items_of(host, year), host.years[year]
    short = EXIT_LINE_YUAN[year] * 100 * size(host) - disposable(items)
    lift = short + planter.rng.randint(20_000, 60_000)
    items["medical_reimbursement"] = items.get("medical_reimbursement", 0) + lift
    record.entries.append(Entry("medical_reimbursement", lift, record.head, paid_on=f"{year}-06-21"))
    planter.note("income_depends_on_one_item", year, host, "仅因报销医疗费达标")


def below(household: Household, year: int) -> bool:
    """Below the line, by no more than a hospital bill."""
    line = EXIT_LINE_YUAN[year] * 100 * size(household)
    return 7 * line < 10 * disposable(items_of(household, year)) < 10 * line


@fault(
    "exit_status_contradicts_income",
    "已脱贫而低于标准",
    lambda one, year: one.kind == "labour" and not meets(one, year),
)
def exit_too_early(host: Household, year: int) -> None:
    """已脱贫 on the list, below the line by the form."""
    listing_of(host, year).exit_status = "已脱贫"


@fault("labour_capacity_unknown", "户表和人口表均未填劳动能力", lambda one, _: is_plain(one))
def blur_labour(host: Household, year: int) -> None:
    """Labour capacity stands neither on the list nor on the roster."""
    for every, record in host.years.items():  # one year's answer would stand for the others
        listing_of(host, every).labour = ""
        for member in record.members:
            member.labour_type = ""


def stop_relief(planter: Planter) -> None:
    """民政 has stopped the 低保 that the list still states."""
    host = planter.host(lambda one: is_recipient(one) and one.kind == "labour")
    listing_of(host, 2018).is_eligible = False  # the doubt is no gap besides
    head = host.years[2018].head
    planter.world.registers.append(RegisterLine("低保停发", head.name, head.id_number, "2018-03-01", "不再符合条件"))
    planter.note("status_sources_disagree", 2018, host, "名册享受低保而民政登记为停发")


def leave_out(planter: Planter) -> None:
    """民政's list of the village's 低保 households has all but one that the household list states."""
    registered = {line.id_number for line in planter.world.registers if line.kind == "农村低保"}

    def others(host: Household) -> list[Household]:
        return [one for one in planter.world.of(host.village) if one is not host and is_recipient(one)]

    host = planter.host(
        lambda one: (
            is_recipient(one)
            and bool(others(one))
            and not any(other.years[2018].head.id_number in registered for other in others(one))
        )
    )
    listing_of(host, 2018).is_eligible = False
    for other in others(host):
        head = other.years[2018].head
        planter.world.registers.append(RegisterLine("农村低保", head.name, head.id_number, "2016-01-01", ""))
    planter.note("register_contradicts", 2018, host, "名册享受低保而民政低保登记中没有")


def is_recipient(household: Household) -> bool:
    """On 低保 by the list of 2018."""
    record = household.years.get(2018)
    return record is not None and record.listing is not None and record.listing.is_recipient


STATUSES = {
    "status_sources_disagree": (stop_relief,),
    "register_contradicts": (
        own("车辆", "小型轿车"),
        own("市场主体", "有限责任公司法定代表人"),
        own("财政供养", "事业单位在编人员"),
        leave_out,
    ),
    "income_depends_on_one_item": (lean_on_one,),
    "exit_status_contradicts_income": (exit_too_early,),
    "labour_capacity_unknown": (blur_labour,),
}
