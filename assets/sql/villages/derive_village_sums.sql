-- One row per village and year: households by scope, verdict and delivery, and the sums behind means and FGT indices.
-- Money and gaps are summed as integers; the mart divides once. Only households in scope enter the sums, and none
-- whose figure is proved absurd. A gap counts up
-- to the highest believable income: a loss beyond it is a slip of units, and its square would fit no integer.
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
            when absurd.household_id is not null then 0
            when not d.is_over_line
                then least(greatest(d.exit_line_fen - d.disposable_income_per_capita_fen, 0), p.per_capita_maximum_fen)
            else 0
        end as gap,
        case when absurd.household_id is null then s.stated_per_capita_fen end as stated_per_capita_fen,
        abs(s.stated_per_capita_fen - d.disposable_income_per_capita_fen) > p.amount_tolerance_fen as is_stated_different
    from derive_household_years as h
    inner join raw_year_parameters as p on p.survey_year = h.survey_year and p.county_name = split_part(h.village_id, '|', 1)
    left join derive_disposable_incomes as d on d.household_id = h.household_id and d.survey_year = h.survey_year
    left join derive_base_statements as s on s.household_id = h.household_id and s.survey_year = h.survey_year
    left join derive_absurd_figures as absurd on absurd.household_id = h.household_id and absurd.survey_year = h.survey_year
    left join derive_verdicts as v on v.household_id = h.household_id and v.survey_year = h.survey_year
    where h.village_id is not null
),

counted as (
    select
        survey_year,
        village_id,
        cast(count(*) filter (where scope = 'out_of_scope' and closed_reason is null) as integer) as out_of_scope_count,
        cast(count(*) filter (where closed_reason is not null) as integer) as closed_count,
        cast(count(*) filter (where scope = 'unknown') as integer) as unknown_scope_count
    from facts
    group by survey_year, village_id
),

in_scope as (
    select
        survey_year,
        village_id,
        cast(count(*) as integer) as household_count,
        cast(count(y) as integer) as measured_count,
        cast(count(*) filter (where is_left_out) as integer) as left_out_count,
        cast(sum(case when y is not null then w end) as bigint) as people,
        cast(sum(case when y is not null then disposable_income_fen end) as bigint) as income_fen,
        cast(sum(y) as bigint) as per_capita_sum_fen,
        cast(count(*) filter (where not is_over_line) as bigint) as poor,
        cast(sum(case when not is_over_line then w end) as bigint) as poor_people,
        cast(sum(gap) as bigint) as gap,
        cast(sum(gap * gap) as bigint) as squared_gap,
        cast(sum(w * gap) as bigint) as people_gap,
        cast(sum(w * gap * gap) as bigint) as people_squared_gap,
        cast(count(*) filter (where verdict = 'met') as integer) as met_count,
        cast(count(*) filter (where verdict = 'not_met') as integer) as not_met_count,
        cast(count(*) filter (where borderline_side = 'above') as integer) as borderline_above_count,
        cast(count(*) filter (where borderline_side = 'below') as integer) as borderline_below_count,
        cast(count(*) filter (where verdict = 'insufficient_evidence') as integer) as insufficient_evidence_count,
        cast(count(*) filter (where verdict = 'undeterminable') as integer) as undeterminable_count,
        cast(count(*) filter (where verdict = 'covered') as integer) as covered_count,
        cast(count(*) filter (where verdict = 'not_covered') as integer) as not_covered_count,
        cast(count(*) filter (where is_provisional) as integer) as provisional_count,
        cast(count(*) filter (where y is not null and stated_per_capita_fen is not null) as integer) as stated_count,
        cast(sum(case when y is not null then stated_per_capita_fen end) as bigint) as stated_sum_fen,
        cast(sum(case when stated_per_capita_fen is not null then y end) as bigint) as recomputed_sum_fen,
        cast(count(*) filter (where is_stated_different) as integer) as stated_differs_count
    from facts
    where scope = 'in_scope'
    group by survey_year, village_id
),

missing as (
    select survey_year, village_id, cast(count(*) as integer) as not_delivered_count
    from derive_owed_statements
    where not is_delivered
    group by survey_year, village_id
)

select
    c.survey_year,
    c.village_id,
    coalesce(s.household_count, 0) as household_count,
    c.out_of_scope_count,
    c.closed_count,
    c.unknown_scope_count,
    coalesce(s.measured_count, 0) as measured_count,
    coalesce(s.left_out_count, 0) as left_out_count,
    coalesce(s.people, 0) as people,
    s.income_fen,
    s.per_capita_sum_fen,
    coalesce(s.poor, 0) as poor,
    coalesce(s.poor_people, 0) as poor_people,
    coalesce(s.gap, 0) as gap_fen,
    coalesce(s.squared_gap, 0) as squared_gap,
    coalesce(s.people_gap, 0) as people_gap,
    coalesce(s.people_squared_gap, 0) as people_squared_gap,
    coalesce(s.met_count, 0) as met_count,
    coalesce(s.not_met_count, 0) as not_met_count,
    coalesce(s.borderline_above_count, 0) as borderline_above_count,
    coalesce(s.borderline_below_count, 0) as borderline_below_count,
    coalesce(s.insufficient_evidence_count, 0) as insufficient_evidence_count,
    coalesce(s.undeterminable_count, 0) as undeterminable_count,
    coalesce(s.covered_count, 0) as covered_count,
    coalesce(s.not_covered_count, 0) as not_covered_count,
    coalesce(s.provisional_count, 0) as provisional_count,
    coalesce(missing.not_delivered_count, 0) as not_delivered_count,
    coalesce(s.stated_count, 0) as stated_count,
    s.stated_sum_fen,
    s.recomputed_sum_fen,
    coalesce(s.stated_differs_count, 0) as stated_differs_count
from counted as c
left join in_scope as s on s.survey_year = c.survey_year and s.village_id = c.village_id
left join missing on missing.survey_year = c.survey_year and missing.village_id = c.village_id
order by c.survey_year, c.village_id
