-- One row per household and year whose amounts equal those of another household of the village, item by item.
-- Households that live on standing allowances alone may well be alike: only those that earn are compared.
with earning as (
    select *
    from derive_base_statements
    where wage_income_fen > 0 or business_income_fen > 0
),

groups as (
    select village_id, survey_year, wage_income_fen, business_income_fen, pension_fen, social_security_contribution_fen
    from earning
    group by village_id, survey_year, wage_income_fen, business_income_fen, pension_fen, social_security_contribution_fen
    having count(*) > 1
),

suspects as (
    select earning.*
    from earning
    inner join groups
        on groups.village_id = earning.village_id
        and groups.survey_year = earning.survey_year
        and groups.wage_income_fen = earning.wage_income_fen
        and groups.business_income_fen = earning.business_income_fen
        and groups.pension_fen = earning.pension_fen
        and groups.social_security_contribution_fen = earning.social_security_contribution_fen
),

twins as (
    select
        a.household_id,
        a.survey_year,
        b.household_code as other_household_code,
        count(*) over (partition by a.household_id, a.survey_year) as other_count,
        row_number() over (partition by a.household_id, a.survey_year order by b.household_id) as choice
    from suspects as a
    inner join suspects as b
        on b.village_id = a.village_id
        and b.survey_year = a.survey_year
        and b.household_id <> a.household_id
        and b.wage_income_fen = a.wage_income_fen
        and b.public_welfare_wage_fen = a.public_welfare_wage_fen
        and b.other_wage_fen = a.other_wage_fen
        and b.business_income_fen = a.business_income_fen
        and b.property_income_fen = a.property_income_fen
        and b.asset_dividend_fen = a.asset_dividend_fen
        and b.other_property_income_fen = a.other_property_income_fen
        and b.family_planning_allowance_fen = a.family_planning_allowance_fen
        and b.subsistence_allowance_fen = a.subsistence_allowance_fen
        and b.destitute_allowance_fen = a.destitute_allowance_fen
        and b.pension_fen = a.pension_fen
        and b.ecological_compensation_fen = a.ecological_compensation_fen
        and b.medical_reimbursement_fen = a.medical_reimbursement_fen
        and b.medical_assistance_fen = a.medical_assistance_fen
        and b.other_transfer_income_fen = a.other_transfer_income_fen
        and b.reward_money_fen = a.reward_money_fen
        and b.business_cost_fen = a.business_cost_fen
        and b.depreciation_fen = a.depreciation_fen
        and b.production_tax_fen = a.production_tax_fen
        and b.property_cost_fen = a.property_cost_fen
        and b.income_tax_fen = a.income_tax_fen
        and b.social_security_contribution_fen = a.social_security_contribution_fen
        and b.support_paid_fen = a.support_paid_fen
        and b.other_transfer_paid_fen = a.other_transfer_paid_fen
        and b.outstanding_loan_fen = a.outstanding_loan_fen
)

select
    survey_year,
    household_id,
    other_household_code,
    cast(other_count as integer) as other_count
from twins
where choice = 1
order by household_id, survey_year
