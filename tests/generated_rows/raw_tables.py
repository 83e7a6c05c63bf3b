"""Blocks of benchmark households as the raw tables have them: all text, one source file per town and kind."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.demo.arithmetic import EXIT_LINE_YUAN
from pipeline.demo.layouts import MONEY
from pipeline.demo.places import COUNTY, VILLAGES_PER_TOWN, make_village
from tests.generated_rows.raw_incomes import Homes, Ints
from tests.generated_rows.raw_people import People

Columns = dict[str, Any]  # an Arrow array, or one text for all rows
PER_VILLAGE = 30
PER_TOWN = PER_VILLAGE * VILLAGES_PER_TOWN


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
    with_unit = pc.if_else(pa.array(number % 101 == 7), pc.binary_join_element_wise(amounts, "元", ""), amounts)
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
