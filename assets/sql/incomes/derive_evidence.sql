-- One row per household and year with a statement: what ledgers bear out of its income, and what they correct.
-- A correction takes the lines whose ledger is complete; a part of wages or property income is corrected only where
-- the whole line is not. Evidence counts whole lines: of each, no more than was both declared and paid. Where the village
-- has a complete ledger, a household that neither declares nor draws of it is borne out: its correction is 0.
with lines as (
    select c.*, wages.item_code is not null as is_in_complete_wage, items.part_of is not null as is_part
    from derive_ledger_comparisons as c
    inner join raw_statement_items as items on items.item_code = c.item_code
    left join derive_ledger_comparisons as wages
        on c.item_code = 'public_welfare_wage'
        and wages.household_id = c.household_id
        and wages.survey_year = c.survey_year
        and wages.item_code = 'wage_income'
        and wages.is_ledger_complete
),

compared as (
    select
        household_id,
        survey_year,
        cast(count(*) filter (where is_ledger_complete) as integer) as complete_line_count,
        cast(sum(case
            when not is_ledger_complete or declared_fen is null or paid_fen is null or is_rest_expected or is_in_complete_wage then 0
            else paid_fen - declared_fen
        end) as bigint) as ledger_correction_fen,
        cast(sum(case
            when is_part or declared_fen is null or paid_fen is null then 0
            else greatest(least(declared_fen, paid_fen), 0)
        end) as bigint) as evidenced_fen
    from lines
    group by household_id, survey_year
),

complete_villages as (
    select distinct homes.village_id, lines.survey_year
    from lines
    inner join derive_base_statements as homes
        on homes.household_id = lines.household_id and homes.survey_year = lines.survey_year
    where lines.is_ledger_complete
),

student_ledgers as (
    select village_id, survey_year
    from derive_ledger_coverage
    where item_code = 'student_subsidy' and not has_unclear_entry
),

subsidies as (
    select household_id, survey_year, cast(sum(amount_fen) as bigint) as paid_fen
    from derive_ledger_matches
    where item_code = 'student_subsidy' and household_id is not null and not has_forecast
    group by household_id, survey_year
)

select
    base.survey_year,
    base.household_id,
    coalesce(compared.complete_line_count, 0) as complete_line_count,
    case
        when compared.complete_line_count > 0 then compared.ledger_correction_fen
        when complete_villages.village_id is not null then 0
    end as ledger_correction_fen,
    coalesce(compared.evidenced_fen, 0) as evidenced_fen,
    case
        when student_ledgers.village_id is not null
            then greatest(least(coalesce(subsidies.paid_fen, 0), base.other_transfer_income_fen), 0)
    end as student_subsidy_fen
from derive_base_statements as base
left join compared on compared.household_id = base.household_id and compared.survey_year = base.survey_year
left join complete_villages
    on complete_villages.village_id = base.village_id and complete_villages.survey_year = base.survey_year
left join student_ledgers
    on student_ledgers.village_id = base.village_id and student_ledgers.survey_year = base.survey_year
left join subsidies on subsidies.household_id = base.household_id and subsidies.survey_year = base.survey_year
order by base.household_id, base.survey_year
