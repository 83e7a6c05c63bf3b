-- One row per household and year: the statement its verdict rests on. The village survey (A) comes before the
-- national form (N) and the provincial export (B); within a form the first delivered stands (DESIGN §6), a yearly
-- row before the months; a row to which a correction applies stands as corrected. Repeats are counted within a form, and within a month where it is delivered by month.
with repeats as (
    select household_id, survey_year, form, coalesce(month, 0) as month, count(*) as row_count
    from clean_income_statements
    group by household_id, survey_year, form, coalesce(month, 0)
    having count(*) > 1
),

signed as (
    select
        s.household_id, s.survey_year, s.form, repeats.month, repeats.row_count,
        concat_ws('|', coalesce(cast(s.registered_count as string), '?'),
            coalesce(cast(s.wage_income_fen as string), '?'),
            coalesce(cast(s.public_welfare_wage_fen as string), '?'),
            coalesce(cast(s.other_wage_fen as string), '?'),
            coalesce(cast(s.business_income_fen as string), '?'),
            coalesce(cast(s.property_income_fen as string), '?'),
            coalesce(cast(s.asset_dividend_fen as string), '?'),
            coalesce(cast(s.other_property_income_fen as string), '?'),
            coalesce(cast(s.family_planning_allowance_fen as string), '?'),
            coalesce(cast(s.subsistence_allowance_fen as string), '?'),
            coalesce(cast(s.destitute_allowance_fen as string), '?'),
            coalesce(cast(s.pension_fen as string), '?'),
            coalesce(cast(s.ecological_compensation_fen as string), '?'),
            coalesce(cast(s.medical_reimbursement_fen as string), '?'),
            coalesce(cast(s.medical_assistance_fen as string), '?'),
            coalesce(cast(s.other_transfer_income_fen as string), '?'),
            coalesce(cast(s.reward_money_fen as string), '?'),
            coalesce(cast(s.business_cost_fen as string), '?'),
            coalesce(cast(s.depreciation_fen as string), '?'),
            coalesce(cast(s.production_tax_fen as string), '?'),
            coalesce(cast(s.property_cost_fen as string), '?'),
            coalesce(cast(s.income_tax_fen as string), '?'),
            coalesce(cast(s.social_security_contribution_fen as string), '?'),
            coalesce(cast(s.support_paid_fen as string), '?'),
            coalesce(cast(s.other_transfer_paid_fen as string), '?'),
            coalesce(cast(s.outstanding_loan_fen as string), '?')
        ) as contents
    from clean_income_statements as s
    inner join repeats
        on repeats.household_id = s.household_id and repeats.survey_year = s.survey_year
        and repeats.form = s.form and repeats.month = coalesce(s.month, 0)
),

repeated_months as (
    select household_id, survey_year, form, max(row_count) as row_count, count(distinct contents) as distinct_count
    from signed
    group by household_id, survey_year, form, month
),

repeated as (
    select
        household_id, survey_year, form,
        cast(max(row_count) as integer) as row_count,
        cast(max(distinct_count) as integer) as distinct_count
    from repeated_months
    group by household_id, survey_year, form
),

statements as (
    select delivered.*
    from clean_income_statements as delivered
    left join derive_corrected_statements as corrected
        on corrected.source_file = delivered.source_file and corrected.source_sheet = delivered.source_sheet
        and corrected.source_row = delivered.source_row
    where delivered.month is null and corrected.source_row is null
    union all
    select * from derive_corrected_statements
    union all
    select * from clean_monthly_statements
),

ranked as (
    select
        s.*,
        row_number() over (
            partition by s.household_id, s.survey_year
            order by
                case s.form when 'A' then 0 when 'N' then 1 else 2 end,
                case when s.month is null then 0 else 1 end,
                s.source_file, s.source_sheet, s.source_row
        ) as choice
    from statements as s
)

select
    ranked.survey_year, ranked.household_id, ranked.village_id, ranked.county_name, ranked.town_name,
    ranked.village_name, ranked.household_code, ranked.head_name, ranked.head_key, ranked.head_id_masked,
    ranked.form, ranked.household_type, ranked.has_size_column, ranked.registered_count,
    ranked.resident_count, ranked.work_months, ranked.wage_income_fen, ranked.public_welfare_wage_fen,
    ranked.other_wage_fen, ranked.business_income_fen, ranked.property_income_fen, ranked.asset_dividend_fen,
    ranked.other_property_income_fen, ranked.family_planning_allowance_fen, ranked.subsistence_allowance_fen,
    ranked.destitute_allowance_fen, ranked.pension_fen, ranked.ecological_compensation_fen,
    ranked.medical_reimbursement_fen, ranked.medical_assistance_fen, ranked.other_transfer_income_fen,
    ranked.reward_money_fen, ranked.business_cost_fen, ranked.depreciation_fen, ranked.production_tax_fen,
    ranked.property_cost_fen, ranked.income_tax_fen, ranked.social_security_contribution_fen,
    ranked.support_paid_fen, ranked.other_transfer_paid_fen, ranked.outstanding_loan_fen,
    ranked.monthly_wage_fen, ranked.stated_total_income_fen, ranked.stated_transfer_income_fen,
    ranked.stated_total_expense_fen, ranked.stated_transfer_paid_fen, ranked.stated_disposable_income_fen,
    ranked.stated_per_capita_fen, ranked.stated_net_income_fen, ranked.stated_net_income_per_capita_fen,
    ranked.unreadable_items, ranked.remark, ranked.has_one_off, ranked.remark_one_off_fen, ranked.has_loan,
    ranked.remark_loan_fen, ranked.has_forecast, ranked.remark_forecast_fen,
    coalesce(repeated.row_count, 1) as row_count,
    coalesce(repeated.distinct_count, 1) as distinct_count,
    ranked.source_file, ranked.source_sheet, ranked.source_row
from ranked
left join repeated
    on repeated.household_id = ranked.household_id
    and repeated.survey_year = ranked.survey_year
    and repeated.form = ranked.form
where ranked.choice = 1
order by ranked.household_id, ranked.survey_year
