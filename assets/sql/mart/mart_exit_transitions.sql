-- One row per village (and 合计), scope and pair of verdicts of a year and the next: how many households, how firmly.
-- Every household with a statement in both years is counted once in its village and once in the total.
with opinions as (
    select
        v.household_id,
        v.survey_year,
        v.verdict,
        case when v.verdict not in ('covered', 'not_covered') then d.is_over_line end as is_over_line,
        d.divisor_count,
        v.verdict not in ('covered', 'not_covered') and d.is_over_line and b.flipping_scenarios is null as is_surely_met,
        v.verdict not in ('covered', 'not_covered') and (d.is_over_line or b.flipping_scenarios is not null) as is_possibly_met
    from derive_verdicts as v
    inner join derive_disposable_incomes as d on d.household_id = v.household_id and d.survey_year = v.survey_year
    left join derive_stress_bounds as b on b.household_id = v.household_id and b.survey_year = v.survey_year
),

pairs as (
    select
        earlier.survey_year as from_year,
        later.survey_year as to_year,
        h.scope,
        h.village_id,
        earlier.verdict as from_verdict,
        later.verdict as to_verdict,
        later.divisor_count,
        earlier.is_over_line and not later.is_over_line as is_fallen,
        not earlier.is_over_line and later.is_over_line as is_risen,
        later.is_surely_met,
        later.is_possibly_met
    from opinions as earlier
    inner join opinions as later
        on later.household_id = earlier.household_id and later.survey_year = earlier.survey_year + 1
    inner join derive_household_years as h on h.household_id = later.household_id and h.survey_year = later.survey_year
),

placed as (
    select pairs.*, sums.is_total, case when sums.is_total then '合计' else pairs.village_id end as place_id
    from pairs
    cross join (select false as is_total union all select true) as sums
),

counted as (
    select
        from_year,
        to_year,
        scope,
        place_id as village_id,
        is_total,
        from_verdict,
        to_verdict,
        cast(count(*) as integer) as household_count,
        cast(coalesce(sum(divisor_count), 0) as integer) as people_count,
        cast(count(*) filter (where is_fallen) as integer) as fell_below_count,
        cast(count(*) filter (where is_risen) as integer) as rose_above_count,
        cast(count(*) filter (where is_surely_met) as integer) as surely_met_count,
        cast(count(*) filter (where is_possibly_met) as integer) as possibly_met_count
    from placed
    group by from_year, to_year, scope, place_id, is_total, from_verdict, to_verdict
)

select
    c.from_year,
    c.to_year,
    c.scope,
    c.village_id,
    villages.county_name,
    villages.town_name,
    case when c.is_total then '合计' else villages.village_name end as village_name,
    c.is_total,
    c.from_verdict,
    c.to_verdict,
    from_words.label_zh as from_verdict_zh,
    to_words.label_zh as to_verdict_zh,
    c.household_count,
    c.people_count,
    c.fell_below_count,
    c.rose_above_count,
    c.surely_met_count,
    c.possibly_met_count,
    c.household_count < p.suppression_threshold as is_suppressed
from counted as c
inner join raw_year_parameters as p on p.survey_year = c.to_year and p.is_own_county
left join raw_labels as from_words on from_words.label_set = 'verdict' and from_words.code = c.from_verdict
left join raw_labels as to_words on to_words.label_set = 'verdict' and to_words.code = c.to_verdict
left join derive_villages as villages on villages.village_id = c.village_id
order by c.from_year, c.to_year, c.is_total, c.village_id, c.scope, c.from_verdict, c.to_verdict
