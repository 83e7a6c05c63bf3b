"""The core job in Polars: lazy, streaming where it can, columns that hold nothing passed over."""

import sys
from pathlib import Path

import polars as pl

from pipeline.contracts import contracts
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
    REMARKS,
    STATED,
)

FULL_WIDTH = dict(zip("０１２３４５６７８９", "0123456789", strict=True))
COUNTY = pl.col("household_id").str.split("|").list.first().alias("county_name")
YEAR = ["survey_year", "county_name"]  # what a year's parameters are of


def main(report: str, given: str, out: str) -> None:
    """Make and write the four tables."""
    given_dir, out_dir = Path(given), Path(out)

    def read(name: str) -> pl.LazyFrame:
        return pl.scan_parquet(given_dir / f"{name}.parquet")

    clean = cleaned(read).collect(engine="streaming")
    base = based(clean)
    del clean
    write(base, out_dir, "derive_base_statements")
    parameters = read("raw_year_parameters").collect()
    divisors = divided(base, read, parameters)
    write(divisors, out_dir, "derive_divisors")
    incomes = disposable(base, divisors, parameters)
    write(incomes, out_dir, "derive_disposable_incomes")
    totals = compared(base, incomes, read("raw_deliveries").collect(), parameters)
    write(totals, out_dir, "derive_statement_totals")
    tell(report, rows=incomes.height, version=pl.__version__)


def write(frame: pl.DataFrame, out_dir: Path, name: str) -> None:
    """One Parquet file in the columns of the contract."""
    columns = [column.name for column in contracts()[name].columns]
    frame.select(columns).write_parquet(out_dir / f"{name}.parquet", compression="zstd", compression_level=3)


def cleaned(read) -> pl.LazyFrame:  # type: ignore[no-untyped-def]
    """The statements as they are delivered, a column for each item."""
    raw = read("raw_income_statements")
    odd = read("clean_amounts").filter(pl.col("amount_fen").is_not_null()).collect()
    held = filled_columns(raw, [*AMOUNTS, *MEMO, *STATED, "resident_count"])
    sized = read("raw_source_columns").filter(
        (pl.col("kind") == "income_statement") & (pl.col("column_name") == "registered_count")
    )
    columns = [column.name for column in contracts()["derive_base_statements"].columns]
    columns = [name for name in columns if name not in ("row_count", "distinct_count")]
    return (
        raw.with_columns(
            *(fen(name, odd, held).fill_null(pl.when(pl.col(name).is_null()).then(0)).alias(f"{name}_fen") for name in (*AMOUNTS, *MEMO)),
            *(fen(name, odd, held).alias(f"{name}_fen") for name in STATED),
            count("registered_count", held),
            count("resident_count", held),
        )
        .with_columns(
            *(rest(whole, [part for part in parts if part in held]) for whole, parts in PARTS.items() if held & {*parts}),
            unreadable(held).alias("unreadable_items"),
        )
        .join(read("raw_places"), on="place_text", suffix="_known")
        .join(sized.select("source_file", "source_sheet", has_size_column=True).unique(), on=("source_file", "source_sheet"), how="left")
        .join(read("raw_names").select(head_name="text", name="name"), on="head_name", how="left")
        .join(read("raw_id_numbers").select(head_id_number="text", head_key="person_key", head_id_masked="id_number_masked"), on="head_id_number", how="left")
        .with_columns(
            household_id=pl.col("village_id") + "|" + pl.col("household_code"),
            county_name=pl.coalesce("county_name", "county_name_known"),
            town_name=pl.coalesce("town_name", "town_name_known"),
            head_name=pl.col("name"),
            has_size_column=pl.col("has_size_column").fill_null(False),
            is_blank=pl.col("is_blank").fill_null(False),
            is_sign_assumed=pl.col("is_sign_assumed").fill_null(False),
            work_months=pl.lit(None, pl.Decimal(6, 2)),
            **{f"has_{kind}": pl.lit(False) for kind in REMARKS},
            **{f"remark_{kind}_fen": pl.lit(None, pl.Int64) for kind in REMARKS},
        )
        .select(columns)
        .sort("household_id", "survey_year", "form", *PLACE)
    )  # fmt: skip


def filled_columns(raw: pl.LazyFrame, names: list[str]) -> set[str]:
    """Columns that hold anything at all, by the files' own statistics as far as they go."""
    counts = raw.select(pl.col(name).count() for name in names).collect(engine="streaming").row(0, named=True)
    return {name for name, filled in counts.items() if filled}


