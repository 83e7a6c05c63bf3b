"""Form B: 措施年度收支统计, the yearly export of the provincial system (DOMAIN §4B), by town."""

from pipeline.demo.layouts import MONEY
from pipeline.demo.places import CITY, Village
from pipeline.demo.records import Household, HouseholdYear, World
from pipeline.demo.sheets import Cell, Delivery, Sheet
from pipeline.demo.statements import Values, values_of

# (canonical name, header) of the columns A…AM; names in brackets are not columns of the pipeline.
COLUMNS: tuple[tuple[str, str], ...] = (
    ("city_name", "市"),
    ("county_name", "县"),
    ("town_name", "镇"),
    ("village_name", "村"),
    ("household_code", "户码"),
    ("head_name", "户主姓名"),
    ("head_id_number", "身份证"),
    ("(id_type)", "证件类型"),
    ("(ethnicity)", "民族"),
    ("household_type", "户属性"),
    ("registered_count", "年末人口"),
    ("(cause)", "主要致贫原因"),
    ("(unit)", "帮扶单位"),
    ("(cadre)", "帮扶干部"),
    ("stated_year", "年度"),
    ("stated_total_income", "总收入"),
    ("wage_income", "工资性收入"),
    ("business_income", "家庭经营性收入"),
    ("property_income", "财产性收入"),
    ("stated_transfer_income", "转移性收入"),
    ("family_planning_allowance", "计划生育金"),
    ("subsistence_allowance", "低保金"),
    ("destitute_allowance", "五保金"),
    ("pension", "养老金"),
    ("ecological_compensation", "生态林"),
    ("other_transfer_income", "其他转移"),
    ("medical_reimbursement", "医保报销"),
    ("medical_assistance", "医疗救助"),
    ("(reserved)", "备用"),
    ("reward_money", "以奖代补"),
    ("stated_total_expense", "总支出"),
    ("business_cost", "生产经营性支出"),
    ("stated_transfer_paid", "转移性支出"),
    ("income_tax", "个人所得税"),
    ("social_security_contribution", "社会保障支出"),
    ("support_paid", "赡养支出"),
    ("other_transfer_paid", "其他转移性支出"),
    ("stated_disposable_income", "年度家庭可支配收入"),
    ("stated_per_capita", "家庭年人均可支配收入"),
)
FIRST_AMOUNT, TRANSFERS, OUTLAYS = 15, (20, 29), (33, 36)
VILLAGE_COLUMN = 3


def heading(unit: str) -> tuple[list[list[Cell]], list[tuple[int, int, int, int]]]:
    """Three header rows: names merged down, amounts under a band with the unit, details under 其中."""
    width = len(COLUMNS)
    rows: list[list[Cell]] = [[None] * width for _ in range(3)]
    merges = [(0, FIRST_AMOUNT, 0, width - 1)]
    rows[0][FIRST_AMOUNT] = f"年度收支情况（单位：{unit}）"
    for (first, last), title in ((TRANSFERS, "其中：转移性收入明细"), (OUTLAYS, "其中：转移性支出明细")):
        rows[1][first] = title
        merges.append((1, first, 1, last))
    for place, (_, header) in enumerate(COLUMNS):
        if any(first <= place <= last for first, last in (TRANSFERS, OUTLAYS)):
            rows[2][place] = header
            continue
        top = 1 if place >= FIRST_AMOUNT else 0
        rows[top][place] = header
        merges.append((top, place, 2, place))
    return rows, merges


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
    towns: dict[str, list[Village]] = {}
    for village in world.villages:
        towns.setdefault(village.town, []).append(village)
    for number, (town, villages) in enumerate(towns.items()):
        if (year, town) in without:
            continue
        excludes = (year, number) == (2018, 0)
        blocks = [village_block(world.of(village), year, excludes) for village in villages]
        sheet = make_sheet([one for one in blocks if one], "万元" if (year, number) == (2017, 1) else "元")
        deliveries.append(Delivery(f"{year}/省系统导出/措施年度收支统计_{town}_{year}.xlsx", year, [sheet]))
    return deliveries
