"""The core job in SQL tuned by hand for DuckDB alone, one Parquet file per table.

What the shipped models may not do is done here: rows of nothing but plain numbers go past the lookups, what is empty
is passed over, doubles stand where the results are equal, and DuckDB's own words are used. The statements stay columns
from the raw rows on, in one temporary table.
"""

import sys
from pathlib import Path

import duckdb

from pipeline.contracts import contracts
from pipeline.engine import PARQUET, quote_text
from tests.benchmarks.children import tell
from tests.benchmarks.core_job import (
    AMOUNTS,
    BUSINESS_COSTS,
    COSTS,
    EARNED,
    FORMS,
    MADE,
    MEMO,
    PAID,
    PARTS,
    RECEIVED,
    REMARKS,
    STATED,
)
from tests.benchmarks.models import tables_in
from tests.benchmarks.tasks.bare_sql import show

TEXTS = (*AMOUNTS, *MEMO, *STATED)
DIGITS = "translate(replace({0}, '人', ''), '０１２３４５６７８９．eE_', '0123456789.xxx')"


def main(report: str, given: str, out: str) -> None:
    """Make and write the four tables."""
    with duckdb.connect(config={"temp_directory": f"{out}/spill"}) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute("set default_null_order = 'nulls_first_on_asc_last_on_desc'")
        for name, path in tables_in(Path(given)).items():
            if name not in MADE:
                show(connection, name, path)
        connection.execute(f"create temporary table statements as {cleaned(filled(connection))}")
        statements = (based(), divided(), disposable(), compared())
        for name, statement in zip(MADE, statements, strict=True):
            columns = ", ".join(column.name for column in contracts()[name].columns)
            path = Path(out) / f"{name}.parquet"
            connection.execute(
                f"copy (select {columns} from ({statement})) to {quote_text(path)} ({PARQUET})"
            ).fetchall()
            show(connection, name, path)
    tell(report)


