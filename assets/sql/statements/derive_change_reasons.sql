-- One row per household and year with a figure in this year and the year before: what explains a change of income or head.
-- A death of the former head that a register tells, a split, another size, months worked that moved the same way, or
-- ledgers that bear out at least half of the change; and whether the change crosses the line of the two years.
with years as (
    select
        incomes.household_id,
        incomes.survey_year,
        incomes.disposable_income_fen,
        incomes.is_over_line,
        incomes.divisor_count,
        rosters.worked_months,
        facts.has_labour_capacity,
        facts.head_key
    from derive_disposable_incomes as incomes
    left join derive_household_years as facts
        on facts.household_id = incomes.household_id and facts.survey_year = incomes.survey_year
    left join derive_rosters as rosters
        on rosters.household_id = incomes.household_id and rosters.survey_year = incomes.survey_year
),

befores as (
    select
        *,
        lag(survey_year) over (partition by household_id order by survey_year) as year_before,
        lag(head_key) over (partition by household_id order by survey_year) as head_before,
        disposable_income_fen - lag(disposable_income_fen) over (partition by household_id order by survey_year) as change_fen,
        worked_months - lag(worked_months) over (partition by household_id order by survey_year) as change_of_months,
        is_over_line <> lag(is_over_line) over (partition by household_id order by survey_year) as is_other_side,
        divisor_count <> lag(divisor_count) over (partition by household_id order by survey_year) as is_other_size
    from years
),

borne_out as (
    select
        c.household_id,
        c.survey_year,
        cast(sum(c.declared_fen - coalesce(before.declared_fen, 0)) as bigint) as change_fen
    from derive_ledger_comparisons as c
    inner join raw_year_parameters as p on p.survey_year = c.survey_year and p.county_name = split_part(c.household_id, '|', 1)
    left join derive_declared_lines as before
        on before.household_id = c.household_id and before.survey_year = c.survey_year - 1 and before.line_code = c.item_code
    where abs(c.declared_fen - c.paid_fen) <= p.ledger_tolerance_fen and c.item_code not in ('public_welfare_wage', 'asset_dividend')
    group by c.household_id, c.survey_year
),

dead_heads as (
    select distinct years.household_id, years.survey_year
    from befores as years
    inner join clean_registers as registers
        on registers.person_key = years.head_before and registers.register_group = 'death' and registers.survey_year <= years.survey_year
    where years.year_before = years.survey_year - 1
),

splits as (
    select distinct household_id, survey_year from derive_household_splits
)

select
    years.survey_year,
    years.household_id,
    coalesce(years.has_labour_capacity, true) and coalesce(years.is_other_side, false) as is_line_crossed,
    dead_heads.household_id is not null as is_head_dead,
    splits.household_id is not null as is_split,
    coalesce(years.is_other_size, false) as is_size_changed,
    coalesce((years.change_of_months > 0 and years.change_fen > 0)
        or (years.change_of_months < 0 and years.change_fen < 0), false) as is_work_changed,
    coalesce((borne_out.change_fen > 0 and years.change_fen > 0 and 2 * borne_out.change_fen >= years.change_fen)
        or (borne_out.change_fen < 0 and years.change_fen < 0 and 2 * borne_out.change_fen <= years.change_fen), false) as is_borne_out
from befores as years
left join dead_heads on dead_heads.household_id = years.household_id and dead_heads.survey_year = years.survey_year
left join splits on splits.household_id = years.household_id and splits.survey_year = years.survey_year
left join borne_out on borne_out.household_id = years.household_id and borne_out.survey_year = years.survey_year
where years.year_before = years.survey_year - 1
order by years.household_id, years.survey_year
