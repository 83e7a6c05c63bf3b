"""The core job in pandas: Arrow-backed columns, whole columns at a time, texts parsed once per distinct text."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.contracts import arrow_schema, contracts
from tests.benchmarks.children import tell
from tests.benchmarks.core_job import (
    AMOUNTS,
    BUSINESS_COSTS,
    COMPARED,
    COSTS,
    EARNED,
    FORMS,
    KEY,
    MEMO,
    PAID,
    PARTS,
    PLACE,
    RECEIVED,
    STATED,
)

INT = pd.ArrowDtype(pa.int64())
SMALL = pd.ArrowDtype(pa.int32())
TEXT = pd.ArrowDtype(pa.string())
COUNTED = ("row_count", "distinct_count")  # what a chosen statement has beside its own columns
FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


def main(report: str, given: str, out: str) -> None:
    """Make and write the four tables."""
    given_dir, out_dir = Path(given), Path(out)

    def read(name: str, columns: list[str] | None = None) -> pd.DataFrame:
        table = pq.read_table(given_dir / f"{name}.parquet", columns=columns)
        return table.to_pandas(types_mapper=pd.ArrowDtype, split_blocks=True, self_destruct=True)

    clean = cleaned(read)
    base = based(clean)
    del clean
    write(base, out_dir, "derive_base_statements")
    parameters = of_rows(base, read("raw_year_parameters"))
    divisors = divided(base, read, parameters)
    write(divisors, out_dir, "derive_divisors")
    incomes = disposable(base, divisors, parameters)
    write(incomes, out_dir, "derive_disposable_incomes")
    totals = compared(base, incomes, read("raw_deliveries"), parameters)
    write(totals, out_dir, "derive_statement_totals")
    tell(report, rows=len(incomes), version=pd.__version__)


def write(frame: pd.DataFrame, out_dir: Path, name: str) -> None:
    """One Parquet file with the columns and types of the contract."""
    schema = arrow_schema(contracts()[name])
    table = pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False)
    pq.write_table(table, out_dir / f"{name}.parquet", compression="zstd", compression_level=3)


def cleaned(read: Any) -> pd.DataFrame:
    """The statements as they are delivered, a column for each item, in order."""
    raw = read("raw_income_statements")
    odd = read("clean_amounts").dropna()
    for name in (*AMOUNTS, *MEMO):
        raw[f"{name}_fen"] = fen(raw[name], raw["unit_yuan"], odd, blank=0)
    for name in STATED:
        raw[f"{name}_fen"] = fen(raw[name], raw["unit_yuan"], odd)
    raw["unreadable_items"] = unreadable(raw)
    for whole, parts in PARTS.items():
        fill_blanks(raw, whole, [part for part in parts if not raw[part].isna().all()])
    raw["registered_count"] = people(raw["registered_count"])
    raw["resident_count"] = people(raw["resident_count"])
    look_up(raw, read("raw_places"))
    names = read("raw_names", ["text", "name"]).set_index("text")["name"]
    ids = read("raw_id_numbers", ["text", "person_key", "id_number_masked"])
    found = pc.index_in(raw["head_id_number"].array._pa_array, ids["text"].array._pa_array.combine_chunks())
    raw["head_key"] = taken(ids["person_key"], found)
    raw["head_id_masked"] = taken(ids["id_number_masked"], found)
    raw["head_name"] = mapped(raw["head_name"], names)
    columns = read("raw_source_columns")
    sized = columns[(columns["kind"] == "income_statement") & (columns["column_name"] == "registered_count")]
    raw["has_size_column"] = is_among(raw, sized)
    nothing_noted(raw)
    names = arrow_schema(contracts()["derive_base_statements"]).names
    return raw[[name for name in names if name not in COUNTED]].sort_values(
        ["household_id", "survey_year", "form", *PLACE], ignore_index=True
    )


def of_rows(base: pd.DataFrame, parameters: pd.DataFrame) -> pd.DataFrame:
    """The parameters of each row's year and county."""
    county = pc.list_element(pc.split_pattern(base["household_id"].array._pa_array, "|", max_splits=1), 0)
    wanted = pd.DataFrame({"survey_year": base["survey_year"], "county_name": pd.Series(county, dtype=TEXT)})
    return wanted.merge(parameters, how="left", on=["survey_year", "county_name"])


