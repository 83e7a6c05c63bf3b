"""Faults in the figures of a statement: totals, amounts, units, habits. Each plants one and says where."""

from tests.second_office.planter import Bench, Plant, has
from tests.second_office.records import COST, TRANSFERS, Home, total


def wrong_total(name: str, change: int) -> Plant:
    """A total that is off by so many fen, and nothing else."""

    def plant(bench: Bench, rule: str) -> None:
        home, year = bench.host(lambda home, year: home.layout == "book" and home.kind == "works")
        bench.report(home, year).stated[name] = right(home, year, name) + change
        bench.note(rule, home, year, f"{name}差{change}分")

    return plant


def right(home: Home, year: int, name: str) -> int:
    report = home.reports[year]
    paid, cost = total(report.items, ("社会保障支出",)), report.items.get(COST, 0)
    known = {
        "总收入": report.disposable + paid + cost,
        "转移性收入": total(report.items, TRANSFERS),
        "总支出": cost + paid,
        "家庭可支配收入": report.disposable,
        "家庭人均可支配收入": report.disposable // len(report.members),
    }
    return known[name]


def unreadable(item: str, text: str) -> Plant:
    def plant(bench: Bench, rule: str) -> None:
        home, year = bench.host(lambda home, year: has(home, year, item))
        bench.report(home, year).texts[item] = text
        bench.note(rule, home, year, f"{item}写作{text}")

    return plant


def cost_share(share: int) -> Plant:
    """Costs of so many hundredths of a percent of the income."""

    def plant(bench: Bench, rule: str) -> None:
        home, year = bench.host(lambda home, year: has(home, year, "生产经营性收入"))
        items = bench.report(home, year).items
        items[COST] = items["生产经营性收入"] * share // 10_000
        bench.note(rule, home, year, f"成本率万分之{share}")

    return plant


def put(item: str, fen: int, *, paid: bool = False) -> Plant:
    """An amount that cannot be; where `paid`, the ledger says the same."""

    def plant(bench: Bench, rule: str) -> None:
        home, year = bench.host(lambda home, year: home.kind == "works" and home.layout != "national")
        report = bench.report(home, year)
        report.items[item] = fen
        report.payments = [one for one in report.payments if one.item != item]
        if paid:
            bench.pay(report, item, fen)
        bench.note(rule, home, year, f"{item}填{fen}分")

    return plant


def whole_row_in_ten_thousands(bench: Bench, rule: str) -> None:
    home, year = bench.host(lambda home, year: home.layout == "book" and home.kind == "works")
    bench.report(home, year).is_unit_wrong = True
    bench.note(rule, home, year, "整行按万元填")


def month_for_year(bench: Bench, rule: str) -> None:
    home, year = bench.host(lambda home, year: has(home, year, "养老保险金") and home.layout == "csv")
    items = bench.report(home, year).items
    items["养老保险金"] //= 12
    bench.note(rule, home, year, "养老金按月填")


def copied(bench: Bench, rule: str) -> None:
    home, year = bench.host(lambda home, year: home.kind == "works" and home.layout != "national")
    other, _ = bench.host(lambda one, when: one.village == home.village and one.kind == "works" and when == year)
    bench.report(other, year).items = dict(home.reports[year].items)
    bench.note(rule, home, year, f"与{other.code}同")
    bench.note(rule, other, year, f"与{home.code}同")


def repeated(bench: Bench, rule: str) -> None:
    home, year = bench.host(lambda home, year: year > 2016 and home.kind == "works")
    bench.report(home, year).items = dict(home.reports[year - 1].items)
    bench.note(rule, home, year, "照抄上年")


def dropped(bench: Bench, rule: str) -> None:
    """Per capita falls by far more than half."""
    home, year = bench.host(
        lambda home, year: year > 2016 and has(home, year, "工资性收入") and home.reports[year].items["工资性收入"] * 10
        > home.reports[year].disposable * 8
    )  # fmt: skip
    bench.report(home, year).items["工资性收入"] //= 5
    bench.note(rule, home, year, "工资降到五分之一")


def guessed(bench: Bench, rule: str) -> None:
    home, year = bench.host(lambda home, year: has(home, year, "生产经营性收入") and home.layout != "national")
    report = bench.report(home, year)
    kept = {"社会保障支出": report.items["社会保障支出"]}
    report.items = kept | {
        "工资性收入": 1_500_000,
        "生产经营性收入": 800_000,
        COST: 300_000,
        "财产性收入": 60_000,
        "其他转移性收入": 40_000,
    }
    bench.note(rule, home, year, "整百估填")


FIGURES = {
    "total_income_mismatch": [wrong_total("总收入", -3_720)],
    "transfer_items_mismatch": [wrong_total("转移性收入", 5), wrong_total("转移性收入", -99_999)],
    "total_expense_mismatch": [wrong_total("总支出", -700)],
    "disposable_income_mismatch": [wrong_total("家庭可支配收入", 100)],
    "per_capita_mismatch": [wrong_total("家庭人均可支配收入", 503)],
    "amount_unreadable": [unreadable("养老保险金", "见存折"), unreadable("工资性收入", "两万左右")],
    "business_cost_missing": [cost_share(0)],
    "business_cost_outside_norm": [cost_share(950), cost_share(7_100), cost_share(14_000)],
    "negative_amount": [put("财产性收入", -350), put("其他转移性收入", -88_888)],
    "implausible_amount": [put("计划生育金", 4_000, paid=True), put("工资性收入", 31_000_044)],
    "unit_suspected": [whole_row_in_ten_thousands, month_for_year],
    "identical_rows": [copied],
    "unchanged_from_last_year": [repeated],
    "large_change_from_last_year": [dropped],
    "round_amounts": [guessed],
}