def fen(name: str, odd: pl.DataFrame, held: set[str]) -> pl.Expr:
    """An amount in fen: a plain number by arithmetic, any other text by its lookup; null where neither reads it.

    Doubles are exact for amounts of two decimals below ten thousand billion; the results are compared.
    """
    if name not in held:
        return pl.lit(None, pl.Int64)
    plain = (pl.col(name).cast(pl.Float64, strict=False) * (100 * pl.col("unit_yuan"))).round().cast(pl.Int64)
    units = odd["unit_yuan"].unique().to_list()
    for unit in units:
        of_unit = odd.filter(pl.col("unit_yuan") == unit)
        known = pl.col(name).replace_strict(of_unit["text"], of_unit["amount_fen"], default=None, return_dtype=pl.Int64)
        plain = plain.fill_null(known if len(units) == 1 else pl.when(pl.col("unit_yuan") == unit).then(known))
    return plain


def count(name: str, held: set[str]) -> pl.Expr:
    """A number of people, null unless it is a whole number."""
    if name == "resident_count" and name not in held:
        return pl.lit(None, pl.Int32).alias(name)
    text = pl.col(name).str.replace_all("人", "", literal=True).str.replace_many(FULL_WIDTH)
    number = text.cast(pl.Float64, strict=False)
    return pl.when(number == number.round()).then(number).cast(pl.Int32).alias(name)


def rest(name: str, parts: list[str]) -> pl.Expr:
    """An item that is blank is the sum of its parts."""
    is_blank = pl.col(name).is_null() | ((pl.col(f"{name}_fen") == 0) & ~pl.col(name).str.contains(r"^[0-9.]*$"))
    return pl.when(is_blank).then(total(tuple(parts))).otherwise(pl.col(f"{name}_fen")).alias(f"{name}_fen")


def unreadable(held: set[str]) -> pl.Expr:
    """Names of the items that cannot be read, null where there are none; a blank one is 0 by now."""
    parts = [pl.when(pl.col(f"{name}_fen").is_null()).then(pl.lit(zh)) for name, zh in AMOUNTS.items() if name in held]
    told = pl.concat_str(parts, separator="、", ignore_nulls=True)
    return pl.when(told != "").then(told)


def based(clean: pl.DataFrame) -> pl.DataFrame:
    """derive_base_statements: the statement that speaks for a household and year."""
    form = ["household_id", "survey_year", "form"]
    repeats = clean.lazy().group_by(form).agg(row_count=pl.len()).filter(pl.col("row_count") > 1).collect()
    counted = repeat_counts(clean, repeats)
    choice = pl.col("form").replace_strict(FORMS, default=2, return_dtype=pl.Int8)
    chosen = clean.lazy().with_columns(choice=choice)
    first = chosen.sort(*KEY, "choice", *PLACE, maintain_order=True).unique(KEY, keep="first", maintain_order=True)
    return (
        first.join(counted.lazy(), on=("household_id", "survey_year", "form"), how="left", maintain_order="left")
        .with_columns(pl.col("row_count", "distinct_count").fill_null(1))
        .collect()
    )


def repeat_counts(clean: pl.DataFrame, repeats: pl.DataFrame) -> pl.DataFrame:
    """How often a form was delivered for a household and year, and how many of these differ."""
    form = ["household_id", "survey_year", "form"]
    contents = ["registered_count", "resident_count", *(f"{name}_fen" for name in (*AMOUNTS, *MEMO, "monthly_wage"))]
    return (
        clean.join(repeats.select(form), on=form)
        .group_by(form)
        .agg(row_count=pl.len().cast(pl.Int32), distinct_count=pl.struct(contents).n_unique().cast(pl.Int32))
    )