def fen(texts: pd.Series, units: pd.Series, odd: pd.DataFrame, blank: int | None = None) -> pd.Series:
    """Amounts in fen: plain numbers by arithmetic, other texts by their lookup; null where neither reads one."""
    missing = pd.array([blank], dtype=INT)
    if texts.isna().all():
        return pd.Series(missing.repeat(len(texts)), index=texts.index)
    encoded = texts.array._pa_array.combine_chunks().dictionary_encode()
    distinct = encoded.dictionary
    numbers = pd.to_numeric(pd.Series(distinct.to_pandas(), dtype=object), errors="coerce").to_numpy(float)
    whole = np.rint(numbers * 100)
    values = pa.array(np.nan_to_num(whole).astype(np.int64), mask=np.isnan(whole))
    fens = values.take(encoded.indices)
    if (units != 1).any():
        fens = pc.multiply(fens, units.array._pa_array.combine_chunks().cast(pa.int64()))
    unread = pc.and_(pc.is_null(fens), pc.is_valid(encoded.indices)).to_numpy(zero_copy_only=False)
    result = pd.Series(fens, index=texts.index, dtype=INT)
    if unread.any():
        wanted = pd.DataFrame({"text": texts[unread], "unit_yuan": units[unread]})
        result[unread] = wanted.merge(odd, how="left", on=["text", "unit_yuan"])["amount_fen"].array
    return result if blank is None else result.mask(texts.isna(), blank)


def fill_blanks(raw: pd.DataFrame, name: str, parts: list[str]) -> None:
    """An item that is blank is the sum of its parts."""
    if not parts:
        return
    texts = raw[name]
    is_odd = ~texts.str.fullmatch(r"[0-9.]*").fillna(True)
    is_blank = texts.isna() | (is_odd & (raw[f"{name}_fen"] == 0).fillna(False))
    if is_blank.any():
        raw[f"{name}_fen"] = raw[f"{name}_fen"].mask(is_blank, total(raw, parts))


def unreadable(raw: pd.DataFrame) -> pd.Series:
    """Names of the items that cannot be read, null where there are none."""
    told = pd.Series(pd.NA, index=raw.index, dtype=TEXT)
    blank = {name: raw[f"{name}_fen"].isna().to_numpy() for name in AMOUNTS}
    rows = np.flatnonzero(np.logical_or.reduce(list(blank.values())))
    if len(rows):
        texts = ["、".join(zh for name, zh in AMOUNTS.items() if blank[name][row]) for row in rows]
        told.iloc[rows] = texts
    return told


def people(texts: pd.Series) -> pd.Series:
    """Numbers of people, null unless whole."""
    if texts.isna().all():
        return pd.Series(pd.NA, index=texts.index, dtype=SMALL)
    encoded = texts.array._pa_array.combine_chunks().dictionary_encode()
    plain = [text.replace("人", "").translate(FULL_WIDTH) for text in encoded.dictionary.to_pylist()]
    numbers = pd.to_numeric(pd.Series(plain, dtype=object), errors="coerce").to_numpy(float)
    values = pa.array(np.nan_to_num(numbers).astype(np.int32), mask=numbers != np.rint(numbers))
    return pd.Series(values.take(encoded.indices), index=texts.index, dtype=SMALL)


def look_up(raw: pd.DataFrame, places: pd.DataFrame) -> None:
    """Village, household and the place's own names where the row gives none."""
    keyed = places.set_index("place_text")
    raw["village_id"] = mapped(raw["place_text"], keyed["village_id"])
    for name in ("county_name", "town_name"):
        if raw[name].isna().any():
            raw[name] = raw[name].fillna(mapped(raw["place_text"], keyed[name]))
    joined = pc.binary_join_element_wise(raw["village_id"].array._pa_array, raw["household_code"].array._pa_array, "|")
    raw["household_id"] = pd.Series(joined, index=raw.index, dtype=TEXT)


def mapped(texts: pd.Series, known: pd.Series) -> pd.Series:
    """Each text's value, by its distinct texts."""
    found = pc.index_in(texts.array._pa_array, pa.array(known.index.array))
    return taken(known, found)


def taken(values: pd.Series, found: pa.ChunkedArray) -> pd.Series:
    """Values by place; null where the place is."""
    return pd.Series(values.array._pa_array.combine_chunks().take(found.combine_chunks()), dtype=values.dtype)


def is_among(raw: pd.DataFrame, sheets: pd.DataFrame) -> pd.Series:
    """Whether a row's sheet is one of these."""
    keys = pc.binary_join_element_wise(*(raw[name].array._pa_array for name in PLACE[:2]), "\n")
    known = pc.binary_join_element_wise(*(sheets[name].array._pa_array for name in PLACE[:2]), "\n")
    return pd.Series(pc.is_in(keys, known.combine_chunks()), index=raw.index, dtype=pd.ArrowDtype(pa.bool_()))


def nothing_noted(raw: pd.DataFrame) -> None:
    """Marks and remarks, of which this delivery has none."""
    schema = arrow_schema(contracts()["derive_base_statements"])
    for name in schema.names:
        if name not in raw or name in ("work_months", "is_blank", "is_sign_assumed"):
            is_flag = schema.field(name).type == pa.bool_()
            raw[name] = pd.Series(
                False if is_flag else pd.NA, index=raw.index, dtype=pd.ArrowDtype(schema.field(name).type)
            )


