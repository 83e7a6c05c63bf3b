-- One row per household and year with a figure in this year and the year before: what explains a change of income or head.
-- A death of the former head that a register tells, a split, another size, months worked that moved the same way, or
-- ledgers that bear out at least half of the change; and whether the change crosses the line of the two years.
with pairs as (
    select
        this.household_id,
        this.survey_year,
        this.disposable_income_fen - last.disposable_income_fen as change_fen,
        coalesce(facts.has_labour_capacity, true) and coalesce(this.is_over_line <> last.is_over_line, false) as is_line_crossed,
        coalesce(this.divisor_count <> last.divisor_count, false) as is_size_changed
    from derive_disposable_incomes as this
    inner join derive_disposable_incomes as last
        on last.household_id = this.household_id and last.survey_year = this.survey_year - 1
    left join derive_household_years as facts
        on facts.household_id = this.household_id and facts.survey_year = this.survey_year
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
    select distinct now.household_id, now.survey_year
    from derive_household_years as now
    inner join derive_household_years as before
        on before.household_id = now.household_id and before.survey_year = now.survey_year - 1
    inner join clean_registers as registers
        on registers.person_key = before.head_key
        and registers.register_group = 'death'
        and registers.survey_year <= now.survey_year
),

splits as (
    select distinct household_id, survey_year from derive_household_splits
)

select
    pairs.survey_year,
    pairs.household_id,
    pairs.is_line_crossed,
    dead_heads.household_id is not null as is_head_dead,
    splits.household_id is not null as is_split,
    pairs.is_size_changed,
    coalesce((now.worked_months > before.worked_months and pairs.change_fen > 0)
        or (now.worked_months < before.worked_months and pairs.change_fen < 0), false) as is_work_changed,
    coalesce((borne_out.change_fen > 0 and pairs.change_fen > 0 and 2 * borne_out.change_fen >= pairs.change_fen)
        or (borne_out.change_fen < 0 and pairs.change_fen < 0 and 2 * borne_out.change_fen <= pairs.change_fen), false) as is_borne_out
from pairs
left join dead_heads on dead_heads.household_id = pairs.household_id and dead_heads.survey_year = pairs.survey_year
left join splits on splits.household_id = pairs.household_id and splits.survey_year = pairs.survey_year
left join borne_out on borne_out.household_id = pairs.household_id and borne_out.survey_year = pairs.survey_year
left join derive_rosters as now on now.household_id = pairs.household_id and now.survey_year = pairs.survey_year
left join derive_rosters as before on before.household_id = pairs.household_id and before.survey_year = pairs.survey_year - 1
order by pairs.household_id, pairs.survey_year
