"""Invented towns and villages of the demo, every one marked 示例, and the layout each village team uses."""

from dataclasses import dataclass

PROVINCE = "广东省"
CITY = "湛江市"
COUNTY = "遂溪县"
VILLAGES_PER_TOWN = 7

# Fixed per village: a team keeps its own workbook over the years.
LAYOUT_ORDER = ("grouped", "plain", "shuffled", "wan", "texty", "comma")
# Layouts with sub-columns (公益性岗位收入, 资产收益扶贫分红收入, 以奖代补, 常住人口).
DETAILED_LAYOUTS = frozenset({"grouped", "shuffled"})
REMARK_LAYOUTS = frozenset({"grouped", "shuffled", "plain", "texty"})

FIRST = "东西南北上下前后新老"
SECOND = "岭坑塘棉园圳湾垌坪溪"
NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Village:
    """A village of the demo, its town, and the layout of its workbooks."""

    index: int
    town: str
    name: str
    layout: str

    @property
    def export_name(self) -> str:
        """How the provincial export spells the village."""
        return self.name + "委会"

    @property
    def is_detailed(self) -> bool:
        """Whether its form A has the sub-columns."""
        return self.layout in DETAILED_LAYOUTS

    @property
    def has_remark(self) -> bool:
        """Whether its form A has a 备注 column."""
        return self.layout in REMARK_LAYOUTS


def make_villages(count: int) -> list[Village]:
    """`count` villages in towns of seven; names never repeat."""
    return [make_village(index) for index in range(count)]


def make_village(index: int) -> Village:
    """Village number `index` (from 0); the same number always gives the same village."""
    layout = LAYOUT_ORDER[index % len(LAYOUT_ORDER)]
    return Village(index, f"示例{numeral(index // VILLAGES_PER_TOWN)}镇", village_name(index), layout)


def numeral(number: int) -> str:
    """Chinese digit word of a number from 0, in base ten by digits: 0 is 一, 9 is 十, 10 is 一一."""
    return (numeral(number // 10 - 1) if number >= 10 else "") + NUMERALS[number % 10]


def village_name(index: int) -> str:
    """示例东岭村, 示例西坑村 …; after a hundred with a numeral."""
    first, second = FIRST[index % 10], SECOND[(index + index // 10) % 10]
    series = "" if index < 100 else numeral(index // 100 - 1)
    return f"示例{first}{second}{series}村"
