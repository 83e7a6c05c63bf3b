-- One row per household, year and form delivered more than once: how many rows, and how many different contents.
-- By months, a month is compared with itself, and the month most often delivered counts. Contents are all that a verdict
-- rests on: sizes, months worked, items, and what the remark says of them; a stated total decides nothing, and a sheet
-- may well lack its column. Only repeated rows are written out as one text: a province has a million that are not.
with repeats as (
    select household_id, survey_year, form, coalesce(month, 0) as month, count(*) as row_count
    from clean_income_statements
    group by household_id, survey_year, form, coalesce(month, 0)
    having count(*) > 1
),

signed as (
    select
        s.household_id, s.survey_year, s.form, repeats.month, repeats.row_count,
        concat_ws('|',
            coalesce(cast(s.registered_count as string), '?'),
            coalesce(cast(s.resident_count as string), '?'),
            coalesce(cast(s.work_months as string), '?'),
            coalesce(cast(s.monthly_wage_fen as string), '?'),
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
            coalesce(cast(s.outstanding_loan_fen as string), '?'),
            coalesce(cast(s.has_one_off as string), '?'),
            coalesce(cast(s.remark_one_off_fen as string), '?'),
            coalesce(cast(s.has_loan as string), '?'),
            coalesce(cast(s.remark_loan_fen as string), '?'),
            coalesce(cast(s.has_forecast as string), '?'),
            coalesce(cast(s.remark_forecast_fen as string), '?'),
            coalesce(cast(s.has_fixed_forecast as string), '?'),
            coalesce(cast(s.remark_fixed_forecast_fen as string), '?')
        ) as contents
    from clean_income_statements as s
    inner join repeats
        on repeats.household_id = s.household_id and repeats.survey_year = s.survey_year
        and repeats.form = s.form and repeats.month = coalesce(s.month, 0)
),

months as (
    select household_id, survey_year, form, max(row_count) as row_count, count(distinct contents) as distinct_count
    from signed
    group by household_id, survey_year, form, month
)

select
    survey_year,
    household_id,
    form,
    cast(max(row_count) as integer) as row_count,
    cast(max(distinct_count) as integer) as distinct_count
from months
group by survey_year, household_id, form
order by household_id, survey_year, form