def based(clean: pd.DataFrame) -> pd.DataFrame:
    """derive_base_statements: the statement that speaks for a household and year."""
    base = clean.assign(row_count=pd.array([1], dtype=SMALL).repeat(len(clean)))
    base["distinct_count"] = base["row_count"]
    same_key = adjacent(base, [*KEY])
    if not same_key.any():
        return base
    return chosen(base)


def adjacent(frame: pd.DataFrame, names: list[str]) -> np.ndarray:
    """Whether a row has the key of the row before it; the frame is sorted by these columns."""
    same = np.ones(len(frame) - 1, dtype=bool)
    for name in names:
        values = frame[name].array._pa_array.combine_chunks()
        same &= pc.equal(values[1:], values[:-1]).to_numpy(zero_copy_only=False)
    return np.r_[False, same]


def chosen(base: pd.DataFrame) -> pd.DataFrame:
    """The first form's first row of each household and year, with how often that form was delivered."""
    form = ["household_id", "survey_year", "form"]
    contents = ["registered_count", "resident_count", *(f"{name}_fen" for name in (*AMOUNTS, *MEMO, "monthly_wage"))]
    repeated = base[base.duplicated(form, keep=False)]
    grouped = repeated.groupby(form)
    counts = pd.DataFrame(
        {
            "row_count": grouped.size(),
            "distinct_count": repeated.drop_duplicates([*form, *contents]).groupby(form).size(),
        }
    )
    order = base["form"].map(FORMS).fillna(2)
    first = base.assign(choice=order).sort_values([*KEY, "choice", *PLACE]).drop_duplicates([*KEY])
    joined = first.drop(columns=["row_count", "distinct_count"]).merge(
        counts.astype(SMALL), how="left", left_on=form, right_index=True
    )
    return joined.fillna({"row_count": 1, "distinct_count": 1}).reset_index(drop=True)


def divided(base: pd.DataFrame, read: Any, parameters: pd.DataFrame) -> pd.DataFrame:
    """derive_divisors."""
    facts = read("derive_household_years", [*KEY, "system_count", "list_count", "roster_count"])
    rosters = read("derive_rosters", [*KEY, "away_count", "away_wage_fen", "is_away_wage_known", "resident_count"])
    own = base[[*KEY, "has_size_column", "registered_count", "resident_count"]]
    sized = own.merge(facts, on=list(KEY)).merge(
        rosters.rename(columns={"resident_count": "on_roster"}), on=list(KEY), how="left"
    )
    other = sized["system_count"].fillna(sized["list_count"]).fillna(sized["roster_count"])
    has_column = sized["has_size_column"]
    stated = sized["registered_count"].where(has_column, other)
    origin = np.select(
        [has_column, *(sized[f"{name}_count"].notna() for name in ("system", "list", "roster"))],
        ["statement", "system", "list", "roster"],
        None,
    )
    away = sized["away_count"].where(
        sized["resident_count"].isna() | (sized["resident_count"] == sized["on_roster"]).fillna(False)
    )
    residents = sized["resident_count"].fillna(sized["on_roster"])
    known = sized["away_wage_fen"].where(sized["is_away_wage_known"].fillna(False))
    all_here = pd.Series(pd.NA, index=sized.index, dtype=INT).mask((residents >= stated).fillna(False), 0)
    wage = known.where(away.notna(), all_here).where(residents.notna())
    registered = stated.where((stated > 0).fillna(False))
    by_residents = parameters["divisor_rule"] == "resident"
    of_residents = residents.where(wage.notna() & (residents > 0).fillna(False))
    return sized[[*KEY]].assign(
        registered_count=registered,
        registered_count_source=origin,
        resident_count=residents,
        away_wage_fen=wage,
        divisor_count=registered.where(~by_residents, of_residents),
    )


def total(frame: pd.DataFrame, names: Sequence[str]) -> pd.Series:
    """The sum of some items; null where one is."""
    amount = frame[f"{names[0]}_fen"]
    for name in names[1:]:
        amount = amount + frame[f"{name}_fen"]
    return amount


def half_up(amount: pd.Series, count: pd.Series) -> pd.Series:
    """Quotients to the fen, half away from zero."""
    people_there = count.where((count > 0).fillna(False)).astype(INT)
    size = (2 * amount.abs() + people_there) // (2 * people_there)
    return size.mask((amount < 0).fillna(False), -size)


