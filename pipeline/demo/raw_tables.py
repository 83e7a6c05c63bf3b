"""Blocks of benchmark households as the raw tables have them: all text, one source file per town and kind."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.demo.arithmetic import EXIT_LINE_YUAN
from pipeline.demo.layouts import MONEY
from pipeline.demo.ledgers import ITEM_TEXTS
from pipeline.demo.places import COUNTY, VILLAGES_PER_TOWN, make_village
from pipeline.demo.raw_incomes import Homes, Ints
from pipeline.demo.raw_people import CHILD, ELDER, WORKER, People

Columns = dict[str, Any]  # an Arrow array, or one text for all rows
PER_VILLAGE = 30
PER_TOWN = PER_VILLAGE * VILLAGES_PER_TOWN
HEAD_ITEMS = ("subsistence_allowance", "destitute_allowance", "medical_reimbursement", "asset_dividend",
    "ecological_compensation")  # fmt: skip
LABOUR = ("普通劳动力", "无劳动力", "无劳动力")


@dataclass(frozen=True)
class Block:
    """Consecutive households with their members and the texts that every table repeats."""

    homes: Homes
    people: People
    towns: pa.Array
    villages: pa.Array
    places: pa.Array
    codes: pa.Array
    types: pa.Array

    def head(self, column: pa.Array) -> pa.Array:
        """A column of the members, for each household's head."""
        return column.filter(pa.array(self.people.place == 0))


