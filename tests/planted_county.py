"""A small county before its assessment: 8 villages, 264 households of four, and gaps planted in exact numbers.

Every household is head, spouse, a pupil and a grown child. Who lacks what is drawn with a fixed seed; a test changes one
fact of a `PlantedCounty`, lays it again and knows which figure must move.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from pipeline.demo.people import make_id_number
from pipeline.handouts.system.columns import COLUMNS, heading
from tests.layout_files import LISTED, PLACES, STATEMENT, file_bytes, with_sums

YEAR = 2018
VILLAGES = tuple(f"迎考{one}村" for one in "甲乙丙丁戊己庚辛")
SILENT, UNLISTED, OUTSIDE = "静默村", "无册村", "界外村"
HOUSEHOLDS = 33  # a village
PLANTED = {"student_support": 124, "dibao": 237, "medical_insurance": 181, "pension_insurance": 680}
ROLES = (("户主", "男", 1970, "非在校生"), ("配偶", "女", 1972, "非在校生"), ("子", "男", 2006, "义务教育阶段"),
         ("女", "女", 1994, "非在校生"))  # fmt: skip
SURNAMES, GIVEN = "陈李黄林梁郑杨王吴周蔡", "仁义礼智信温良恭俭让"
STATES = {"student_support": "是否享受生活补助及免学杂费", "medical_insurance": "是否参加城乡居民基本医疗保险",
          "pension_insurance": "是否参加城乡居民基本养老保险"}  # fmt: skip
ROSTER = (
    "县",
    "镇",
    "村",
    "户码",
    "户主姓名",
    "姓名",
    "与户主关系",
    "证件号码",
    "性别",
    "在校生状况",
    "劳动技能",
    *STATES.values(),
)
LIST = ("县", "镇", "村", "户码", "户主姓名", "年末人口", "户属性", "劳动能力类型", "脱贫属性", "预脱贫年度",
        "是否享受低保", "是否符合低保条件", "是否危房户")  # fmt: skip
Home = tuple[str, str]  # village, household code
Person = tuple[str, str, int]  # village, household code, place in the household


@dataclass
class PlantedCounty:
    """What is delivered. `lacking`: gap → homes (dibao) or persons; `wages`: yuan of a home; `system`: what the provincial
    export says otherwise, home → column → value, None for a home that it lacks; `skilled`: what no figure hangs on."""

    lacking: dict[str, set[Any]] = field(default_factory=dict)
    wages: dict[Home, int] = field(default_factory=dict)
    system: dict[Home, dict[str, Any] | None] = field(default_factory=dict)
    skilled: set[Person] = field(default_factory=set)  # workers with a trade
    files: dict[str, bytes] = field(default_factory=dict)  # more files, by their path below data/raw

    def lay(self, raw: Path) -> None:
        """Write every file below `raw`, over those of before."""
        made = {
            "名册/驻村工作队名册.xlsx": list(team_rows()),
            "户指标查询.xlsx": list(list_rows(self)),
            "人口指标查询.xlsx": list(roster_rows(self)),
            "可支配收入统计表.xlsx": list(statement_rows(self)),
            "省系统导出.xlsx": list(export_rows(self)),
            "帮扶资金项目.xlsx": list(fund_rows()),
        }
        files = {f"{YEAR}/{name}": file_bytes(name, {"rows": rows}) for name, rows in made.items()}
        for name, content in (files | self.files).items():
            path = raw / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_bytes() != content:
                path.write_bytes(content)


def planted_county() -> PlantedCounty:
    """The county with exactly the planted gaps."""
    draw = Random(17)
    pupils = [(*home, 2) for home in homes()]
    grown = [(*home, place) for home in homes() for place in (0, 1, 3)]
    lacking: dict[str, set[Any]] = {
        "student_support": set(draw.sample(pupils, PLANTED["student_support"])),
        "dibao": set(draw.sample(homes(), PLANTED["dibao"])),
        "medical_insurance": set(draw.sample(sorted([*pupils, *grown]), PLANTED["medical_insurance"])),
        "pension_insurance": set(draw.sample(grown, PLANTED["pension_insurance"])),
    }
    return PlantedCounty(lacking)


def homes() -> list[Home]:
    return [(village, f"{number:04d}") for village in VILLAGES for number in range(1, HOUSEHOLDS + 1)]


def number_of(home: Home) -> int:
    """Place of the home in the county, from 0."""
    return (
        VILLAGES.index(home[0]) * HOUSEHOLDS + int(home[1]) - 1
        if home[0] in VILLAGES
        else len(homes()) + (OUTSIDE, UNLISTED).index(home[0])
    )


def name_of(home: Home, place: int) -> str:
    number = number_of(home)
    surname = SURNAMES[number % len(SURNAMES)]
    return surname + GIVEN[number // len(SURNAMES) % len(GIVEN)] + GIVEN[(number // 110 + 3 * place) % len(GIVEN)]


def id_of(home: Home, place: int) -> str:
    _, gender, born, _ = ROLES[place]
    number = number_of(home)
    return make_id_number("440823", date(born, number % 12 + 1, number % 28 + 1), 2 * (number % 490) + (gender == "男"))


def place_cells(village: str) -> list[str]:
    return [PLACES["县"], PLACES["镇"], village]


def listed_homes() -> list[Home]:
    return [*homes(), (OUTSIDE, "0001")]


def team_rows() -> Iterator[list[Any]]:
    """The registry: the eight villages, one that is silent, one that delivers a roster and no list."""
    yield ["县", "镇", "村", "驻村工作队", "督查组", "队长"]
    for number, village in enumerate((*VILLAGES, SILENT, UNLISTED)):
        yield [*place_cells(village), f"{village}工作队", f"第{number % 2 + 1}督查组", f"示例队长{number + 1}"]


def list_rows(county: PlantedCounty) -> Iterator[list[Any]]:
    yield list(LIST)
    for home in listed_homes():
        facts = LISTED | dict(zip(("县", "镇", "村"), place_cells(home[0]), strict=True))
        facts |= {
            "户码": home[1],
            "户主姓名": name_of(home, 0),
            "年末人口": 4,
            "是否享受低保": "否",
            "是否危房户": "否",
        }
        facts["是否符合低保条件"] = "是" if home in county.lacking["dibao"] else "否"
        yield [facts[column] for column in LIST]


def roster_rows(county: PlantedCounty) -> Iterator[list[Any]]:
    yield list(ROSTER)
    for home in (*listed_homes(), (UNLISTED, "0001")):
        for place, (relation, gender, _, studies) in enumerate(ROLES):
            is_pupil = studies != "非在校生"
            owed = {"student_support": is_pupil, "medical_insurance": True, "pension_insurance": not is_pupil}
            states = ["是" if due and (*home, place) not in county.lacking[gap] else "否" for gap, due in owed.items()]
            skill = "技能劳动力" if (*home, place) in county.skilled else "无劳动力" if is_pupil else "普通劳动力"
            yield [*place_cells(home[0]), home[1], name_of(home, 0), name_of(home, place), relation, id_of(home, place),
                   gender, studies, skill, *states]  # fmt: skip


def figures_of(county: PlantedCounty, home: Home) -> dict[str, Any]:
    """The household's statement, whole: 42,000 yuan of wages and more, no two alike."""
    number = number_of(home)
    entry = {"村": home[0], "户码": home[1], "户主姓名": name_of(home, 0), "年末人口": 4,
             "工资性收入": county.wages.get(home, 42000 + 13 * number), "生产经营性收入": 3100 + 7 * number,
             "生产经营性支出": 1200 + 3 * number, "其他转移性收入": 300 + number, "社会保障支出": 720}  # fmt: skip
    return with_sums(PLACES, entry, YEAR)


