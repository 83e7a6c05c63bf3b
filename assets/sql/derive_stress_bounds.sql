-- One row per household and year with a figure: lowest and highest per capita over the base figure and the deciding
-- tests, and which tests flip it, by name, the deciding and the informing apart.
with flips as (
    select
        t.household_id,
        t.survey_year,
        t.scenario,
        case when t.is_deciding then t.scenario_zh end as deciding_zh,
        case when not t.is_deciding then t.scenario_zh end as informing_zh,
        case when t.is_deciding then declared.evidence end as evidence
    from derive_stress_tests as t
    inner join raw_stress_tests as declared on declared.scenario = t.scenario
    where t.is_flipping
),

named as (
    select
        household_id,
        survey_year,
        nullif(concat_ws('、',
            max(case when scenario = 'without_one_off' then deciding_zh end),
            max(case when scenario = 'without_loans' then deciding_zh end),
            max(case when scenario = 'presumptive_cost' then deciding_zh end),
            max(case when scenario = 'without_forecast' then deciding_zh end),
            max(case when scenario = 'ledger_amounts' then deciding_zh end),
            max(case when scenario = 'provincial_average_line' then deciding_zh end),
            max(case when scenario = 'without_medical_reimbursement' then deciding_zh end),
            max(case when scenario = 'other_divisor' then deciding_zh end),
            max(case when scenario = 'net_income' then deciding_zh end),
            max(case when scenario = 'without_largest_transfer' then deciding_zh end),
            max(case when scenario = 'without_all_transfers' then deciding_zh end),
            max(case when scenario = 'without_student_subsidies' then deciding_zh end)), '') as flipping_scenarios,
        nullif(concat_ws('、',
            max(case when scenario = 'without_one_off' then informing_zh end),
            max(case when scenario = 'without_loans' then informing_zh end),
            max(case when scenario = 'presumptive_cost' then informing_zh end),
            max(case when scenario = 'without_forecast' then informing_zh end),
            max(case when scenario = 'ledger_amounts' then informing_zh end),
            max(case when scenario = 'provincial_average_line' then informing_zh end),
            max(case when scenario = 'without_medical_reimbursement' then informing_zh end),
            max(case when scenario = 'other_divisor' then informing_zh end),
            max(case when scenario = 'net_income' then informing_zh end),
            max(case when scenario = 'without_largest_transfer' then informing_zh end),
            max(case when scenario = 'without_all_transfers' then informing_zh end),
            max(case when scenario = 'without_student_subsidies' then informing_zh end)), '') as informing_scenarios,
        nullif(concat_ws('；',
            max(case when scenario = 'without_one_off' then evidence end),
            max(case when scenario = 'without_loans' then evidence end),
            max(case when scenario = 'presumptive_cost' then evidence end),
            max(case when scenario = 'without_forecast' then evidence end),
            max(case when scenario = 'ledger_amounts' then evidence end)), '') as evidence_needed
    from flips
    group by household_id, survey_year
),

bounds as (
    select
        household_id,
        survey_year,
        min(per_capita_fen) as lowest_fen,
        max(per_capita_fen) as highest_fen
    from derive_stress_tests
    where is_deciding
    group by household_id, survey_year
)

select
    d.survey_year,
    d.household_id,
    least(d.disposable_income_per_capita_fen, bounds.lowest_fen) as lowest_per_capita_fen,
    greatest(d.disposable_income_per_capita_fen, bounds.highest_fen) as highest_per_capita_fen,
    named.flipping_scenarios,
    named.informing_scenarios,
    named.evidence_needed
from derive_disposable_incomes as d
left join bounds on bounds.household_id = d.household_id and bounds.survey_year = d.survey_year
left join named on named.household_id = d.household_id and named.survey_year = d.survey_year
where d.is_over_line is not null
order by d.household_id, d.survey_year
