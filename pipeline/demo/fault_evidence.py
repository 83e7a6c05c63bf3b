"""Declared against paid: ledgers, statuses, contributions, registers, exit status."""

from pipeline.demo.arithmetic import EXIT_LINE_YUAN, disposable
from pipeline.demo.planter import (
    Plant, Planter, drop_entries, has, is_plain, items_of, meets, member_by_role, size, statement_of,
)  # fmt: skip
from pipeline.demo.records import Entry, Household, RegisterLine


def underpay(item: str) -> Plant:
    """A planter of a ledger that shows less than declared."""

    def plant(planter: Planter) -> bool:
        year = planter.year(2017, 2018)
        host = planter.host(
            lambda one: has(one, year, item) and any(entry.item == item for entry in one.years[year].entries)
        )
        if host is None:
            return False
        entry = next(one for one in host.years[year].entries if one.item == item)
        entry.amount = entry.amount * 7 // 10
        entry.monthly = entry.monthly * 7 // 10 if entry.monthly else None
        planter.note("ledger_differs", year, host, f"{item} 台账为申报的七成")
        return True

    return plant


def book_full_year(planter: Planter) -> bool:
    """A few months' wage booked as twelve; roster and ledger know the months."""
    year = planter.year(2017, 2018)
    host = planter.host(lambda one: is_plain(one) and short_worker(one, year) is not None)
    if host is None:
        return False
    entry = short_worker(host, year)
    assert entry is not None and entry.monthly and entry.months
    items_of(host, year)["wage_income"] += (12 - entry.months) * entry.monthly
    planter.note("ledger_differs", year, host, f"务工{entry.months}个月按12个月申报")
    return True


def short_worker(household: Household, year: int) -> Entry | None:
    """A wage payment of less than ten months."""
    entries = household.years[year].entries
    return next((one for one in entries if one.item == "wage_income" and (one.months or 12) < 10), None)


def conceal(item: str) -> Plant:
    """A planter of a payment that was not declared."""

    def plant(planter: Planter) -> bool:
        year = planter.year()
        host = planter.host(lambda one: has(one, year, item) and one.kind == "labour")
        if host is None:
            return False
        items_of(host, year).pop(item)
        planter.note("ledger_not_declared", year, host, f"{item} 有发放未申报")
        return True

    return plant


def unpaid(item: str) -> Plant:
    """A planter of a declared item that the (delivered) ledger does not show."""

    def plant(planter: Planter) -> bool:
        year = planter.year()
        host = planter.host(lambda one: has(one, year, item) and planter.neighbours_paid(one, year, item))
        if host is None:
            return False
        drop_entries(host.years[year], item)
        planter.note("declared_without_ledger", year, host, f"{item} 有申报无发放")
        return True

    return plant