def filled(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Columns of the statements that hold anything at all."""
    names = (*TEXTS, "resident_count", "work_months")
    counts = connection.execute(f"select {', '.join(f'count({name})' for name in names)} from raw_income_statements")
    return {name for name, count in zip(names, counts.fetchall()[0], strict=True) if count}


def plain(name: str) -> str:
    """A plain number in fen; null where the text is none, or the cell is blank."""
    yuan = f"cast(try_cast(s.{name} as decimal(16, 2)) * 100 as bigint)"
    return f"case when s.unit_yuan = 1 then {yuan} else cast(round(try_cast(s.{name} as double) * 100 * s.unit_yuan) as bigint) end"


def cleaned(held: set[str]) -> str:
    """The statements as they are delivered, a column for each item."""
    texts = [name for name in TEXTS if name in held]
    amounts = ", ".join(f"{plain(name)} as {name}_fen" for name in texts)
    is_odd = " or ".join(f"({name}_fen is null and {name} is not null)" for name in texts)
    read = ", ".join(f"coalesce({name}_odd.amount_fen, p.{name}_fen) as {name}_fen" for name in texts)
    joins = " ".join(
        f"left join clean_amounts as {name}_odd on {name}_odd.text = case when p.{name}_fen is null then p.{name} end"
        f" and {name}_odd.unit_yuan = p.unit_yuan"
        for name in texts
    )
    return f"""
        with plain as (select s.*, {amounts} from raw_income_statements as s),
        tested as (select *, {is_odd} as is_odd from plain),
        amounts as (
            select * exclude (is_odd) from tested where not is_odd
            union all
            select p.* exclude (is_odd) replace ({read}) from tested as p {joins} where p.is_odd
        ),
        sized as (
            select distinct source_file, source_sheet, true as has_size_column from raw_source_columns
            where kind = 'income_statement' and column_name = 'registered_count'
        )
        select {", ".join(f"{clean_column(name, held)} as {name}" for name in statement_columns())}
        from amounts as a
        inner join raw_places as places using (place_text)
        left join sized using (source_file, source_sheet)
        left join raw_names as names on names.text = a.head_name
        left join raw_id_numbers as heads on heads.text = a.head_id_number"""


def statement_columns() -> list[str]:
    """The columns of a statement, of which derive_base_statements has two more."""
    return [
        column.name for column in contracts()[MADE[0]].columns if column.name not in ("row_count", "distinct_count")
    ]


def clean_column(name: str, held: set[str]) -> str:
    """The expression of one column of a statement."""
    item = name.removesuffix("_fen")
    number = f"try_cast({DIGITS.format(f'a.{name}')} as decimal(8, 4))"
    known = {
        "household_id": "places.village_id || '|' || a.household_code",
        "village_id": "places.village_id",
        "county_name": "coalesce(a.county_name, places.county_name)",
        "town_name": "coalesce(a.town_name, places.town_name)",
        "head_name": "names.name",
        "head_key": "heads.person_key",
        "head_id_masked": "heads.id_number_masked",
        "is_blank": "coalesce(a.is_blank, false)",
        "is_sign_assumed": "coalesce(a.is_sign_assumed, false)",
        "has_size_column": "coalesce(sized.has_size_column, false)",
        "registered_count": f"case when {number} = round({number}) then cast({number} as integer) end",
        "work_months": "null::decimal(6, 2)",
        "unreadable_items": unreadable(held),
    } | {f"has_{kind}": "false" for kind in REMARKS}
    known |= {f"remark_{kind}_fen": "null::bigint" for kind in REMARKS}
    known |= {f"{whole}_fen": with_parts(whole, found, held) for whole, found in PARTS.items() if held & {*found}}
    if name in known:
        return known[name]
    if name == "resident_count":
        return known["registered_count"].replace("registered_count", name) if name in held else "null::integer"
    return amount(item, held) if item in TEXTS else f"a.{name}"


def amount(item: str, held: set[str]) -> str:
    """An amount: an item that is blank is 0, a stated total that is blank is null."""
    if item not in held:
        return "null::bigint" if item in STATED else "0::bigint"
    return f"a.{item}_fen" if item in STATED else f"case when a.{item} is null then 0 else a.{item}_fen end"


def with_parts(item: str, parts: tuple[str, ...], held: set[str]) -> str:
    """An item that is blank is the sum of its parts."""
    made = " + ".join(amount(part, held) for part in parts if part in held)
    if item not in held:
        return made
    is_blank = f"a.{item} is null or (a.{item}_fen = 0 and not regexp_full_match(a.{item}, '[0-9.]*'))"
    return f"case when {is_blank} then {made} else a.{item}_fen end"


def unreadable(held: set[str]) -> str:
    """Names of the items that cannot be read; most rows are past it by one test."""
    names = [(name, zh) for name, zh in AMOUNTS.items() if name in held]
    blank = [f"(a.{name}_fen is null and a.{name} is not null)" for name, _ in names]
    told = ", ".join(f"case when {test} then '{zh}' end" for test, (_, zh) in zip(blank, names, strict=True))
    return f"case when {' or '.join(blank)} then concat_ws('、', {told}) end"


def based() -> str:
    """derive_base_statements; months are empty here, so a repeat is a household, year and form."""
    contents = ", ".join(
        ["registered_count", "resident_count", *(f"{name}_fen" for name in (*AMOUNTS, *MEMO, "monthly_wage"))]
    )
    forms = " ".join(f"when '{form}' then {place}" for form, place in FORMS.items())
    return f"""
        with contested as (
            select household_id, survey_year from statements group by all having count(*) > 1
        ),
        repeated as (
            select household_id, survey_year, form, count(*)::integer as rows_of_form,
                count(distinct row({contents}))::integer as distinct_of_form
            from statements semi join contested using (household_id, survey_year) group by all
        ),
        outranked as (
            select household_id, survey_year, source_file, source_sheet, source_row
            from statements semi join contested using (household_id, survey_year)
            qualify row_number() over (
                partition by household_id, survey_year
                order by case form {forms} else 2 end, source_file, source_sheet, source_row
            ) > 1
        )
        select s.*, coalesce(rows_of_form, 1) as row_count, coalesce(distinct_of_form, 1) as distinct_count
        from statements as s
        anti join outranked using (household_id, survey_year, source_file, source_sheet, source_row)
        left join repeated using (household_id, survey_year, form)
        order by household_id, survey_year"""


def divided() -> str:
    """derive_divisors."""
    return """
        with sized as (
            select base.survey_year, base.household_id,
                case when base.has_size_column then base.registered_count
                    else coalesce(facts.system_count, facts.list_count, facts.roster_count) end as stated,
                case when base.has_size_column then 'statement' when facts.system_count is not null then 'system'
                    when facts.list_count is not null then 'list'
                    when facts.roster_count is not null then 'roster' end as registered_count_source,
                coalesce(base.resident_count, rosters.resident_count) as resident_count,
                case when base.resident_count is null or base.resident_count = rosters.resident_count
                    then rosters.away_count end as away,
                case when rosters.is_away_wage_known then rosters.away_wage_fen end as wage
            from derive_base_statements as base
            inner join derive_household_years as facts using (household_id, survey_year)
            left join derive_rosters as rosters using (household_id, survey_year)
        ),
        known as (
            select * replace (case when stated > 0 then stated end as stated),
                case when resident_count is null then null when away is not null then wage
                    when resident_count >= stated then 0 end::bigint as away_wage_fen
            from sized
        )
        select known.survey_year, household_id, stated as registered_count, registered_count_source, resident_count,
            away_wage_fen,
            case when p.divisor_rule <> 'resident' then stated
                when away_wage_fen is not null and resident_count > 0 then resident_count end as divisor_count
        from known inner join raw_year_parameters as p
            on p.survey_year = known.survey_year and p.county_name = split_part(household_id, '|', 1)
        order by household_id, known.survey_year"""


def total(names: tuple[str, ...]) -> str:
    """The sum of some items."""
    return "(" + " + ".join(f"s.{name}_fen" for name in names) + ")"


def half_up(amount_fen: str, people: str) -> str:
    """A quotient to the fen, half away from zero."""
    size = f"(2 * abs({amount_fen}) + {people}) // (2 * {people})"
    return f"case when {people} > 0 then (sign({amount_fen}) * ({size}))::bigint end"


def disposable() -> str:
    """derive_disposable_incomes."""
    return f"""
        with parts as (
            select s.survey_year, s.household_id, d.registered_count, d.registered_count_source, d.resident_count,
                d.divisor_count, p.divisor_rule, p.is_year_closed, p.exit_line_with_labour_fen as exit_line_fen,
                case when d.away_wage_fen > s.wage_income_fen then greatest(s.wage_income_fen, 0)
                    else d.away_wage_fen end as away,
                s.business_income_fen + case p.reward_money when 'business' then s.reward_money_fen else 0 end
                    - {total(BUSINESS_COSTS)} as net_business_income_fen,
                s.property_income_fen - s.property_cost_fen as net_property_income_fen,
                {total(RECEIVED)} + case p.reward_money when 'business' then 0 else s.reward_money_fen end
                    as transfer_income_fen,
                {total(PAID)} as transfer_paid_fen,
                {total(COSTS)} as costs,
                s.wage_income_fen + net_business_income_fen + net_property_income_fen + transfer_income_fen as whole
            from derive_base_statements as s
            inner join derive_divisors as d using (household_id, survey_year)
            inner join raw_year_parameters as p
                on p.survey_year = s.survey_year and p.county_name = split_part(s.household_id, '|', 1)
        )
        select *, transfer_income_fen - transfer_paid_fen as net_transfer_income_fen,
            whole + costs as total_income_fen, costs + transfer_paid_fen as total_expense_fen,
            case divisor_rule when 'resident' then away else 0 end as excluded_away_wage_fen,
            whole - excluded_away_wage_fen as net_income_fen,
            net_income_fen - transfer_paid_fen as disposable_income_fen,
            case when resident_count > 0 then whole - away - transfer_paid_fen end as resident_income_fen,
            {half_up("disposable_income_fen", "divisor_count")} as disposable_income_per_capita_fen,
            {half_up("net_income_fen", "divisor_count")} as net_income_per_capita_fen,
            {half_up("resident_income_fen", "resident_count")} as resident_per_capita_fen,
            disposable_income_per_capita_fen - exit_line_fen as margin_fen,
            case when divisor_count > 0 then disposable_income_fen >= exit_line_fen * divisor_count end as is_over_line
        from parts
        order by household_id, survey_year"""


def compared() -> str:
    """derive_statement_totals; sheets vote on whether their totals include reward money."""

    def vote(stated: str, reckoned: str) -> str:
        apart = f"{stated} - ({reckoned})"
        return f"count_if(abs({apart} - reward_money_fen) <= tolerance_fen) >= count_if(abs({apart}) <= tolerance_fen)"

    return f"""
        with sums as (
            select s.*, i.registered_count as people, i.disposable_income_per_capita_fen,
                {total(EARNED)} as earned,
                {total(RECEIVED)} as transfers, {total(COSTS)} as costs, {total(PAID)} as paid,
                case when d.unit_yuan > 1 then p.amount_tolerance_ten_thousands_fen else p.amount_tolerance_fen end
                    as tolerance_fen
            from derive_base_statements as s
            inner join derive_disposable_incomes as i using (household_id, survey_year)
            inner join raw_year_parameters as p
                on p.survey_year = s.survey_year and p.county_name = split_part(s.household_id, '|', 1)
            left join (from raw_deliveries where kind = 'income_statement') as d using (source_file, source_sheet)
        ),
        votes as (
            select source_file, source_sheet,
                {vote("stated_transfer_income_fen", "transfers")} as in_transfers,
                {vote("stated_total_income_fen", "earned + transfers")} as in_all,
                {vote("stated_disposable_income_fen", "earned + transfers - costs - paid")} as in_left
            from sums where reward_money_fen <> 0 group by all
        )
        select sums.* replace (people as registered_count),
            case when coalesce(in_transfers, true) then reward_money_fen else 0 end as transfer_reward,
            case when coalesce(in_all, true) then reward_money_fen else 0 end as all_reward,
            case when coalesce(in_left, true) then reward_money_fen else 0 end as left_reward,
            earned + transfers + all_reward as expected_total_income_fen,
            earned + stated_transfer_income_fen + all_reward - transfer_reward as parts_total_income_fen,
            transfers + transfer_reward as expected_transfer_income_fen,
            costs + paid as expected_total_expense_fen,
            costs + stated_transfer_paid_fen as parts_total_expense_fen,
            paid as expected_transfer_paid_fen,
            earned + transfers + left_reward - costs - paid as expected_disposable_income_fen,
            earned + transfers + left_reward - costs as expected_net_income_fen,
            reward_money_fen - left_reward as left_out_reward_fen,
            1 as rounding_count
        from sums left join votes using (source_file, source_sheet)
        order by household_id, survey_year"""


if __name__ == "__main__":
    main(*sys.argv[1:])