def disposable(base: pd.DataFrame, divisors: pd.DataFrame, parameters: pd.DataFrame) -> pd.DataFrame:
    """derive_disposable_incomes; base and divisors have the same rows in the same order."""
    reward, wage = base["reward_money_fen"], base["wage_income_fen"]
    away = divisors["away_wage_fen"]
    away = away.mask((away > wage).fillna(False), wage.clip(lower=0))
    business = (
        base["business_income_fen"]
        + reward.where(parameters["reward_money"] == "business", 0)
        - total(base, BUSINESS_COSTS)
    )
    assets = base["property_income_fen"] - base["property_cost_fen"]
    transfers = total(base, RECEIVED) + reward.mask((parameters["reward_money"] == "business").fillna(False), 0)
    paid, costs = total(base, PAID), total(base, COSTS)
    whole = wage + business + assets + transfers
    excluded = away.where(parameters["divisor_rule"] == "resident", 0)
    income, net = whole - excluded - paid, whole - excluded
    residents = divisors["resident_count"]
    of_residents = (whole - away - paid).where((residents > 0).fillna(False))
    divisor, line = divisors["divisor_count"], parameters["exit_line_with_labour_fen"].astype(INT)
    per_capita = half_up(income, divisor)
    made = {
        "net_business_income_fen": business, "net_property_income_fen": assets, "transfer_income_fen": transfers,
        "transfer_paid_fen": paid, "net_transfer_income_fen": transfers - paid, "total_income_fen": whole + costs,
        "total_expense_fen": costs + paid, "excluded_away_wage_fen": excluded, "disposable_income_fen": income,
        "disposable_income_per_capita_fen": per_capita, "net_income_fen": net,
        "net_income_per_capita_fen": half_up(net, divisor), "resident_income_fen": of_residents,
        "resident_per_capita_fen": half_up(of_residents, residents), "exit_line_fen": line,
        "margin_fen": per_capita - line,
        "is_over_line": (income >= line * divisor.astype(INT)).where((divisor > 0).fillna(False)),
        "is_year_closed": parameters["is_year_closed"],
    }  # fmt: skip
    return divisors.assign(**made)


def compared(
    base: pd.DataFrame, incomes: pd.DataFrame, deliveries: pd.DataFrame, parameters: pd.DataFrame
) -> pd.DataFrame:
    """derive_statement_totals; sheets vote on whether their totals include reward money."""
    sheets = deliveries[deliveries["kind"] == "income_statement"][[*PLACE[:2], "unit_yuan"]]
    unit = base[[*PLACE[:2]]].merge(sheets, how="left", on=list(PLACE[:2]))["unit_yuan"]
    tolerance = parameters["amount_tolerance_fen"].where(
        ~(unit > 1).fillna(False), parameters["amount_tolerance_ten_thousands_fen"]
    )
    earned = total(base, EARNED)
    transfers, costs, paid, reward = (
        total(base, RECEIVED),
        total(base, COSTS),
        total(base, PAID),
        base["reward_money_fen"],
    )
    apart = {
        "transfer": base["stated_transfer_income_fen"] - transfers,
        "all": base["stated_total_income_fen"] - earned - transfers,
        "left": base["stated_disposable_income_fen"] - earned - transfers + costs + paid,
    }
    counted = {name: reward.where(has_reward(base, one, reward, tolerance), 0) for name, one in apart.items()}
    stated = [f"{name}_fen" for name in COMPARED]
    return base[[*KEY, *stated]].assign(
        expected_total_income_fen=earned + transfers + counted["all"],
        parts_total_income_fen=earned + base["stated_transfer_income_fen"] + counted["all"] - counted["transfer"],
        expected_transfer_income_fen=transfers + counted["transfer"],
        expected_total_expense_fen=costs + paid,
        parts_total_expense_fen=costs + base["stated_transfer_paid_fen"],
        expected_transfer_paid_fen=paid,
        expected_disposable_income_fen=earned + transfers + counted["left"] - costs - paid,
        expected_net_income_fen=earned + transfers + counted["left"] - costs,
        left_out_reward_fen=reward - counted["left"],
        registered_count=incomes["registered_count"].array,
        disposable_income_per_capita_fen=incomes["disposable_income_per_capita_fen"].array,
        tolerance_fen=tolerance,
        rounding_count=1,
    )


def has_reward(base: pd.DataFrame, apart: pd.Series, reward: pd.Series, tolerance: pd.Series) -> pd.Series:
    """Whether more rows of a row's sheet agree with reward money counted in; true for sheets without any."""
    rewarded = (reward != 0).fillna(False)
    if not rewarded.any():
        return pd.Series(True, index=base.index)
    agree = pd.DataFrame({"with": (apart - reward).abs() <= tolerance, "without": apart.abs() <= tolerance})
    sums = agree[rewarded].fillna(False).groupby([base.loc[rewarded, name] for name in PLACE[:2]]).sum()
    decided = (sums["with"] >= sums["without"]).rename("decided")
    return (
        base[[*PLACE[:2]]].merge(decided, how="left", left_on=list(PLACE[:2]), right_index=True)["decided"].fillna(True)
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