def make_block(homes: Homes, people: People) -> Block:
    """Texts of places, codes and household types."""
    number = homes.number
    first = int(number[0]) // PER_VILLAGE
    known = [make_village(index) for index in range(first, int(number[-1]) // PER_VILLAGE + 1)]
    which = pa.array(number // PER_VILLAGE - first)
    types = np.select([homes.destitute, homes.on_subsistence], ["五保贫困户", "低保贫困户"], "一般贫困户")
    return Block(
        homes,
        people,
        towns=pa.array([one.town for one in known]).take(which),
        villages=pa.array([one.name for one in known]).take(which),
        places=pa.array([f"{COUNTY}|{one.town}|{one.name}" for one in known]).take(which),
        codes=pc.utf8_lpad(text(number % PER_VILLAGE + 1), 5, "0"),
        types=pa.array(types.tolist()),
    )


def text(values: Ints) -> pa.Array:
    """Whole numbers as text."""
    return pc.cast(pa.array(values), pa.string())


def yuan_text(fen: Ints) -> pa.Array:
    """Fen as yuan, without trailing zeros, as the readers deliver a number."""
    if not np.any(fen % 100):
        return text(fen // 100)
    words = np.empty((len(fen), 2), dtype=np.int64)
    words[:, 0], words[:, 1] = fen, np.where(fen < 0, -1, 0)
    cents = pa.Array.from_buffers(pa.decimal128(18, 2), len(fen), [None, pa.py_buffer(words.tobytes())])
    return pc.replace_substring_regex(pc.cast(cents, pa.string()), r"(\.00|(\.\d)0)$", r"\2")


def source(block: Block, year: int, kind: str, home: Ints | None = None) -> Columns:
    """Source file, sheet and row, year, unit and place; `home` is each row's household, in order."""
    home = np.arange(len(block.homes.number)) if home is None else home
    town = block.homes.number[home] // PER_TOWN
    starts = np.flatnonzero(np.r_[True, town[1:] != town[:-1]])
    row = np.arange(len(town)) - np.repeat(starts, np.diff(np.r_[starts, len(town)])) + 2
    take = pa.array(home)
    towns = block.towns.take(take)
    return {
        "source_file": pc.binary_join_element_wise(f"{year}/{kind}/", towns, f"_{year}.csv", ""),
        "source_sheet": "",
        "source_row": pa.array(row, pa.int32()),
        "survey_year": pa.array(np.full(len(home), year), pa.int32()),
        "unit_yuan": pa.array(np.ones(len(home)), pa.int32()),
        "place_text": block.places.take(take),
        "county_name": COUNTY,
        "town_name": towns,
        "village_name": block.villages.take(take),
        "household_code": block.codes.take(take),
        "stated_year": str(year),
        "head_name": block.head(block.people.name).take(take),
    }


def statements(block: Block, year: int, items: dict[str, Ints]) -> Columns:
    """raw_income_statements, form A."""
    return source(block, year, "可支配收入统计表") | {
        "form": "A",
        "head_id_number": block.head(block.people.id_number),
        "household_type": block.types,
        "registered_count": text(block.homes.size),
        **{name: yuan_text(fen) for name, fen in items.items() if name in MONEY},
        "wage_income": typed(yuan_text(items["wage_income"]), block.homes.number),
    }


def typed(amounts: pa.Array, number: Ints) -> pa.Array:
    """Amounts as people type them: one in a hundred with 元, one in two thousand cannot be read."""
    with_unit = pc.if_else(
        pa.array(number % 101 == 7), pc.binary_join_element_wise(amounts, "元", ""), amounts
    )
    return pc.if_else(pa.array(number % 2003 == 11), "约3000", with_unit)


def listings(block: Block, year: int, items: dict[str, Ints]) -> Columns:
    """raw_households."""
    homes = block.homes
    met = items["stated_disposable_income"] >= EXIT_LINE_YUAN[year] * 100 * homes.size
    out = (homes.planned_year < year) & (met | ~homes.can_work)
    status = np.select([homes.planned_year > year, out], ["未脱贫", "已脱贫"], "预脱贫")
    return source(block, year, "户指标查询") | {
        "head_id_number": block.head(block.people.id_number),
        "registered_count": text(homes.size),
        "household_type": block.types,
        "labour_capacity": choose(homes.can_work, "有劳动力户", "无劳动力户"),
        "exit_status": pa.array(status.tolist()),
        "planned_exit_year": text(homes.planned_year),
        "is_planned_this_year": choose(homes.planned_year == year, "是", "否"),
        "identified_year": "2016",
        "is_subsistence_recipient": choose(homes.on_subsistence, "是", "否"),
        "is_subsistence_eligible": choose(homes.on_subsistence, "是", "否"),
        "is_unsafe_housing": "否",
    }


def choose(flags: NDArray[np.bool_], yes: str, no: str) -> pa.Array:
    """One of two texts."""
    return pc.if_else(pa.array(flags), yes, no)


def members(block: Block, year: int, months: Ints, monthly: Ints) -> Columns:
    """raw_members."""
    people, home = block.people, block.people.home
    works = people.role == WORKER
    age = year - people.birth_year
    school = np.select(
        [(people.role != CHILD) | (age < 3), age < 6, age < 16],
        ["非在校生", "学前教育", "义务教育阶段"],
        "高中",
    )
    relation = np.select([people.place == 0, works, people.role == ELDER], ["户主", "配偶", "父母"], "子女")
    nothing = pa.nulls(len(home), pa.string())
    return source(block, year, "人口指标查询", home) | {
        "member_name": people.name,
        "id_type": "居民身份证",
        "id_number": people.id_number,
        "relation": pa.array(relation.tolist()),
        "gender": choose(people.is_male, "男", "女"),
        "birth_date": people.birth_text,
        "student_status": pa.array(school.tolist()),
        "labour_type": pa.array(LABOUR).take(pa.array(people.role)),
        "work_months": pc.if_else(pa.array(works), text(months[home]), nothing),
        "monthly_wage": pc.if_else(pa.array(works), text(monthly[home] // 100), nothing),
        "is_resident": "是",
        "has_medical_insurance": "是",
        "has_pension_insurance": choose(people.role == CHILD, "否", "是"),
        "has_student_support": choose(people.role == CHILD, "是", "否"),
        "is_subsistence_recipient": choose(block.homes.on_subsistence[home], "是", "否"),
        "is_unsafe_housing": "否",
        "registered_count": text(block.homes.size[home]),
    }


def ledger_entries(block: Block, year: int, items: dict[str, Ints], months: Ints, monthly: Ints) -> Columns:
    """raw_ledger_entries: wages and pensions to persons, the rest to heads; rows by household."""
    people = block.people
    parts: list[tuple[str, Ints, Ints]] = []  # item, place among the people, fen
    heads = np.flatnonzero(people.place == 0)
    for item in HEAD_ITEMS:
        paid = np.flatnonzero(items[item] > 0)
        parts.append((item, heads[paid], items[item][paid]))
    workers = np.flatnonzero(people.role == WORKER)
    parts.append(("wage_income", workers, (months * monthly)[people.home[workers]]))
    elders = np.flatnonzero(people.role == ELDER)
    pension = items["pension"] // np.maximum(block.homes.elders, 1)
    parts.append(("pension", elders, pension[people.home[elders]]))
    who = np.concatenate([part[1] for part in parts])
    order = np.argsort(who, kind="stable")
    which = np.repeat(np.arange(len(parts)), [len(part[1]) for part in parts])[order]
    who, fen = who[order], np.concatenate([part[2] for part in parts])[order]
    return source(block, year, "发放台账", people.home[who]) | {
        "person_name": people.name.take(pa.array(who)),
        "id_number": people.id_number.take(pa.array(who)),
        "item_text": pa.array([ITEM_TEXTS[part[0]] for part in parts]).take(pa.array(which)),
        "amount": yuan_text(fen),
        "paid_year": str(year),
    }
