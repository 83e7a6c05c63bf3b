"""raw_members and raw_ledger_entries of the benchmark: people, and what was paid to them."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.demo.ledgers import ITEM_TEXTS
from tests.generated_rows.raw_incomes import Ints
from tests.generated_rows.raw_people import CHILD, ELDER, WORKER
from tests.generated_rows.raw_tables import Block, Columns, choose, source, text, yuan_text

HEAD_ITEMS = ("subsistence_allowance", "destitute_allowance", "medical_reimbursement", "asset_dividend",
    "ecological_compensation")  # fmt: skip
LABOUR = ("普通劳动力", "无劳动力", "无劳动力")


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
