-- One row per household and year with a figure: lowest and highest per capita over the base figure and the deciding
-- tests, and which tests flip it, by name, the deciding and the informing apart. What decides is as declared.
with flips as (
    select
        t.household_id,
        t.survey_year,
        t.scenario,
        t.is_deciding,
        declared.scenario_zh,
        declared.evidence
    from derive_stress_tests as t
    inner join raw_stress_tests as declared on declared.scenario = t.scenario
    where t.is_flipping
),

listed as (
    select household_id, survey_year, scenario, 'flipping' as part, '、' || scenario_zh as item from flips where is_deciding
    union all
    select household_id, survey_year, scenario, 'informing', '、' || scenario_zh from flips where not is_deciding
    union all
    select household_id, survey_year, scenario, 'evidence', '；' || evidence from flips where is_deciding
),

joined as (
    select
        household_id,
        survey_year,
        part,
        substr(concat_ws('',
            max(case when scenario = 'without_one_off' then item end),  -- each scenario
            cast(null as string)), 2) as items
    from listed
    group by household_id, survey_year, part
),

named as (
    select
        household_id,
        survey_year,
        max(case when part = 'flipping' then items end) as flipping_scenarios,
        max(case when part = 'informing' then items end) as informing_scenarios,
        max(case when part = 'evidence' then items end) as evidence_needed
    from joined
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
