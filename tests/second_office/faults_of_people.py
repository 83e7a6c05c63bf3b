"""Faults of who is counted: sizes, splits, numbers, duplicates, heads, deaths."""

from dataclasses import replace

from tests.second_office.planter import Bench, Plant, has
from tests.second_office.records import COUNTY, Home, Line, Payment, Report, id_number


def no_size(size: int | None) -> Plant:
    def plant(bench: Bench, rule: str) -> None:
        home, year = bench.host(lambda home, year: home.layout != "csv")
        bench.report(home, year).size = size
        bench.note(rule, home, year, f"年末人口{size}")

    return plant


def other_size(change: int) -> Plant:
    def plant(bench: Bench, rule: str) -> None:
        home, year = bench.host(lambda home, year: len(home.reports[year].members) > 3)
        report = bench.report(home, year)
        report.size = len(report.members) + change
        bench.note(rule, home, year, f"人口差{change}")

    return plant


def forgotten_children(bench: Bench, rule: str) -> None:
    """Two fewer on the form from one year on; the roster says nothing."""
    home, year = bench.host(lambda home, year: year == 2017 and len(home.reports[year].members) > 3)
    for report in bench.later(home, year):
        report.size = len(report.members) - 2
    bench.note(rule, home, year, "两名子女不再计入")


def grandmother_apart(bench: Bench, rule: str) -> None:
    """In 2018 the grandmother is a household of her own."""
    home, new = move_out(bench)
    bench.note(rule, home, 2018, f"老人分立{new.code}")
    bench.note(rule, new, 2018, f"由{home.code}分出")


def grandmother_alone(bench: Bench, rule: str) -> None:
    """The same, told of her: her able child stands in the household that she left."""
    home, new = move_out(bench)
    home.touched = True
    bench.note(rule, new, 2018, f"子女在{home.code}")


def move_out(bench: Bench) -> tuple[Home, Home]:
    """The household without its grandmother, and hers."""
    home, _ = bench.host(
        lambda home, year: (
            year == 2018 and home.reports[year].members[-1].relation == "之母" and home.layout != "national"
        )
    )
    report = home.reports[2018]
    old = report.members.pop()
    report.size = len(report.members)
    own = [one for one in report.payments if one.person == old.person]
    report.payments = [one for one in report.payments if one.person != old.person]
    pension = report.items.pop("养老保险金")
    report.items["社会保障支出"] -= 15_307
    number = str(max(int(one.code) for one in bench.homes if one.village == home.village) + 11).zfill(4)
    new = Home(home.town, home.village, number, "alone", home.layout, 2018, touched=True)
    items = {"养老保险金": pension, "社会保障支出": 15_307}
    new.reports[2018] = Report(items, [replace(old, relation="户主")], old.person, 1, own, labour="无劳动力户")
    bench.homes.append(new)
    return home, new


def wrong_number(where: str) -> Plant:
    """A number that cannot be right: on the roster, or the head's on the statement only."""

    def plant(bench: Bench, rule: str) -> None:
        home, year = bench.host(lambda home, year: len(home.reports[year].members) > 1)
        report = bench.report(home, year)
        number = report.members[1].person.number
        match where:
            case "letter":
                report.members[1].shown_number = number[:6] + "O" + number[7:]
            case "swapped":
                place = next(n for n in range(6, 13) if number[n] != number[n + 1])
                report.members[1].shown_number = (
                    number[:place] + number[place + 1] + number[place] + number[place + 2 :]
                )
            case "statement":
                report.statement_number = report.head.number[:-1]
        bench.note(rule, home, year, where)

    return plant


def counted_twice(bench: Bench, rule: str) -> None:
    """A worker stands on a second household's roster in one year; his wage stays with the first."""
    home, year = bench.host(lambda home, year: home.kind == "works")
    other, _ = bench.host(lambda one, when: one.kind == "works" and one.village != home.village and when == year)
    report = bench.report(other, year)
    report.members.append(Line(home.reports[year].members[0].person, "其他", "普通劳动力", pension=True))
    report.size = len(report.members)
    bench.note(rule, home, year, f"又在{other.village}{other.code}")
    bench.note(rule, other, year, f"又在{home.village}{home.code}")


def delivered_twice(bench: Bench, rule: str) -> None:
    home, year = bench.host(lambda home, year: home.layout == "csv" and has(home, year, "工资性收入"))
    report = bench.report(home, year)
    report.again = {**report.items, "工资性收入": report.items["工资性收入"] - 1}
    bench.note(rule, home, year, "两行差一分")


