"""帮扶记录簿登记 and 考核资料归档清单 of the last year, for every listed household of most villages; some on purpose wrong."""

from random import Random

from pipeline.demo.arithmetic import disposable
from pipeline.demo.places import COUNTY, Village
from pipeline.demo.records import Household, HouseholdYear, World
from pipeline.demo.sheets import Cell, Delivery, register

HOUSEHOLD = ("县", "镇", "村", "户码", "户主姓名")
BOOK_HEADERS = (*HOUSEHOLD, "入户日期", "填写日期", "簿载家庭可支配收入", "户主签名", "填写人")
PAPER_HEADERS = (*HOUSEHOLD, "档案材料", "是否归档", "归档日期")
PAPERS = ("经济收入调查表", "帮扶记录簿", "收入佐证材料")
UNSIGNED, BEFORE, DIFFERENT = "record_book_unsigned", "record_book_before_visit", "record_book_income_differs"
LACKING = "archive_paper_missing"
LATE_VILLAGE = 5  # every so many villages have not sent any yet


def record_books(world: World, year: int, seed: int) -> list[Delivery]:
    """A workbook per village with both registers."""
    villages = [one for one in world.villages if one.index % LATE_VILLAGE != LATE_VILLAGE - 1]
    return [delivery for one in villages for delivery in village_books(world, one, year, seed)]


def village_books(world: World, village: Village, year: int, seed: int) -> list[Delivery]:
    rng = Random(f"{seed}-books-{village.index}")
    listed = [(one, one.years[year]) for one in world.of(village) if year in one.years]
    listed = [(one, record) for one, record in listed if record.listing is not None]
    if not listed:
        return []
    books = [book_row(one, record, rng) for one, record in listed]
    papers = [row for one, record in listed for row in paper_rows(one, record, year)]
    title = f"{village.town}{village.name}{year}年帮扶记录簿登记表（示例，单位：元）"
    sheets = [
        register("记录簿", "record_book", BOOK_HEADERS, books, title),
        register("归档清单", "archive_item", PAPER_HEADERS, papers),
    ]
    return [Delivery(f"{year}/迎考/{village.name}帮扶记录簿和归档.xlsx", year, sheets)]


def book_row(household: Household, record: HouseholdYear, rng: Random) -> list[Cell]:
    """A line of the register; a household with a fault of another kind states no income here."""
    day = rng.randint(2, 5)
    visited, filled = f"{record.year}-12-{day:02d}", f"{record.year}-12-{day + 1:02d}"
    if BEFORE in household.faults:
        filled = f"{record.year}-11-{day:02d}"
    own = not household.faults or set(household.faults) <= {UNSIGNED, BEFORE, DIFFERENT, LACKING}
    income: Cell = None
    if own and record.statement is not None:
        income = round(disposable(record.statement.items) / 100 + (3000 if DIFFERENT in household.faults else 0))
    signed = None if UNSIGNED in household.faults else record.head.name
    return [*place_of(household, record), visited, filled, income, signed, "示例干部"]


def paper_rows(household: Household, record: HouseholdYear, year: int) -> list[list[Cell]]:
    """A line per paper of the household's file."""
    lacking = PAPERS[-1] if LACKING in household.faults else ""
    return [
        [*place_of(household, record), paper, "否" if paper == lacking else "是", None if paper == lacking else f"{year}-12-08"]
        for paper in PAPERS
    ]  # fmt: skip


def place_of(household: Household, record: HouseholdYear) -> list[Cell]:
    return [COUNTY, household.village.town, household.village.name, household.code, record.head.name]