def statement_rows(county: PlantedCounty) -> Iterator[list[Any]]:
    yield [*STATEMENT, "家庭人均可支配收入"]
    for home in listed_homes():
        whole = figures_of(county, home)
        yield [*(whole[column] for column in STATEMENT), per_capita(whole)]


def per_capita(whole: dict[str, Any]) -> float:
    return round(whole["家庭可支配收入"] / 4 + 0.0001, 2)


EXPORTED = {  # column of the export → the village form's
    "household_code": "户码", "head_name": "户主姓名", "registered_count": "年末人口", "stated_year": "年度",
    "stated_total_income": "总收入", "wage_income": "工资性收入", "business_income": "生产经营性收入",
    "property_income": "财产性收入", "stated_transfer_income": "转移性收入", "other_transfer_income": "其他转移性收入",
    "stated_total_expense": "总支出", "business_cost": "生产经营性支出", "stated_transfer_paid": "转移性支出",
    "social_security_contribution": "社会保障支出", "stated_disposable_income": "家庭可支配收入",
    "county_name": "县", "town_name": "镇", "village_name": "村",
}  # fmt: skip
ABSENT = ("city_name", "head_id_number", "household_type")


def export_rows(county: PlantedCounty) -> Iterator[list[Any]]:
    """The provincial export as it comes, A…AM, with what it says otherwise."""
    yield from heading("元")[0]
    for home in listed_homes():
        said = county.system.get(home, {})
        if said is not None:
            yield export_row(figures_of(county, home), said)


def export_row(whole: dict[str, Any], said: dict[str, Any]) -> list[Any]:
    """A household of the export; its totals follow what it says, as the system adds up by itself."""
    changed = whole | {EXPORTED[name]: value for name, value in said.items()}
    for total in ("转移性收入", "转移性支出", "总收入", "总支出", "家庭可支配收入"):
        changed.pop(total)
    changed = with_sums(PLACES, changed, YEAR)
    known = {name: changed[zh] for name, zh in EXPORTED.items()} | {"stated_per_capita": per_capita(changed)}
    blank = {name for name, _ in COLUMNS if name.startswith("(") or name in ABSENT}
    return [None if name in blank else known.get(name, 0) for name, _ in COLUMNS]


def fund_rows() -> Iterator[Iterable[Any]]:
    """Three projects of 2018: one half spent, one that received and spent nothing, one of the village without a list."""
    yield ["县", "镇", "村", "项目编号", "项目名称", "年度", "预算金额（元）", "到位金额（元）", "支出金额（元）"]
    yield [*place_cells(VILLAGES[0]), "XM01", "育苗大棚", YEAR, 200000, 180000, 100000]
    yield [*place_cells(VILLAGES[1]), "XM02", "蓄水池", YEAR, 90000, 60000, 0]
    yield [*place_cells(UNLISTED), "XM03", "晒谷场", YEAR, 50000, 50000, 50000]
