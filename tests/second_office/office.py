"""The second office: clean households, faults on some of them, and everything delivered under data/raw."""

from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.rule_recall import Place, Planted
from tests.second_office.faults_of_evidence import EVIDENCE
from tests.second_office.faults_of_figures import FIGURES
from tests.second_office.faults_of_people import GAPS, PEOPLE
from tests.second_office.households import VILLAGES, make_home
from tests.second_office.layouts import write_all
from tests.second_office.planter import Bench
from tests.second_office.records import COUNTY, PREFIX, People


@dataclass(frozen=True)
class Office:
    """What was planted, and which household-years nobody touched."""

    planted: list[Planted]
    gaps: list[tuple[str, int, str, str]]
    untouched: list[Place]


def make_office(data_dir: Path, seed: int, homes_per_village: int = 38) -> Office:
    """Deliver three years of six villages; every fault in each of its ways, on households of their own."""
    draw = Random(f"second office {seed}")
    people = People(draw)
    bench = Bench(draw, people, [])
    for town, village, layout in VILLAGES:
        bench.homes += [make_home(draw, people, number, town, village, layout) for number in range(homes_per_village)]
    for rule, plants in {**EVIDENCE, **PEOPLE, **FIGURES}.items():
        for plant in plants:
            plant(bench, rule)
    for gap in GAPS:
        gap(bench)
    rename(bench)
    stranger = people.make("男", 1970, 1980)
    bench.registers.setdefault("死亡人员", []).append((stranger, "2016-05-05", "销户"))
    _register_county(data_dir / "site" / "parameters")
    write_all(data_dir / "raw", bench.homes, bench.registers, seed)
    untouched = [(year, home.village, home.code) for home in bench.homes if not home.touched for year in home.reports]
    return Office(bench.planted, bench.gaps, untouched)


def rename(bench: Bench) -> None:
    """Households whose codes changed, and nothing else: two swapped theirs in 2017, one changed twice, one in 2018."""
    free = [
        home for home in bench.homes if not home.touched and home.village == VILLAGES[0][1] and len(home.reports) == 3
    ]
    first, second, third, fourth = free[:4]
    first.former_codes, second.former_codes = {2016: second.code}, {2016: first.code}
    third.former_codes = {2016: "9001", 2017: "9002"}
    fourth.former_codes = {2016: "9003", 2017: "9003"}


def _register_county(folder: Path) -> None:
    """The site names its own county: no line of another is taken for it."""
    folder.mkdir(parents=True)
    (folder / "site.yml").write_text(
        f'county_code: {{values: {{2016-01-01: {{value: "{PREFIX}", source: GB/T 2260}}}}}}\n'
        f"county_name: {{values: {{2016-01-01: {{value: {COUNTY}, source: GB/T 2260}}}}}}\n",
        encoding="utf-8",
    )
