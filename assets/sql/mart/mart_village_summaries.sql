-- One row per village and year: its households in scope, their incomes and verdicts; others are counted apart.
-- Mean per capita weighs by people (all income over all people), as the official average does; household mean,
-- quartiles, Gini and FGT count each household once, and person_… each person. FGT(a): the mean of ((line - y) / line)^a
-- over all, 0 for who is at or over the line (on unrounded figures); y is per capita to the fen. Means are half up.
with sums as (
    select
        s.*,
        nullif(p.exit_line_with_labour_fen, 0) as line,
        p.suppression_threshold,
        nullif(cast(s.measured_count as double), 0) as households,
        nullif(cast(s.people as double), 0) as persons
    from derive_village_sums as s
    inner join raw_year_parameters as p on p.survey_year = s.survey_year and p.county_name = split_part(s.village_id, '|', 1)
),

means as (
    select
        *,
        cast(round(cast(income_fen as double) / persons) as bigint) as mean_fen,
        cast(round(cast(per_capita_sum_fen as double) / households) as bigint) as household_mean_fen,
        cast(round(cast(stated_sum_fen as double) / nullif(stated_count, 0)) as bigint) as stated_mean_fen,
        cast(round(cast(recomputed_sum_fen as double) / nullif(stated_count, 0)) as bigint) as recomputed_mean_fen
    from sums
)

select
    m.survey_year,
    m.village_id,
    villages.county_name,
    villages.town_name,
    villages.village_name,
    m.household_count,
    m.out_of_scope_count,
    m.closed_count,
    m.unknown_scope_count,
    m.measured_count,
    m.left_out_count,
    cast(m.people as integer) as people_count,
    cast(m.mean_fen * 0.01 as decimal(18, 2)) as mean_per_capita_yuan,
    cast(m.household_mean_fen * 0.01 as decimal(18, 2)) as household_mean_per_capita_yuan,
    cast(spread.median_per_capita_fen * 0.01 as decimal(18, 2)) as median_per_capita_yuan,
    cast(spread.p25_per_capita_fen * 0.01 as decimal(18, 2)) as p25_per_capita_yuan,
    cast(spread.p75_per_capita_fen * 0.01 as decimal(18, 2)) as p75_per_capita_yuan,
    cast(m.line * 0.01 as decimal(18, 2)) as exit_line_yuan,
    cast(m.poor as double) / m.households as fgt0,
    cast(m.gap_fen as double) / (m.households * m.line) as fgt1,
    cast(m.squared_gap as double) / (m.households * m.line * m.line) as fgt2,
    cast(m.poor_people as double) / m.persons as person_fgt0,
    cast(m.people_gap as double) / (m.persons * m.line) as person_fgt1,
    cast(m.people_squared_gap as double) / (m.persons * m.line * m.line) as person_fgt2,
    spread.gini,
    spread.person_gini,
    m.met_count,
    m.not_met_count,
    m.borderline_above_count,
    m.borderline_below_count,
    m.insufficient_evidence_count,
    m.undeterminable_count,
    m.covered_count,
    m.not_covered_count,
    m.provisional_count,
    m.not_delivered_count,
    m.stated_count,
    cast(m.stated_mean_fen * 0.01 as decimal(18, 2)) as stated_mean_per_capita_yuan,
    cast(m.recomputed_mean_fen * 0.01 as decimal(18, 2)) as recomputed_mean_per_capita_yuan,
    m.stated_differs_count,
    m.household_count < m.suppression_threshold as is_suppressed
from means as m
inner join derive_villages as villages on villages.village_id = m.village_id
left join derive_village_distributions as spread
    on spread.survey_year = m.survey_year and spread.village_id = m.village_id
order by m.survey_year, m.village_id