def divided(base: pl.DataFrame, read, parameters: pl.DataFrame) -> pl.DataFrame:  # type: ignore[no-untyped-def]
    """derive_divisors."""
    facts = read("derive_household_years").select(*KEY, "system_count", "list_count", "roster_count")
    rosters = read("derive_rosters").select(
        *KEY, "away_count", "away_wage_fen", "is_away_wage_known", on_roster="resident_count"
    )
    other = [pl.col(f"{name}_count").is_not_null() for name in ("system", "list", "roster")]
    away = pl.when(pl.col("resident_count").is_null() | (pl.col("resident_count") == pl.col("on_roster"))).then(
        "away_count"
    )
    stated = (
        pl.when("has_size_column")
        .then("registered_count")
        .otherwise(pl.coalesce("system_count", "list_count", "roster_count"))
    )
    origin = pl.when("has_size_column").then(pl.lit("statement")).when(other[0]).then(pl.lit("system"))
    sized = (
        base.lazy().select(*KEY, "has_size_column", "registered_count", "resident_count")
        .join(facts, on=KEY, maintain_order="left")
        .join(rosters, on=KEY, how="left", maintain_order="left")
        .with_columns(
            stated=stated, away=away,
            registered_count_source=origin.when(other[1]).then(pl.lit("list")).when(other[2]).then(pl.lit("roster")),
            resident_count=pl.coalesce("resident_count", "on_roster"),
        )
    )  # fmt: skip
    known_wage = pl.when("is_away_wage_known").then("away_wage_fen")
    resident_wage = (
        pl.when(pl.col("resident_count").is_null()).then(None)
        .when(pl.col("away").is_not_null()).then(known_wage)
        .when(pl.col("resident_count") >= pl.col("stated")).then(0)
    )  # fmt: skip
    residents = pl.when(pl.col("away_wage_fen").is_not_null() & (pl.col("resident_count") > 0)).then("resident_count")
    return (
        sized.with_columns(registered_count=pl.when(pl.col("stated") > 0).then("stated"), away_wage_fen=resident_wage)
        .with_columns(COUNTY)
        .join(parameters.lazy().select(*YEAR, "divisor_rule"), on=YEAR, maintain_order="left")
        .with_columns(
            divisor_count=pl.when(pl.col("divisor_rule") == "resident").then(residents).otherwise("registered_count")
        )
        .collect()
    )


def total(names: tuple[str, ...]) -> pl.Expr:
    """The sum of some items; null where one is."""
    first, *others = (pl.col(f"{name}_fen") for name in names)
    for other in others:
        first = first + other
    return first


def half_up(amount: str, count: str) -> pl.Expr:
    """A quotient to the fen, half away from zero."""
    amount_fen, people = pl.col(amount), pl.col(count).cast(pl.Int64)
    size = (2 * amount_fen.abs() + people) // (2 * people)
    return pl.when(people > 0).then(pl.when(amount_fen < 0).then(-size).otherwise(size))


def disposable(base: pl.DataFrame, divisors: pl.DataFrame, parameters: pl.DataFrame) -> pl.DataFrame:
    """derive_disposable_incomes."""
    year = parameters.lazy().select(
        *YEAR, "reward_money", "is_year_closed", "divisor_rule", exit_line_fen="exit_line_with_labour_fen"
    )
    counts = divisors.lazy().select(
        *KEY, "registered_count", "registered_count_source", "resident_count", "divisor_count", "away_wage_fen"
    )
    reward = pl.col("reward_money_fen")
    items = [f"{name}_fen" for name in AMOUNTS]
    wage = pl.col("wage_income_fen")
    return (
        base.lazy().select(*KEY, *items)
        .join(counts, on=KEY, maintain_order="left")
        .with_columns(COUNTY)
        .join(year, on=YEAR, maintain_order="left")
        .with_columns(
            away_wage_fen=pl.when(pl.col("away_wage_fen") > wage).then(pl.max_horizontal(wage, 0)).otherwise("away_wage_fen"),
            net_business_income_fen=pl.col("business_income_fen")
            + pl.when(pl.col("reward_money") == "business").then(reward).otherwise(0) - total(BUSINESS_COSTS),
            net_property_income_fen=pl.col("property_income_fen") - pl.col("property_cost_fen"),
            transfer_income_fen=total(RECEIVED) + pl.when(pl.col("reward_money") == "business").then(0).otherwise(reward),
            transfer_paid_fen=total(PAID),
        )
        .with_columns(
            whole=wage + pl.col("net_business_income_fen") + pl.col("net_property_income_fen") + pl.col("transfer_income_fen"),
            excluded_away_wage_fen=pl.when(pl.col("divisor_rule") == "resident").then("away_wage_fen").otherwise(0),
        )
        .with_columns(
            net_transfer_income_fen=pl.col("transfer_income_fen") - pl.col("transfer_paid_fen"),
            total_income_fen=pl.col("whole") + total(COSTS),
            total_expense_fen=total(COSTS) + pl.col("transfer_paid_fen"),
            net_income_fen=pl.col("whole") - pl.col("excluded_away_wage_fen"),
            disposable_income_fen=pl.col("whole") - pl.col("excluded_away_wage_fen") - pl.col("transfer_paid_fen"),
            resident_income_fen=pl.when(pl.col("resident_count") > 0)
            .then(pl.col("whole") - pl.col("away_wage_fen") - pl.col("transfer_paid_fen")),
        )
        .with_columns(
            disposable_income_per_capita_fen=half_up("disposable_income_fen", "divisor_count"),
            net_income_per_capita_fen=half_up("net_income_fen", "divisor_count"),
            resident_per_capita_fen=half_up("resident_income_fen", "resident_count"),
        )
        .with_columns(
            margin_fen=pl.col("disposable_income_per_capita_fen") - pl.col("exit_line_fen"),
            is_over_line=pl.when(pl.col("divisor_count") > 0)
            .then(pl.col("disposable_income_fen") >= pl.col("exit_line_fen") * pl.col("divisor_count")),
        )
        .collect()
    )  # fmt: skip


