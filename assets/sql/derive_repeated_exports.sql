-- One row per household, year and form that lists the household more than once and is not the form its verdict rests
-- on: the repeat leaves the verdict alone, but the two systems cannot be compared.
with repeats as (
    select household_id, survey_year, form, coalesce(month, 0) as month, count(*) as row_count
    from clean_income_statements
    group by household_id, survey_year, form, coalesce(month, 0)
    having count(*) > 1
),

others as (
    select repeats.*
    from repeats
    inner join derive_base_statements as base
        on base.household_id = repeats.household_id
        and base.survey_year = repeats.survey_year
        and base.form <> repeats.form
),

figures as (
    select
        others.household_id,
        others.survey_year,
        others.form,
        others.row_count,
        min(coalesce(s.registered_count, -1)) <> max(coalesce(s.registered_count, -1))
        or min(coalesce(s.wage_income_fen, -1)) <> max(coalesce(s.wage_income_fen, -1))
        or min(coalesce(s.business_income_fen, -1)) <> max(coalesce(s.business_income_fen, -1))
        or min(coalesce(s.property_income_fen, -1)) <> max(coalesce(s.property_income_fen, -1))
        or min(coalesce(s.subsistence_allowance_fen, -1)) <> max(coalesce(s.subsistence_allowance_fen, -1))
        or min(coalesce(s.destitute_allowance_fen, -1)) <> max(coalesce(s.destitute_allowance_fen, -1))
        or min(coalesce(s.pension_fen, -1)) <> max(coalesce(s.pension_fen, -1))
        or min(coalesce(s.medical_reimbursement_fen, -1)) <> max(coalesce(s.medical_reimbursement_fen, -1))
        or min(coalesce(s.other_transfer_income_fen, -1)) <> max(coalesce(s.other_transfer_income_fen, -1))
        or min(coalesce(s.reward_money_fen, -1)) <> max(coalesce(s.reward_money_fen, -1))
        or min(coalesce(s.business_cost_fen, -1)) <> max(coalesce(s.business_cost_fen, -1))
        or min(coalesce(s.social_security_contribution_fen, -1)) <> max(coalesce(s.social_security_contribution_fen, -1))
            as is_different
    from others
    inner join clean_income_statements as s
        on s.household_id = others.household_id
        and s.survey_year = others.survey_year
        and s.form = others.form
        and coalesce(s.month, 0) = others.month
    group by others.household_id, others.survey_year, others.form, others.month, others.row_count
)

select
    survey_year,
    household_id,
    form,
    cast(max(row_count) as integer) as row_count,
    bool_or(is_different) as is_different
from figures
group by survey_year, household_id, form
order by household_id, survey_year, form