def claim(item: str, fen: int) -> Plant:
    """A planter of a benefit, declared and paid, to a household without the status."""

    def plant(planter: Planter) -> bool:
        year = planter.year()
        host = planter.host(is_plain)
        if host is None:
            return False
        record = host.years[year]
        assert record.listing is not None
        record.listing.is_eligible = False
        items_of(host, year)[item] = fen
        record.entries.append(Entry(item, fen, record.head, fen // 12, 12))
        planter.note("benefit_without_status", year, host, f"申报 {item} 而无相应身份")
        return True

    return plant


def keep_contribution(planter: Planter) -> bool:
    """Insured, and nothing deducted."""
    year = planter.year()
    host = planter.host(lambda one: one.kind == "labour" and has(one, year, "social_security_contribution"))
    if host is None:
        return False
    items_of(host, year).pop("social_security_contribution")
    planter.note("contribution_not_deducted", year, host, "参保而社会保障支出为0")
    return True


def hide_months(planter: Planter) -> bool:
    """Wages, and nobody on the roster worked a month."""
    year = planter.year()
    host = planter.host(lambda one: is_plain(one) and has(one, year, "wage_income"))
    if host is None:
        return False
    for member in host.years[year].members:
        member.work_months = member.monthly_wage = None
    planter.note("wage_without_work_months", year, host, "有工资性收入而无务工月数")
    return True


def lose_pension(planter: Planter) -> bool:
    """An insured elder, no pension declared or paid."""
    year = planter.year()
    host = planter.host(lambda one: one.kind == "labour" and has(one, year, "pension"))
    if host is None:
        return False
    items_of(host, year).pop("pension")
    drop_entries(host.years[year], "pension")
    planter.note("pension_not_received", year, host, "年满60周岁参保而无养老金")
    return True


def own(kind: str, detail: str) -> Plant:
    """A planter of a register entry that a poor household should not have."""

    def plant(planter: Planter) -> bool:
        host = planter.host(lambda one: member_by_role(one.years[2018], "worker") is not None)
        if host is None:
            return False
        owner = member_by_role(host.years[2018], "worker")
        assert owner is not None
        day = f"2018-0{planter.rng.randint(1, 9)}-{planter.rng.randint(1, 28):02d}"
        planter.world.registers.append(
            RegisterLine(kind, owner.person.name, owner.person.id_number, day, detail)
        )
        planter.note("register_contradicts", 2018, host, f"{kind}登记：{detail}")
        return True

    return plant


def lean_on_one(planter: Planter) -> bool:
    """Just above the line, and only by a large reimbursed medical bill."""
    year = planter.year()
    host = planter.host(lambda one: is_plain(one) and below(one, year))
    if host is None:
        return False
    items, record = items_of(host, year), host.years[year]
    short = EXIT_LINE_YUAN[year] * 100 * size(host) - disposable(items)
    lift = short + planter.rng.randint(20_000, 60_000)
    items["medical_reimbursement"] = items.get("medical_reimbursement", 0) + lift
    record.entries.append(Entry("medical_reimbursement", lift, record.head, paid_on=f"{year}-06-21"))
    planter.note("income_depends_on_one_item", year, host, "仅因报销医疗费达标")
    return True


def below(household: Household, year: int) -> bool:
    """Below the line, by no more than a hospital bill."""
    line = EXIT_LINE_YUAN[year] * 100 * size(household)
    return 7 * line < 10 * disposable(items_of(household, year)) < 10 * line


def exit_too_early(planter: Planter) -> bool:
    """已脱贫 on the list, below the line by the form."""
    year = planter.year()
    host = planter.host(lambda one: one.kind == "labour" and not meets(one, year))
    if host is None:
        return False
    listing = host.years[year].listing
    assert listing is not None
    listing.exit_status = "已脱贫"
    planter.note("exit_status_contradicts_income", year, host, "已脱贫而低于标准")
    return True


def blur_labour(planter: Planter) -> bool:
    """Labour capacity stands neither on the list nor on the roster."""
    year = planter.year()
    host = planter.host(is_plain)
    if host is None:
        return False
    record = host.years[year]
    assert record.listing is not None
    record.listing.labour = ""
    for member in record.members:
        member.labour_type = ""
    planter.note("labour_capacity_unknown", year, host, "户表和人口表均未填劳动能力")
    return True


EVIDENCE = {
    "ledger_differs": (underpay("asset_dividend"), book_full_year, underpay("subsistence_allowance")),
    "ledger_not_declared": (conceal("ecological_compensation"), conceal("family_planning_allowance")),
    "declared_without_ledger": (unpaid("subsistence_allowance"), unpaid("ecological_compensation")),
    "benefit_without_status": (claim("subsistence_allowance", 229_200), claim("destitute_allowance", 674_400)),
    "contribution_not_deducted": (keep_contribution,),
    "wage_without_work_months": (hide_months,),
    "pension_not_received": (lose_pension,),
    "register_contradicts": (
        own("车辆", "小型轿车"), own("市场主体", "有限责任公司法定代表人"), own("财政供养", "事业单位在编人员"),
    ),
    "income_depends_on_one_item": (lean_on_one,),
    "exit_status_contradicts_income": (exit_too_early,),
    "labour_capacity_unknown": (blur_labour,),
}  # fmt: skip
