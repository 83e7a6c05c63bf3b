"""Clean households of the second office: what they earn and what is paid to them agrees in every table."""

from dataclasses import replace
from itertools import pairwise
from random import Random

from tests.second_office.records import COST, LINES, TRANSFERS, YEARS, Home, Line, Payment, People, Report

VILLAGES = (
    ("石颈镇", "上坡村", "book"), ("石颈镇", "大垌村", "book"), ("雅塘镇", "那榔村", "csv"), ("雅塘镇", "陂头村", "csv"),
    ("塘蓬镇", "留村", "national"), ("塘蓬镇", "黄教村", "national"), ("长山镇", "那凌村", "wan"), ("长山镇", "茅坡村", "wan"),
)  # fmt: skip


def make_home(draw: Random, people: People, number: int, town: str, village: str, layout: str) -> Home:
    """One household with three years of reports."""
    kind = draw.choices(("works", "relief", "alone"), (80, 12, 8))[0]
    home = Home(town, village, f"{number + 60:04d}", kind, layout, planned=draw.choice(YEARS))
    members = {"works": workers, "relief": elders, "alone": elders}[kind](draw, people)
    while True:
        habits = draw_habits(draw, kind, members)
        growth, home.reports = 1.0, {}
        living = members
        for year in YEARS:
            living = next_generation(draw, people, living, year) if year > YEARS[0] else living
            home.reports[year] = make_report(draw, home, [replace(one) for one in living], habits, growth)
            growth *= draw.uniform(0.93, 1.15)
        incomes = [report.disposable for report in home.reports.values()]
        sizes = {len(report.members) for report in home.reports.values()}
        steady = all(0.72 < later / before < 1.38 for before, later in pairwise(incomes))
        if (steady or len(sizes) > 1) and min(incomes) > 120_000 * max(sizes) and calm(home):
            break
    for year, report in home.reports.items():
        report.exit_status = status(home, report, year)
    return home


def calm(home: Home) -> bool:
    """Whether per capita moves by less than half from year to year."""
    heads = [report.disposable / len(report.members) for report in home.reports.values()]
    return all(0.55 < later / before < 1.45 for before, later in pairwise(heads))


def status(home: Home, report: Report, year: int) -> str:
    met = report.disposable >= LINES[year] * len(report.members)
    if year < home.planned:
        return "未脱贫"
    return "已脱贫" if home.kind != "works" or met else "预脱贫"


def workers(draw: Random, people: People) -> list[Line]:
    """One to three adults who work, children, perhaps a grandmother."""
    adults = [people.make("男", 1961, 1984), *(people.make("女", 1963, 1986) for _ in range(draw.choice((0, 1, 1))))]
    lines = [
        Line(one, "户主" if place == 0 else "配偶", "普通劳动力", pension=True) for place, one in enumerate(adults)
    ]
    lines += [
        Line(
            people.make(draw.choice("男女"), 2003, 2009),
            "之子" if draw.random() < 0.5 else "之女",
            student="义务教育阶段",
        )
        for _ in range(draw.choice((0, 1, 1, 2, 3)))
    ]
    if draw.random() < 0.4:
        lines.append(Line(people.make("女", 1936, 1950), "之母", pension=True))
    return lines


def elders(draw: Random, people: People) -> list[Line]:
    """One or two who no longer work."""
    lines = [Line(people.make("男", 1935, 1951), "户主", pension=True)]
    if draw.random() < 0.4:
        lines.append(Line(people.make("女", 1937, 1951), "配偶", pension=True))
    return lines


def next_generation(draw: Random, people: People, members: list[Line], year: int) -> list[Line]:
    """What happens in families, and is no fault: a child is born, or an old head dies and his wife follows him."""
    chance = draw.random()
    if chance < 0.04 and members[0].able == "普通劳动力":
        return [*members, Line(people.make("男", year, year), "之子")]
    if chance < 0.2 and members[0].able != "普通劳动力" and len(members) > 1:
        return [replace(members[1], relation="户主"), *members[2:]]
    return members


def draw_habits(draw: Random, kind: str, members: list[Line]) -> dict[str, int]:
    """What stays over the years; fen a month or a year."""
    works = kind == "works"
    return {
        "wage": draw.randint(140_117, 520_931) if works else 0,
        "months": draw.randint(3, 12),
        "business": draw.randint(300_173, 2_600_917) if works and draw.random() < 0.6 else 0,
        "cost": draw.randint(16, 64),
        "pension": draw.randint(12_311, 19_977),
        "relief": draw.randint(17_113, 31_977) if kind == "relief" else 0,
        "alone": draw.randint(61_317, 79_931) if kind == "alone" else 0,
        "wood": draw.randint(11_713, 41_939) if draw.random() < 0.5 else 0,
        "rent": draw.randint(20_713, 90_939) if draw.random() < 0.3 else 0,
        "disabled": draw.randint(10_113, 20_877) if draw.random() < 0.2 else 0,
        "care": draw.randint(40_113, 350_877) if draw.random() < 0.3 else 0,
    }


def make_report(draw: Random, home: Home, members: list[Line], habits: dict[str, int], growth: float) -> Report:
    """A year: items, and the payments that bear them out."""
    head = members[0].person
    payments = [*wages(members, habits, growth), *regular(draw, members, habits, growth)]
    items = {item: sum(one.fen for one in payments if one.item == item) for item in ("工资性收入", *TRANSFERS)}
    if habits["rent"]:
        items["财产性收入"] = round(habits["rent"] * growth)
    if habits["business"]:
        items["生产经营性收入"] = round(habits["business"] * growth * draw.uniform(0.9, 1.1))
        items[COST] = items["生产经营性收入"] * habits["cost"] // 100
    items["社会保障支出"] = 15_307 * len(members)
    if home.layout == "national":  # its form has no column for these
        for name in ("社会保障支出", "报销医疗费", "医疗救助金"):
            items.pop(name, None)
    report = Report({name: fen for name, fen in items.items() if fen}, members, head, len(members), payments)
    report.labour = "有劳动力户" if home.kind == "works" else "无劳动力户"
    return report


def wages(members: list[Line], habits: dict[str, int], growth: float) -> list[Payment]:
    payments = []
    for place, one in enumerate(line for line in members if line.able == "普通劳动力"):
        one.months = max(1, habits["months"] - 2 * place)
        wage = round(habits["wage"] * growth / 100) * 100 + 37 + place
        payments.append(Payment("工资性收入", one.months * wage, one.person, wage, one.months))
        one.wage = round(wage / 1_000) * 1_000  # the roster's wage is one in tens of yuan
    return payments


def regular(draw: Random, members: list[Line], habits: dict[str, int], growth: float) -> list[Payment]:
    """Pensions to elders, relief to the head, and what else comes to the household."""
    head = members[0].person
    payments = []
    for one in members:
        if one.person.born.year < 1955:
            payments.append(Payment("养老保险金", 12 * habits["pension"], one.person, habits["pension"], 12))
    for key, item in (("relief", "低保金"), ("alone", "五保金")):
        if monthly := round(habits[key] * growth) * len(members):
            payments.append(Payment(item, 12 * monthly, head, monthly, 12))
    for key, item in (("wood", "生态补偿金"), ("disabled", "其他转移性收入"), ("care", "报销医疗费")):
        if habits[key] and (key != "care" or draw.random() < 0.5):
            payments.append(Payment(item, round(habits[key] * growth), head, date=f"{draw.randint(3, 11)}月"))
    return payments