def other_head(bench: Bench, rule: str) -> None:
    """Somebody else under the same code from one year on, with the old family on the roster."""
    home, year = bench.host(
        lambda home, year: year == 2018 and home.kind == "works" and len(home.reports[year].members) > 2
    )
    report = bench.report(home, year)
    report.head = report.members[1].person
    report.members[0].relation, report.members[1].relation = "其他", "户主"
    bench.note(rule, home, year, "户主换人")


def not_delivered(year: int) -> Plant:
    def plant(bench: Bench, rule: str) -> None:
        home, _ = bench.host(lambda _, when: when == year)
        home.reports[year].is_delivered = False
        bench.note(rule, home, year, "未报")

    return plant


def from_elsewhere(bench: Bench, rule: str) -> None:
    home, year = bench.host(
        lambda home, year: year == 2018 and len(home.reports[year].members) > 1 and home.kind == "works"
    )
    for report in home.reports.values():
        line = report.members[1]
        number = id_number("450981", line.person.born, 123 if line.person.gender == "男" else 122)
        moved = replace(line.person, number=number)
        report.payments = [replace(one, person=moved) if one.person == line.person else one for one in report.payments]
        line.person = moved
    bench.note(rule, home, year, f"外省嫁入{COUNTY}")


def dead(bench: Bench, rule: str) -> None:
    home, _ = bench.host(lambda home, year: year == 2018 and len(home.reports[year].members) > 1)
    person = home.reports[2018].members[-1].person
    bench.registers.setdefault("死亡人员", []).append((person, "2018-02-11", "销户"))
    bench.note(rule, home, 2018, "当年二月死亡")


def disputed(kind: str, role: str) -> Plant:
    """A register of 2018 says of somebody what the roster of that year does not."""

    def plant(bench: Bench, rule: str) -> None:
        home, _ = bench.host(lambda home, year: year == 2018 and bool(of_role(home, role)) and home.kind == "works")
        person = of_role(home, role)[0].person
        bench.registers.setdefault(kind, []).append((person, "2018-09-30", ""))
        bench.note(rule, home, 2018, kind)

    return plant


def of_role(home: Home, role: str) -> list[Line]:
    """Pupils of school age, workers or elders of 2018."""
    lines = home.reports[2018].members
    if role == "pupil":
        return [one for one in lines if one.student == "义务教育阶段" and 2004 <= one.person.born.year <= 2010]
    is_elder = role == "elder"
    return [
        one for one in lines if (one.person.born.year < 1955) == is_elder and one.student == "非在校生" and one.pension
    ]


def old_guard(bench: Bench, rule: str) -> None:
    """A forester's wage for the grandmother."""
    home, _ = bench.host(lambda home, year: year == 2018 and bool(of_role(home, "elder")) and home.kind == "works")
    report = home.reports[2018]
    report.payments.append(Payment("公岗", 720_000, of_role(home, "elder")[0].person, 60_000, 12))
    report.items["工资性收入"] = report.items.get("工资性收入", 0) + 720_000
    bench.note(rule, home, 2018, "老人任护林员")


def out_of_school(bench: Bench) -> None:
    home, _ = bench.host(lambda home, year: year == 2018 and bool(of_role(home, "pupil")))
    of_role(home, "pupil")[0].student = "疑似辍学"
    bench.gaps.append(("dropout", 2018, home.village, home.code))


def without_water(bench: Bench) -> None:
    home, _ = bench.host(lambda home, year: year == 2018)
    home.has_water = False
    bench.gaps.append(("drinking_water", 2018, home.village, home.code))


def unknown_labour(bench: Bench, rule: str) -> None:
    home, year = bench.host(lambda home, year: home.kind == "works")
    for report in home.reports.values():
        report.labour = ""
        for line in report.members:
            line.able = ""
    bench.note(rule, home, year, "劳动能力空白")


PEOPLE = {
    "household_size_missing_or_zero": [no_size(0), no_size(None), no_size(-3)],
    "household_size_differs_from_roster": [other_size(2), other_size(-2)],
    "household_size_changed": [forgotten_children],
    "household_split": [grandmother_apart],
    "elders_registered_alone": [grandmother_alone],
    "person_sources_disagree": [disputed("残疾人", "worker"), disputed("疑似辍学", "pupil")],
    "post_wage_doubtful": [old_guard],
    "id_number_invalid": [wrong_number("letter"), wrong_number("swapped"), wrong_number("statement")],
    "person_in_two_households": [counted_twice],
    "household_duplicated": [delivered_twice],
    "head_changed": [other_head],
    "household_missing_in_year": [not_delivered(2016), not_delivered(2018)],
    "id_prefix_outside_county": [from_elsewhere],
    "deceased_member": [dead],
    "labour_capacity_unknown": [unknown_labour],
}
GAPS = (out_of_school, without_water)
