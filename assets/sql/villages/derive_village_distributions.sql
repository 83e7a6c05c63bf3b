-- One row per village and year with measured households in scope: quartiles and Gini of per capita.
-- Quartiles count each household once and interpolate between neighbours at (n - 1) q. Gini = (2 Σ i·y - (n + 1) Σ y) /
-- (n Σ y) over incomes in ascending order; by persons, each household stands as often as it has people. It is null
-- unless the incomes add up to more than nothing. Sums are integers; one division makes each figure.
with ranked as (
    select
        d.survey_year,
        h.village_id,
        d.disposable_income_per_capita_fen as y,
        cast(d.divisor_count as bigint) as w,
        row_number() over (
            partition by d.survey_year, h.village_id order by d.disposable_income_per_capita_fen, d.household_id
        ) as place,
        count(*) over (partition by d.survey_year, h.village_id) as n,
        cast(coalesce(sum(d.divisor_count) over (
            partition by d.survey_year, h.village_id order by d.disposable_income_per_capita_fen, d.household_id
            rows between unbounded preceding and 1 preceding
        ), 0) as bigint) as people_before
    from derive_disposable_incomes as d
    inner join derive_household_years as h on h.household_id = d.household_id and h.survey_year = d.survey_year
    left join derive_absurd_figures as absurd on absurd.household_id = d.household_id and absurd.survey_year = d.survey_year
    where h.scope = 'in_scope' and d.disposable_income_per_capita_fen is not null and absurd.household_id is null
),

positions as (
    select
        *,
        n - 1 as first_position,
        2 * (n - 1) as middle_position,
        (n - 1) + 2 * (n - 1) as third_position
    from ranked
),

sums as (
    select
        survey_year,
        village_id,
        max(n) as n,
        cast(sum(w) as bigint) as people,
        cast(sum(y) as bigint) as income,
        cast(sum(w * y) as bigint) as people_income,
        cast(sum(2 * place * y) as bigint) as ranked_income,
        cast(sum(w * y * (2 * people_before + w + 1)) as bigint) as people_ranked_income,
        max(first_position % 4) as first_part,
        max(middle_position % 4) as middle_part,
        max(third_position % 4) as third_part,
        max(case when 4 * (place - 1) = first_position - first_position % 4 then y end) as first_low,
        max(case when 4 * (place - 2) = first_position - first_position % 4 then y end) as first_high,
        max(case when 4 * (place - 1) = middle_position - middle_position % 4 then y end) as middle_low,
        max(case when 4 * (place - 2) = middle_position - middle_position % 4 then y end) as middle_high,
        max(case when 4 * (place - 1) = third_position - third_position % 4 then y end) as third_low,
        max(case when 4 * (place - 2) = third_position - third_position % 4 then y end) as third_high
    from positions
    group by survey_year, village_id
)

select
    survey_year,
    village_id,
    cast(round(cast(first_low * (4 - first_part) + coalesce(first_high, first_low) * first_part as double) / 4) as bigint)
        as p25_per_capita_fen,
    cast(round(cast(middle_low * (4 - middle_part) + coalesce(middle_high, middle_low) * middle_part as double) / 4) as bigint)
        as median_per_capita_fen,
    cast(round(cast(third_low * (4 - third_part) + coalesce(third_high, third_low) * third_part as double) / 4) as bigint)
        as p75_per_capita_fen,
    case
        when income > 0 then cast(ranked_income - (n + 1) * income as double) / cast(n * income as double)
    end as gini,
    case
        when people_income > 0
            then cast(people_ranked_income - (people + 1) * people_income as double) / cast(people * people_income as double)
    end as person_gini
from sums
order by survey_year, village_id
