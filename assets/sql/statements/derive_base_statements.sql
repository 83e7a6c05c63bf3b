-- One row per household and year: the statement its verdict rests on. The village survey (A) comes before the
-- national form (N) and the provincial export (B); within a form the first delivered stands (docs/method.md#inputs), a yearly
-- row before the months; a row to which a correction applies stands as corrected.
-- Keys only are compared: the wide rows are read once, at the end, so that a province's need not be held in memory.
with delivered as (
    select s.household_id, s.survey_year, s.form, s.month, s.source_file, s.source_sheet, s.source_row
    from clean_income_statements as s
    left join derive_corrected_statements as corrected
        on corrected.source_file = s.source_file and corrected.source_sheet = s.source_sheet
        and corrected.source_row = s.source_row
    where s.month is null and corrected.source_row is null
    union all
    select household_id, survey_year, form, month, source_file, source_sheet, source_row from derive_corrected_statements
    union all
    select household_id, survey_year, form, month, source_file, source_sheet, source_row from clean_monthly_statements
),

contested as (
    select household_id, survey_year
    from delivered
    group by household_id, survey_year
    having count(*) > 1
),

ranked as (
    select
        delivered.*,
        row_number() over (
            partition by delivered.household_id, delivered.survey_year
            order by
                case delivered.form when 'A' then 0 when 'N' then 1 else 2 end,
                case when delivered.month is null then 0 else 1 end,
                delivered.source_file, delivered.source_sheet, delivered.source_row
        ) as choice
    from delivered
    inner join contested
        on contested.household_id = delivered.household_id and contested.survey_year = delivered.survey_year
),

outranked as (
    select household_id, survey_year, source_file, source_sheet, source_row from ranked where choice > 1
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
)

select
    chosen.survey_year, chosen.household_id, chosen.village_id, chosen.county_name, chosen.town_name,
    chosen.village_name, chosen.household_code, chosen.head_name, chosen.head_key, chosen.head_id_masked,
    chosen.form, chosen.household_type, chosen.has_size_column, chosen.registered_count,
    chosen.resident_count, chosen.work_months, chosen.wage_income_fen, chosen.public_welfare_wage_fen,
    chosen.other_wage_fen, chosen.business_income_fen, chosen.property_income_fen, chosen.asset_dividend_fen,
    chosen.other_property_income_fen, chosen.family_planning_allowance_fen, chosen.subsistence_allowance_fen,
    chosen.destitute_allowance_fen, chosen.pension_fen, chosen.ecological_compensation_fen,
    chosen.medical_reimbursement_fen, chosen.medical_assistance_fen, chosen.other_transfer_income_fen,
    chosen.reward_money_fen, chosen.business_cost_fen, chosen.depreciation_fen, chosen.production_tax_fen,
    chosen.property_cost_fen, chosen.income_tax_fen, chosen.social_security_contribution_fen,
    chosen.support_paid_fen, chosen.other_transfer_paid_fen, chosen.outstanding_loan_fen,
    chosen.monthly_wage_fen, chosen.stated_total_income_fen, chosen.stated_transfer_income_fen,
    chosen.stated_total_expense_fen, chosen.stated_transfer_paid_fen, chosen.stated_disposable_income_fen,
    chosen.stated_per_capita_fen, chosen.stated_net_income_fen, chosen.stated_net_income_per_capita_fen,
    chosen.unreadable_items, chosen.remark, chosen.has_one_off, chosen.remark_one_off_fen, chosen.has_loan,
    chosen.remark_loan_fen, chosen.has_forecast, chosen.remark_forecast_fen,
    chosen.has_fixed_forecast, chosen.remark_fixed_forecast_fen,
    coalesce(repeated.row_count, 1) as row_count,
    coalesce(repeated.distinct_count, 1) as distinct_count,
    chosen.source_file, chosen.source_sheet, chosen.source_row
from statements as chosen
left join outranked
    on outranked.household_id = chosen.household_id
    and outranked.survey_year = chosen.survey_year
    and outranked.source_file = chosen.source_file
    and outranked.source_sheet = chosen.source_sheet
    and outranked.source_row = chosen.source_row
left join derive_repeated_statements as repeated
    on repeated.household_id = chosen.household_id
    and repeated.survey_year = chosen.survey_year
    and repeated.form = chosen.form
where outranked.source_file is null
order by chosen.household_id, chosen.survey_year
