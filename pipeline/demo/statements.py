"""Form A of each village team: 可支配收入统计表 in the village's own layout."""

from collections.abc import Iterator

from pipeline.demo.arithmetic import right_totals
from pipeline.demo.layouts import GROUPS, LAYOUTS, MONEY, Layout
from pipeline.demo.places import COUNTY, Village
from pipeline.demo.records import Household, HouseholdYear, Statement, World
from pipeline.demo.sheets import Cell, Delivery, Sheet

Values = dict[str, int | str | None]
STAFF = ("示例干部甲", "示例干部乙", "示例干部丙")


def values_of(household: Household, record: HouseholdYear, items: dict[str, int], statement: Statement) -> Values:
    """Everything a form can show of one household and year; money in fen."""
    totals = right_totals(items, statement.registered) | statement.stated
    return {
        "county_name": COUNTY,
        "town_name": household.village.town,
        "village_name": household.village.name,
        "household_code": household.code,
        "head_name": record.head.name,
        "head_id_number": record.members[0].shown_id or record.head.id_number,
        "household_type": household.household_type,
        "registered_count": statement.registered,
        "resident_count": statement.resident,
        "stated_year": record.year,
        "remark": statement.remark or None,
        **items,
        **totals,
    }


def declared_rows(households: list[Household], year: int) -> Iterator[tuple[Values, dict[str, str]]]:
    """The rows of a village's form A with the texts that replace cells; repeated rows stand last."""
    late: list[tuple[Values, dict[str, str]]] = []
    for household in households:
        record = household.years.get(year)
        if record is None or record.statement is None:
            continue
        statement = record.statement
        yield values_of(household, record, statement.items, statement), statement.texts
        late += [(values_of(household, record, again, statement), {}) for again in statement.repeats]
    yield from late


def cell_of(layout: Layout, name: str, values: Values, texts: dict[str, str]) -> Cell:
    """One cell in the manner of the layout."""
    if name in texts:
        return texts[name]
    value = values.get(name)
    if name in MONEY:
        return layout.money(value if isinstance(value, int) else 0)
    if name == "head_id_number" and layout.lower_x:
        return str(value).lower()
    if name == "head_name" and layout.spaced_names and len(str(value)) == 2:
        return "　".join(str(value))
    return value


def row_of(layout: Layout, number: int, values: Values, texts: dict[str, str]) -> list[Cell]:
    """One data row; columns without a name are the team's own."""
    own: dict[str, Cell] = {"序号": number, "帮扶干部": STAFF[number % len(STAFF)]}
    return [cell_of(layout, name, values, texts) if name else own[header] for name, header in layout.columns]


def total_row(layout: Layout, rows: list[Values]) -> list[Cell]:
    """合计: numbers of people and every amount summed, but for 人均."""
    cells: list[Cell] = []
    for position, (name, _) in enumerate(layout.columns):
        summed = name in MONEY and name != "stated_per_capita"
        fen = sum(value for row in rows if isinstance(value := row.get(name), int))
        cells.append("合计" if position == 0 else layout.money(fen) if summed else None)
    return cells


def heading(layout: Layout, village: Village, year: int) -> tuple[list[list[Cell]], list[tuple[int, int, int, int]]]:
    """Title, unit line and header rows, with their merged ranges."""
    rows: list[list[Cell]] = []
    merges: list[tuple[int, int, int, int]] = []
    last = len(layout.columns) - 1
    if layout.title:
        rows.append([f"{COUNTY}{village.town}{village.name}{year}年家庭可支配收入统计表（示例）"])
        rows.append([f"填报单位：{village.name}驻村工作队", *[None] * (last - 1), f"单位：{layout.unit}"])
        merges.append((0, 0, 0, last))
    if not layout.grouped:
        return [*rows, [header for _, header in layout.columns]], merges
    names = [name for name, _ in layout.columns]
    upper: list[Cell] = [header for _, header in layout.columns]
    lower: list[Cell] = [None] * len(names)
    top = len(rows)
    grouped: set[int] = set()
    for first_name, last_name, title in GROUPS:
        first, final = names.index(first_name), names.index(last_name)
        lower[first : final + 1] = upper[first : final + 1]
        upper[first : final + 1] = [title, *[None] * (final - first)]
        merges.append((top, first, top, final))
        grouped |= set(range(first, final + 1))
    merges += [(top, place, top + 1, place) for place in range(len(names)) if place not in grouped]
    return [*rows, upper, lower], merges


def make_sheet(village: Village, households: list[Household], year: int) -> Sheet:
    """Form A of one village and year."""
    layout = LAYOUTS[village.layout]
    rows, merges = heading(layout, village, year)
    heading_rows = len(rows)
    declared = list(declared_rows(households, year))
    rows += [row_of(layout, number, *one) for number, one in enumerate(declared, 1)]
    if layout.total_row:
        rows.append(total_row(layout, [values for values, _ in declared]))
    if layout.note_row:
        rows += [[], ["填表人：示例填表人　　审核人：示例审核人　　填报日期：2018年12月5日"]]
    return Sheet("可支配收入统计表", rows, merges, heading_rows, kind="income_statement", accepted=len(declared))


def form_a(world: World, year: int, without: set[tuple[int, int]]) -> list[Delivery]:
    """One file per village, but for the (year, village index) pairs whose team delivered nothing."""
    deliveries = []
    for village in world.villages:
        if (year, village.index) in without:
            continue
        sheet = make_sheet(village, world.of(village), year)
        stem = f"{year}/村级报送/{village.town}/{village.name}{year}年可支配收入统计表"
        encoding = "utf-8-sig" if village.layout == "comma" else ""
        deliveries.append(Delivery(stem + (".csv" if encoding else ".xlsx"), year, [sheet], encoding))
    return deliveries
