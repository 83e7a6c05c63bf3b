"""Faults that others' records show: ledgers, remarks, registers, insurance, status."""

from dataclasses import replace

from tests.second_office.planter import Bench, Plant, has, paid
from tests.second_office.records import LINES, LOAN, YEARS, Home


def ledger_says(item: str, share: int) -> Plant:
    """The ledger holds so many percent of what is declared; 0: nothing."""

    def plant(bench: Bench, rule: str) -> None:
        home, year = bench.host(
            lambda home, year: (
                has(home, year, item) and paid(home, year, item) and neighbours(bench, item, year, home.village)
            )
        )
        report = bench.report(home, year)
        report.payments = [
            replace(one, fen=one.fen * share // 100, monthly=None, months=None) if one.item == item else one
            for one in report.payments
            if share or one.item != item
        ]
        bench.note(rule, home, year, f"{item}台账{share}%")

    return plant


def neighbours(bench: Bench, item: str, year: int, village: str) -> bool:
    """Whether the village's ledger of the item holds others too."""
    return sum(one.village == village and year in one.reports and paid(one, year, item) for one in bench.homes) > 2


def all_months(bench: Bench, rule: str) -> None:
    """A seasonal worker's wage booked for the whole year."""
    home, year = bench.host(
        lambda home, year: any((one.months or 12) < 8 for one in home.reports[year].members if one.wage)
    )
    report = bench.report(home, year)
    worker = next(one for one in report.members if one.wage and (one.months or 12) < 8)
    assert worker.wage and worker.months
    report.items["工资性收入"] += worker.wage * (12 - worker.months)
    bench.note(rule, home, year, f"{worker.months}个月按12个月")


def concealed(item: str) -> Plant:
    def plant(bench: Bench, rule: str) -> None:
        home, year = bench.host(
            lambda home, year: home.kind == "works" and has(home, year, item) and paid(home, year, item)
        )
        del bench.report(home, year).items[item]
        bench.note(rule, home, year, f"{item}未申报")

    return plant


def benefit(item: str, monthly: int) -> Plant:
    def plant(bench: Bench, rule: str) -> None:
        home, year = bench.host(lambda home, year: home.kind == "works")
        report = bench.report(home, year)
        report.items[item] = 12 * monthly
        bench.pay(report, item, 12 * monthly)
        bench.note(rule, home, year, f"{item}无身份")

    return plant


def nothing_deducted(bench: Bench, rule: str) -> None:
    home, year = bench.host(lambda home, year: home.kind == "works" and has(home, year, "社会保障支出"))
    del bench.report(home, year).items["社会保障支出"]
    bench.note(rule, home, year, "参保未扣")


def months_of(months: int | None) -> Plant:
    """Nobody worked a month, or somebody more than a year has."""

    def plant(bench: Bench, rule: str) -> None:
        home, year = bench.host(lambda home, year: has(home, year, "工资性收入"))
        for line in bench.report(home, year).members:
            line.months = months if line.wage else None
        bench.note(rule, home, year, f"务工{months}个月")

    return plant


def remarked(item: str, fen: int, remark: str) -> Plant:
    def plant(bench: Bench, rule: str) -> None:
        home, year = bench.host(lambda home, year: home.kind == "works" and home.layout != "national")
        report = bench.report(home, year)
        report.items[item] = report.items.get(item, 0) + fen
        report.remark = remark
        bench.note(rule, home, year, remark)

    return plant


def from_ledger(entry: str, fen: int) -> Plant:
    """Money that is no income, paid by a ledger and booked under 其他转移性收入 beside what is there."""

    def plant(bench: Bench, rule: str) -> None:
        home, year = bench.host(lambda home, year: home.kind == "works" and home.layout != "national")
        report = bench.report(home, year)
        bench.pay(report, entry, fen)
        report.items["其他转移性收入"] = report.items.get("其他转移性收入", 0) + fen
        bench.note(rule, home, year, f"台账{entry}计入")

    return plant


def paid_next_year(bench: Bench, rule: str) -> None:
    """Compensation booked in the year, and paid the January after."""
    home, year = bench.host(
        lambda home, year: (
            paid(home, year, "生态补偿金") and year < 2018 and neighbours(bench, "生态补偿金", year, home.village)
        )
    )
    report = bench.report(home, year)
    report.payments = [
        replace(one, date=f"{year + 1}-01-22") if one.item == "生态补偿金" else one for one in report.payments
    ]
    bench.note(rule, home, year, "次年一月才发放")


def equals_loan(bench: Bench, rule: str) -> None:
    home, year = bench.host(lambda home, year: has(home, year, "生产经营性收入") and home.layout != "national")
    report = bench.report(home, year)
    report.items[LOAN] = report.items["生产经营性收入"]
    bench.note(rule, home, year, "经营收入与借款相等")


def twice(item: str) -> Plant:
    def plant(bench: Bench, rule: str) -> None:
        home, year = bench.host(lambda home, year: has(home, year, item) and not has(home, year, "其他转移性收入"))
        report = bench.report(home, year)
        report.items["其他转移性收入"] = report.items[item]
        bench.note(rule, home, year, f"{item}两次")

    return plant


def thirteenth(item: str) -> Plant:
    def plant(bench: Bench, rule: str) -> None:
        home, year = bench.host(lambda home, year: has(home, year, item) and paid(home, year, item))
        report = bench.report(home, year)
        report.items[item] += sum(one.monthly or 0 for one in report.payments if one.item == item)
        bench.note(rule, home, year, f"{item}十三个月")

    return plant


def registered(kind: str, detail: str) -> Plant:
    def plant(bench: Bench, rule: str) -> None:
        home, _ = bench.host(lambda home, year: year == 2018 and home.kind == "works")
        bench.registers.setdefault(kind, []).append((home.reports[2018].members[0].person, "2017-08-30", detail))
        bench.note(rule, home, 2018, f"{kind}{detail}")

    return plant


def one_item(bench: Bench, rule: str) -> None:
    """Over the line by one payment of medical assistance."""
    home, year = bench.host(
        lambda home, year: home.kind == "works" and home.layout != "national"
        and home.reports[year].disposable < LINES[year] * len(home.reports[year].members)
    )  # fmt: skip
    report = bench.report(home, year)
    report.exit_status = "未脱贫"
    lift = LINES[year] * len(report.members) - report.disposable + 12_345
    report.items["医疗救助金"] = lift
    bench.pay(report, "医疗救助金", lift)
    bench.note(rule, home, year, "仅因医疗救助金达标")


def no_pension(bench: Bench, rule: str) -> None:
    home, year = bench.host(lambda home, year: has(home, year, "养老保险金"))
    report = bench.report(home, year)
    del report.items["养老保险金"]
    report.payments = [one for one in report.payments if one.item != "养老保险金"]
    bench.note(rule, home, year, "到龄未领")


def out_too_early(bench: Bench, rule: str) -> None:
    home, year = bench.host(
        lambda home, year: (
            home.kind == "works" and home.reports[year].disposable < LINES[year] * len(home.reports[year].members)
        )
    )
    bench.report(home, year).exit_status = "已脱贫"
    bench.note(rule, home, year, "未达标而已脱贫")


def stopped(bench: Bench, rule: str) -> None:
    """The civil-affairs office has stopped the 低保 that the list still states."""
    home, _ = bench.host(lambda home, year: year == 2018 and home.kind == "relief")
    bench.registers.setdefault("低保停发", []).append((home.reports[2018].head, "2018-04-01", "退出低保"))
    bench.note(rule, home, 2018, "名册低保而已停发")


def left_out(bench: Bench, rule: str) -> None:
    """All other 低保 households of the village are in the civil-affairs register."""

    def others(home: Home) -> list[Home]:
        return [
            one
            for one in bench.homes
            if one is not home and one.village == home.village and one.kind == "relief" and 2018 in one.reports
        ]

    home, _ = bench.host(lambda home, year: year == 2018 and home.kind == "relief" and bool(others(home)))
    lines = bench.registers.setdefault("农村低保", [])
    lines += [(one.reports[2018].head, "2013-07-01", "") for one in others(home)]
    bench.note(rule, home, 2018, "民政低保登记中没有")


def principal_back(bench: Bench, rule: str) -> None:
    """Two dividends that add up to the loan placed for the household."""
    home, _ = bench.host(
        lambda home, year: (
            year == 2018
            and home.kind == "works"
            and len(home.reports) == 3
            and not any(has(home, one, "财产性收入") for one in YEARS)
        )
    )
    bench.pay(home.reports[2016], "借款", 1_300_000)
    for year in (2017, 2018):
        home.reports[year].items["财产性收入"] = 650_000
        bench.pay(home.reports[year], "分红", 650_000)
    bench.note(rule, home, 2018, "分红合计等于借款")


def dividend_kept_quiet(bench: Bench, rule: str) -> None:
    """A project paid more to one household than its whole village declares."""
    home, year = bench.host(lambda home, year: home.kind == "works" and not has(home, year, "财产性收入"))
    same = [one.reports[year] for one in bench.homes if one.village == home.village and year in one.reports]
    bench.pay(home.reports[year], "分红", sum(one.items.get("财产性收入", 0) for one in same) + 4_043_100)
    bench.note(rule, home, year, "项目分红未申报")


EVIDENCE = {
    "status_sources_disagree": [stopped],
    "income_depends_on_one_item": [one_item],
    "exit_status_contradicts_income": [out_too_early],
    "thirteen_month_subsidy": [thirteenth("低保金"), thirteenth("养老保险金")],
    "benefit_counted_twice": [twice("五保金"), twice("生态补偿金")],
    "ledger_differs": [ledger_says("生态补偿金", 130), ledger_says("养老保险金", 95)],
    "ledger_not_declared": [concealed("养老保险金"), concealed("生态补偿金")],
    "declared_without_ledger": [ledger_says("养老保险金", 0), ledger_says("生态补偿金", 0)],
    "benefit_without_status": [benefit("低保金", 30_117), benefit("五保金", 70_003)],
    "contribution_not_deducted": [nothing_deducted],
    "wage_without_work_months": [all_months, months_of(None), months_of(14)],
    "forecast_income": [remarked("财产性收入", 80_000, "预计年底分红800元"), paid_next_year],
    "one_off_income": [
        remarked("其他转移性收入", 600_000, "变卖老屋木料6000元"),
        remarked("其他转移性收入", 510_000, "其他转移性收入含网络众筹5100元"),
        remarked("生产经营性收入", 730_000, "经营收入含处置耕牛一头7300元"),
        from_ledger("一次性", 90_009),
    ],
    "earmarked_aid_in_income": [
        remarked("其他转移性收入", 150_000, "其他转移性收入含户厕改造补助1500元"),
        from_ledger("专项", 1_234_000),
    ],
    "support_income_unproved": [remarked("其他转移性收入", 360_000, "其他转移性收入含赡养费3600元")],
    "loan_in_income": [
        remarked("生产经营性收入", 1_200_000, "含向信用社贷款1.2万元"),
        equals_loan,
        from_ledger("借款", 3_000_000),
    ],
    "register_contradicts": [registered("机动车", "轻型货车"), registered("房产", "商品房一套"), left_out],
    "pension_not_received": [no_pension],
    "dividend_repays_principal": [principal_back],
    "project_dividends_undeclared": [dividend_kept_quiet],
}
