-- One row per household, year and line that a ledger may bear out, where something is declared: null is unreadable.
with declared as (
    select household_id, survey_year, 'wage_income' as line_code, wage_income_fen as declared_fen
    from derive_base_statements
    where coalesce(wage_income_fen, 1) <> 0
    union all
    select household_id, survey_year, 'public_welfare_wage', public_welfare_wage_fen
    from derive_base_statements
    where coalesce(public_welfare_wage_fen, 1) <> 0
    union all
    select household_id, survey_year, 'property_income', property_income_fen
    from derive_base_statements
    where coalesce(property_income_fen, 1) <> 0
    union all
    select household_id, survey_year, 'asset_dividend', asset_dividend_fen
    from derive_base_statements
    where coalesce(asset_dividend_fen, 1) <> 0
    union all
    select household_id, survey_year, 'family_planning_allowance', family_planning_allowance_fen
    from derive_base_statements
    where coalesce(family_planning_allowance_fen, 1) <> 0
    union all
    select household_id, survey_year, 'subsistence_allowance', subsistence_allowance_fen
    from derive_base_statements
    where coalesce(subsistence_allowance_fen, 1) <> 0
    union all
    select household_id, survey_year, 'destitute_allowance', destitute_allowance_fen
    from derive_base_statements
    where coalesce(destitute_allowance_fen, 1) <> 0
    union all
    select household_id, survey_year, 'pension', pension_fen
    from derive_base_statements
    where coalesce(pension_fen, 1) <> 0
    union all
    select household_id, survey_year, 'ecological_compensation', ecological_compensation_fen
    from derive_base_statements
    where coalesce(ecological_compensation_fen, 1) <> 0
    union all
    select household_id, survey_year, 'medical_reimbursement', medical_reimbursement_fen
    from derive_base_statements
    where coalesce(medical_reimbursement_fen, 1) <> 0
    union all
    select household_id, survey_year, 'medical_assistance', medical_assistance_fen
    from derive_base_statements
    where coalesce(medical_assistance_fen, 1) <> 0
    union all
    select household_id, survey_year, 'reward_money', reward_money_fen
    from derive_base_statements
    where coalesce(reward_money_fen, 1) <> 0
    union all
    select household_id, survey_year, 'other_transfer_income', other_transfer_income_fen
    from derive_base_statements
    where coalesce(other_transfer_income_fen, 1) <> 0
)

select survey_year, household_id, line_code, declared_fen
from declared
order by household_id, survey_year, line_code
