"""Form B: 措施年度收支统计, the yearly export of the provincial system (docs/method.md#form-b), by town."""

from pipeline.demo.layouts import MONEY
from pipeline.demo.places import CITY
from pipeline.demo.records import Household, HouseholdYear, World
from pipeline.demo.sheets import Cell, Delivery, Sheet
from pipeline.demo.statements import Values, values_of
from pipeline.handouts.system.columns import COLUMNS, VILLAGE_COLUMN, heading


def export_values(household: Household, record: HouseholdYear, excludes_reward: bool) -> Values:
    """The household's row in the export; some exports leave 以奖代补 out of their 转移性收入."""
    assert record.statement is not None
    statement = record.statement
    items = statement.items | statement.export_changes
    values = values_of(household, record, items, statement)
    values |= {
        "city_name": CITY,
        "village_name": household.village.export_name,
        "(id_type)": "居民身份证",
        "(ethnicity)": "汉族",
        "(cause)": household.poverty_cause,
        "(unit)": "示例帮扶单位",
        "(cadre)": "示例干部甲",
    }
    if excludes_reward:
        transfers = values["stated_transfer_income"]
        assert isinstance(transfers, int)
        values["stated_transfer_income"] = transfers - items.get("reward_money", 0)
    return values


def export_cell(name: str, value: int | str | None, unit_fen: int) -> Cell:
    """Amounts in the sheet's unit, zeros written out; everything else as it is."""
    if name not in MONEY:
        return value
    fen = value if isinstance(value, int) else 0
    return fen // unit_fen if fen % unit_fen == 0 else fen / unit_fen


def village_block(households: list[Household], year: int, excludes_reward: bool) -> list[Values]:
    """The rows of one village."""
    records = [(one, one.years.get(year)) for one in households]
    return [
        export_values(household, record, excludes_reward)
        for household, record in records
        if record is not None and record.statement is not None
    ]


def sum_row(block: list[Values], unit_fen: int) -> list[Cell]:
    """合计 over all households, 人均 left empty."""
    cells: list[Cell] = ["合计"]
    for name, _ in COLUMNS[1:]:
        summed = name in MONEY and name != "stated_per_capita"
        fen = sum(value for row in block if isinstance(value := row.get(name), int))
        cells.append(export_cell(name, fen, unit_fen) if summed else None)
    return cells


def make_sheet(blocks: list[list[Values]], unit: str) -> Sheet:
    """One town's export: village cells merged over their households, 合计, a trailing blank row."""
    unit_fen = 1_000_000 if unit == "万元" else 100
    rows, merges = heading(unit)
    for block in blocks:
        first = len(rows)
        rows += [[export_cell(name, row.get(name), unit_fen) for name, _ in COLUMNS] for row in block]
        for row in rows[first + 1 :]:
            row[VILLAGE_COLUMN] = None
        if len(block) > 1:
            merges.append((first, VILLAGE_COLUMN, len(rows) - 1, VILLAGE_COLUMN))
    everyone = [row for block in blocks for row in block]
    rows += [sum_row(everyone, unit_fen), [" "]]
    return Sheet("Sheet1", rows, merges, 3, kind="income_statement", accepted=len(everyone))


def form_b(world: World, year: int, without: set[tuple[int, str]]) -> list[Delivery]:
    """One workbook per town, but for the (year, town) pairs the system did not export; the second town's
    of 2017 is in 万元, the first town's of 2018 leaves 以奖代补 out of its 转移性收入."""
    deliveries = []
    for number, (town, villages) in enumerate(world.towns.items()):
        if (year, town) in without:
            continue
        excludes = (year, number) == (2018, 0)
        blocks = [village_block(world.of(village), year, excludes) for village in villages]
        sheet = make_sheet([one for one in blocks if one], "万元" if (year, number) == (2017, 1) else "元")
        deliveries.append(Delivery(f"{year}/省系统导出/措施年度收支统计_{town}_{year}.xlsx", year, [sheet]))
    return deliveries
