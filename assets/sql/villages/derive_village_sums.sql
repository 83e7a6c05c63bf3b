-- One row per village and year: households by scope, verdict and delivery, and the sums behind means and FGT indices.
-- Money and gaps are summed as integers; the mart divides once. Only households in scope enter the sums, and none
-- whose figure is proved absurd. A gap counts up to the highest believable income: a loss beyond it is a slip of units, and its
-- square would fit no integer.
with facts as (
    select
        h.survey_year,
        h.village_id,
        h.scope,
        h.closed_reason,
        v.verdict,
        v.borderline_side,
        v.is_provisional,
        absurd.household_id is not null as is_left_out,
        case when absurd.household_id is null then d.disposable_income_fen end as disposable_income_fen,
        case when absurd.household_id is null then d.disposable_income_per_capita_fen end as y,
        cast(d.divisor_count as bigint) as w,
        case when absurd.household_id is null then d.is_over_line end as is_over_line,
        case
            when absurd.household_id is null and not d.is_over_line
                then least(greatest(d.exit_line_fen - d.disposable_income_per_capita_fen, 0), p.per_capita_maximum_fen)
            else 0
        end as gap,
        case when absurd.household_id is null then s.stated_per_capita_fen end as stated_per_capita_fen,
        abs(s.stated_per_capita_fen - d.disposable_income_per_capita_fen) > p.amount_tolerance_fen as is_stated_different
    from derive_household_years as h
    inner join raw_year_parameters as p on p.survey_year = h.survey_year and p.county_name = split_part(h.village_id, '|', 1)
    -- of a household that is not in scope nothing more is asked
    left join derive_disposable_incomes as d
        on h.scope = 'in_scope' and d.household_id = h.household_id and d.survey_year = h.survey_year
    left join derive_base_statements as s
        on h.scope = 'in_scope' and s.household_id = h.household_id and s.survey_year = h.survey_year
    left join derive_absurd_figures as absurd
        on h.scope = 'in_scope' and absurd.household_id = h.household_id and absurd.survey_year = h.survey_year
    left join derive_verdicts as v
        on h.scope = 'in_scope' and v.household_id = h.household_id and v.survey_year = h.survey_year
    where h.village_id is not null
),

missing as (
    select survey_year, village_id, cast(count(*) as integer) as not_delivered_count
    from derive_owed_statements
    where not is_delivered
    group by survey_year, village_id
)

select
    f.survey_year,
    f.village_id,
    cast(count(*) filter (where f.scope = 'in_scope') as integer) as household_count,
    cast(count(*) filter (where f.scope = 'out_of_scope' and f.closed_reason is null) as integer) as out_of_scope_count,
    cast(count(*) filter (where f.closed_reason is not null) as integer) as closed_count,
    cast(count(*) filter (where f.scope = 'unknown') as integer) as unknown_scope_count,
    cast(count(f.y) as integer) as measured_count,
    cast(count(*) filter (where f.is_left_out) as integer) as left_out_count,
    cast(sum(case when f.y is not null then f.w else 0 end) as bigint) as people,
    cast(sum(case when f.y is not null then f.disposable_income_fen end) as bigint) as income_fen,
    cast(sum(f.y) as bigint) as per_capita_sum_fen,
    cast(count(*) filter (where not f.is_over_line) as bigint) as poor,
    cast(sum(case when not f.is_over_line then f.w else 0 end) as bigint) as poor_people,
    cast(sum(f.gap) as bigint) as gap_fen,
    cast(sum(f.gap * f.gap) as bigint) as squared_gap,
    coalesce(cast(sum(f.w * f.gap) as bigint), 0) as people_gap,
    coalesce(cast(sum(f.w * f.gap * f.gap) as bigint), 0) as people_squared_gap,
    cast(count(*) filter (where f.verdict = 'met') as integer) as met_count,
    cast(count(*) filter (where f.verdict = 'not_met') as integer) as not_met_count,
    cast(count(*) filter (where f.borderline_side = 'above') as integer) as borderline_above_count,
    cast(count(*) filter (where f.borderline_side = 'below') as integer) as borderline_below_count,
    cast(count(*) filter (where f.verdict = 'insufficient_evidence') as integer) as insufficient_evidence_count,
    cast(count(*) filter (where f.verdict = 'undeterminable') as integer) as undeterminable_count,
    cast(count(*) filter (where f.verdict = 'covered') as integer) as covered_count,
    cast(count(*) filter (where f.verdict = 'not_covered') as integer) as not_covered_count,
    cast(count(*) filter (where f.is_provisional) as integer) as provisional_count,
    coalesce(max(missing.not_delivered_count), 0) as not_delivered_count,
    cast(count(*) filter (where f.y is not null and f.stated_per_capita_fen is not null) as integer) as stated_count,
    cast(sum(case when f.y is not null then f.stated_per_capita_fen end) as bigint) as stated_sum_fen,
    cast(sum(case when f.stated_per_capita_fen is not null then f.y end) as bigint) as recomputed_sum_fen,
    cast(count(*) filter (where f.is_stated_different) as integer) as stated_differs_count
from facts as f
left join missing on missing.survey_year = f.survey_year and missing.village_id = f.village_id
group by f.survey_year, f.village_id
order by f.survey_year, f.village_id