def compared(
    base: pl.DataFrame, incomes: pl.DataFrame, deliveries: pl.DataFrame, parameters: pl.DataFrame
) -> pl.DataFrame:
    """derive_statement_totals; sheets vote on whether their totals include reward money."""
    stated = [f"{name}_fen" for name in COMPARED]
    units = (
        deliveries.lazy()
        .filter(pl.col("kind") == "income_statement")
        .select("source_file", "source_sheet", "unit_yuan")
    )
    tolerances = parameters.lazy().select(*YEAR, "amount_tolerance_fen", "amount_tolerance_ten_thousands_fen")
    made = incomes.lazy().select(*KEY, "registered_count", "disposable_income_per_capita_fen")
    sums = (
        base.lazy().select(*KEY, *stated, *(f"{name}_fen" for name in AMOUNTS), "source_file", "source_sheet")
        .join(made, on=KEY, maintain_order="left")
        .with_columns(COUNTY)
        .join(tolerances, on=YEAR, maintain_order="left")
        .join(units, on=("source_file", "source_sheet"), how="left", maintain_order="left")
        .with_columns(
            earned=total(EARNED), transfers=total(RECEIVED),
            costs=total(COSTS), paid=total(PAID), reward=pl.col("reward_money_fen"),
            tolerance_fen=pl.when(pl.col("unit_yuan") > 1).then("amount_tolerance_ten_thousands_fen")
            .otherwise("amount_tolerance_fen"),
        )
    ).collect()  # fmt: skip
    told = sums.join(votes(sums), on=("source_file", "source_sheet"), how="left", maintain_order="left").with_columns(
        pl.when(pl.col(name).fill_null(True)).then("reward").otherwise(0).alias(name)
        for name in ("transfer", "all", "left")
    )
    earned, transfers, costs, paid = (pl.col(name) for name in ("earned", "transfers", "costs", "paid"))
    return told.with_columns(
        expected_total_income_fen=earned + transfers + pl.col("all"),
        parts_total_income_fen=earned + pl.col("stated_transfer_income_fen") + pl.col("all") - pl.col("transfer"),
        expected_transfer_income_fen=transfers + pl.col("transfer"),
        expected_total_expense_fen=costs + paid,
        parts_total_expense_fen=costs + pl.col("stated_transfer_paid_fen"),
        expected_transfer_paid_fen=paid,
        expected_disposable_income_fen=earned + transfers + pl.col("left") - costs - paid,
        expected_net_income_fen=earned + transfers + pl.col("left") - costs,
        left_out_reward_fen=pl.col("reward") - pl.col("left"),
        rounding_count=pl.lit(1),
    )


def votes(sums: pl.DataFrame) -> pl.DataFrame:
    """Of each sheet with reward money: whether more of its rows agree with it counted in, total by total."""
    rewarded = sums.filter(pl.col("reward") != 0)
    reckoned = {
        "transfer": pl.col("stated_transfer_income_fen") - pl.col("transfers"),
        "all": pl.col("stated_total_income_fen") - pl.col("earned") - pl.col("transfers"),
        "left": pl.col("stated_disposable_income_fen") - pl.col("earned") - pl.col("transfers") + pl.col("costs") + pl.col("paid"),
    }  # fmt: skip
    tolerance = pl.col("tolerance_fen")
    return rewarded.group_by("source_file", "source_sheet").agg(
        (((apart - pl.col("reward")).abs() <= tolerance).sum() >= (apart.abs() <= tolerance).sum()).alias(name)
        for name, apart in reckoned.items()
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
