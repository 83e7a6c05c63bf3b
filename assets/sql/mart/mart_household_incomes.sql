-- One row per household and year with a statement: items, recomputed income, line, verdict and what it hangs on.
-- Fen become yuan here; nothing is computed anew. A null amount is one that cannot be read, never zero. Households
-- without labour capacity are judged by cover: no line stands beside their figure (docs/method.md#exit-line).
with facts as (
    select *, coalesce(has_labour_capacity, true) as is_judged_by_line from derive_household_years
),

reviews as (
    select
        household_id, survey_year, reviewed_by, reviewed_on,
        case when not is_current then 'lapsed' when is_appeal then 'appealed' else decision end as review_state
    from derive_reviews
    where is_latest
)

select
    d.survey_year,
    d.household_id,
    s.village_id,
    s.county_name,
    s.town_name,
    s.village_name,
    s.household_code,
    s.head_name,
    s.head_key,
    s.head_id_masked,
    h.household_type,
    h.has_labour_capacity,
    h.exit_status,
    h.exit_status_year,
    h.planned_exit_year,
    h.identified_year,
    h.poverty_cause,
    h.scope,
    s.form,
    d.registered_count,
    d.registered_count_source,
    d.resident_count,
    d.divisor_count,
    rosters.able_count,
    rosters.student_count,
    rosters.disabled_count,
    cast(s.wage_income_fen * 0.01 as decimal(18, 2)) as wage_income_yuan,  -- each item
    cast(d.net_business_income_fen * 0.01 as decimal(18, 2)) as net_business_income_yuan,
    cast(d.net_property_income_fen * 0.01 as decimal(18, 2)) as net_property_income_yuan,
    cast(d.transfer_income_fen * 0.01 as decimal(18, 2)) as transfer_income_yuan,
    cast(d.transfer_paid_fen * 0.01 as decimal(18, 2)) as transfer_paid_yuan,
    cast(d.net_transfer_income_fen * 0.01 as decimal(18, 2)) as net_transfer_income_yuan,
    cast(d.total_income_fen * 0.01 as decimal(18, 2)) as total_income_yuan,
    cast(d.total_expense_fen * 0.01 as decimal(18, 2)) as total_expense_yuan,
    cast(d.excluded_away_wage_fen * 0.01 as decimal(18, 2)) as excluded_away_wage_yuan,
    cast(d.disposable_income_fen * 0.01 as decimal(18, 2)) as disposable_income_yuan,
    cast(d.disposable_income_per_capita_fen * 0.01 as decimal(18, 2)) as disposable_income_per_capita_yuan,
    cast(d.net_income_fen * 0.01 as decimal(18, 2)) as net_income_yuan,
    cast(d.net_income_per_capita_fen * 0.01 as decimal(18, 2)) as net_income_per_capita_yuan,
    cast(d.resident_income_fen * 0.01 as decimal(18, 2)) as resident_income_yuan,
    cast(d.resident_per_capita_fen * 0.01 as decimal(18, 2)) as resident_per_capita_yuan,
    cast(s.stated_total_income_fen * 0.01 as decimal(18, 2)) as stated_total_income_yuan,  -- each total
    case when h.is_judged_by_line then cast(d.exit_line_fen * 0.01 as decimal(18, 2)) end as exit_line_yuan,
    case when h.is_judged_by_line then o.exit_line_source end as exit_line_source,
    case when h.is_judged_by_line then cast(d.margin_fen * 0.01 as decimal(18, 2)) end as margin_yuan,
    case when h.is_judged_by_line then cast(o.margin_ratio_bp * 0.01 * 0.01 as decimal(18, 4)) end as margin_ratio,
    case when h.is_judged_by_line then d.is_over_line end as is_over_line,
    cast(o.lowest_per_capita_fen * 0.01 as decimal(18, 2)) as lowest_per_capita_yuan,
    cast(o.highest_per_capita_fen * 0.01 as decimal(18, 2)) as highest_per_capita_yuan,
    case when h.is_judged_by_line then cast(o.to_flip_fen * 0.01 as decimal(18, 2)) end as yuan_to_flip,
    case when h.is_judged_by_line then cast(o.per_person_to_flip_fen * 0.01 as decimal(18, 2)) end as yuan_per_person_to_flip,
    o.decisive_item,
    o.decisive_item_zh,
    cast(o.evidenced_share_bp * 0.01 * 0.01 as decimal(18, 4)) as evidenced_share,
    cast(doubts.one_off_fen * 0.01 as decimal(18, 2)) as one_off_yuan,
    cast(doubts.asset_sale_fen * 0.01 as decimal(18, 2)) as asset_sale_yuan,
    cast(doubts.loan_fen * 0.01 as decimal(18, 2)) as loan_yuan,
    cast(doubts.earmarked_fen * 0.01 as decimal(18, 2)) as earmarked_yuan,
    cast(doubts.forecast_fen * 0.01 as decimal(18, 2)) as forecast_yuan,
    o.is_on_subsistence as is_subsistence_recipient,
    o.is_on_destitute as is_destitute_recipient,
    o.cover_claim_zh,
    o.cover_column,
    o.cover_file,
    o.cover_sheet,
    o.cover_row,
    h.is_unsafe_housing,
    p.as_of_date,
    o.verdict,
    o.verdict_zh,
    o.borderline_side,
    o.is_provisional,
    o.verdict_reasons,
    o.verdict_text,
    absurd.household_id is not null as is_left_out,
    o.critical_finding_count,
    o.warning_finding_count,
    o.info_finding_count,
    s.unreadable_items,
    bases.basis_code,
    coalesce(reviews.review_state, 'pending') as review_state,
    states.label_zh as review_state_zh,
    reviews.reviewed_by,
    reviews.reviewed_on,
    s.source_file,
    s.source_sheet,
    s.source_row
from derive_disposable_incomes as d
inner join derive_base_statements as s on s.household_id = d.household_id and s.survey_year = d.survey_year
inner join facts as h on h.household_id = d.household_id and h.survey_year = d.survey_year
inner join derive_opinions as o on o.household_id = d.household_id and o.survey_year = d.survey_year
inner join raw_year_parameters as p on p.survey_year = d.survey_year and p.county_name = split_part(d.household_id, '|', 1)
left join derive_absurd_figures as absurd on absurd.household_id = d.household_id and absurd.survey_year = d.survey_year
left join derive_rosters as rosters on rosters.household_id = d.household_id and rosters.survey_year = d.survey_year
left join derive_doubtful_incomes as doubts on doubts.household_id = d.household_id and doubts.survey_year = d.survey_year
left join derive_review_bases as bases on bases.household_id = d.household_id and bases.survey_year = d.survey_year
left join reviews on reviews.household_id = d.household_id and reviews.survey_year = d.survey_year
left join raw_labels as states on states.label_set = 'review_state' and states.code = coalesce(reviews.review_state, 'pending')
order by d.survey_year, d.household_id
