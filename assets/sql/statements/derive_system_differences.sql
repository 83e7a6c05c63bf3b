-- One row per household, year and item of which village survey and provincial system (form B) give different figures,
-- whether or not both forms have the item; a null beside an amount is a cell that is blank (of a total) or unreadable.
with exports as (
    select
        *,
        row_number() over (
            partition by household_id, survey_year order by source_file, source_sheet, source_row
        ) as first_delivered
    from clean_income_statements
    where form = 'B' and month is null
),

twins as (
    select
        s.household_id,
        s.survey_year,
        p.system_difference_tolerance_fen as tolerance_fen,
        s.registered_count as a_count, e.registered_count as b_count,
        s.wage_income_fen as a_wage_income, e.wage_income_fen as b_wage_income,
        s.business_income_fen as a_business_income, e.business_income_fen as b_business_income,
        s.property_income_fen as a_property_income, e.property_income_fen as b_property_income,
        s.family_planning_allowance_fen as a_family_planning_allowance, e.family_planning_allowance_fen as b_family_planning_allowance,
        s.subsistence_allowance_fen as a_subsistence_allowance, e.subsistence_allowance_fen as b_subsistence_allowance,
        s.destitute_allowance_fen as a_destitute_allowance, e.destitute_allowance_fen as b_destitute_allowance,
        s.pension_fen as a_pension, e.pension_fen as b_pension,
        s.ecological_compensation_fen as a_ecological_compensation, e.ecological_compensation_fen as b_ecological_compensation,
        s.medical_reimbursement_fen as a_medical_reimbursement, e.medical_reimbursement_fen as b_medical_reimbursement,
        s.medical_assistance_fen as a_medical_assistance, e.medical_assistance_fen as b_medical_assistance,
        s.other_transfer_income_fen as a_other_transfer_income, e.other_transfer_income_fen as b_other_transfer_income,
        s.reward_money_fen as a_reward_money, e.reward_money_fen as b_reward_money,
        s.business_cost_fen as a_business_cost, e.business_cost_fen as b_business_cost,
        s.income_tax_fen as a_income_tax, e.income_tax_fen as b_income_tax,
        s.social_security_contribution_fen as a_social_security_contribution, e.social_security_contribution_fen as b_social_security_contribution,
        s.support_paid_fen as a_support_paid, e.support_paid_fen as b_support_paid,
        s.other_transfer_paid_fen as a_other_transfer_paid, e.other_transfer_paid_fen as b_other_transfer_paid,
        s.stated_total_income_fen as a_stated_total_income, e.stated_total_income_fen as b_stated_total_income,
        s.stated_transfer_income_fen as a_stated_transfer_income, e.stated_transfer_income_fen as b_stated_transfer_income,
        s.stated_total_expense_fen as a_stated_total_expense, e.stated_total_expense_fen as b_stated_total_expense,
        s.stated_transfer_paid_fen as a_stated_transfer_paid, e.stated_transfer_paid_fen as b_stated_transfer_paid,
        s.stated_disposable_income_fen as a_stated_disposable_income, e.stated_disposable_income_fen as b_stated_disposable_income,
        s.stated_per_capita_fen as a_stated_per_capita, e.stated_per_capita_fen as b_stated_per_capita
    from derive_base_statements as s
    inner join exports as e
        on e.household_id = s.household_id and e.survey_year = s.survey_year and e.first_delivered = 1
    inner join raw_year_parameters as p on p.survey_year = s.survey_year and p.county_name = split_part(s.household_id, '|', 1)
    where s.form <> 'B'
),

amounts as (
    select household_id, survey_year, 'wage_income' as item_code, '工资性收入' as item_zh, a_wage_income as survey_fen, b_wage_income as system_fen
    from twins where coalesce(abs(a_wage_income - b_wage_income) > tolerance_fen, (a_wage_income is null) <> (b_wage_income is null))
    union all
    select household_id, survey_year, 'business_income', '生产经营性收入', a_business_income, b_business_income
    from twins where coalesce(abs(a_business_income - b_business_income) > tolerance_fen, (a_business_income is null) <> (b_business_income is null))
    union all
    select household_id, survey_year, 'property_income', '财产性收入', a_property_income, b_property_income
    from twins where coalesce(abs(a_property_income - b_property_income) > tolerance_fen, (a_property_income is null) <> (b_property_income is null))
    union all
    select household_id, survey_year, 'family_planning_allowance', '计划生育金', a_family_planning_allowance, b_family_planning_allowance
    from twins where coalesce(abs(a_family_planning_allowance - b_family_planning_allowance) > tolerance_fen, (a_family_planning_allowance is null) <> (b_family_planning_allowance is null))
    union all
    select household_id, survey_year, 'subsistence_allowance', '低保金', a_subsistence_allowance, b_subsistence_allowance
    from twins where coalesce(abs(a_subsistence_allowance - b_subsistence_allowance) > tolerance_fen, (a_subsistence_allowance is null) <> (b_subsistence_allowance is null))
    union all
    select household_id, survey_year, 'destitute_allowance', '五保金', a_destitute_allowance, b_destitute_allowance
    from twins where coalesce(abs(a_destitute_allowance - b_destitute_allowance) > tolerance_fen, (a_destitute_allowance is null) <> (b_destitute_allowance is null))
    union all
    select household_id, survey_year, 'pension', '养老保险金', a_pension, b_pension
    from twins where coalesce(abs(a_pension - b_pension) > tolerance_fen, (a_pension is null) <> (b_pension is null))
    union all
    select household_id, survey_year, 'ecological_compensation', '生态补偿金', a_ecological_compensation, b_ecological_compensation
    from twins where coalesce(abs(a_ecological_compensation - b_ecological_compensation) > tolerance_fen, (a_ecological_compensation is null) <> (b_ecological_compensation is null))
    union all
    select household_id, survey_year, 'medical_reimbursement', '报销医疗费', a_medical_reimbursement, b_medical_reimbursement
    from twins where coalesce(abs(a_medical_reimbursement - b_medical_reimbursement) > tolerance_fen, (a_medical_reimbursement is null) <> (b_medical_reimbursement is null))
    union all
    select household_id, survey_year, 'medical_assistance', '医疗救助金', a_medical_assistance, b_medical_assistance
    from twins where coalesce(abs(a_medical_assistance - b_medical_assistance) > tolerance_fen, (a_medical_assistance is null) <> (b_medical_assistance is null))
    union all
    select household_id, survey_year, 'other_transfer_income', '其他转移性收入', a_other_transfer_income, b_other_transfer_income
    from twins where coalesce(abs(a_other_transfer_income - b_other_transfer_income) > tolerance_fen, (a_other_transfer_income is null) <> (b_other_transfer_income is null))
    union all
    select household_id, survey_year, 'reward_money', '以奖代补', a_reward_money, b_reward_money
    from twins where coalesce(abs(a_reward_money - b_reward_money) > tolerance_fen, (a_reward_money is null) <> (b_reward_money is null))
    union all
    select household_id, survey_year, 'business_cost', '生产经营性支出', a_business_cost, b_business_cost
    from twins where coalesce(abs(a_business_cost - b_business_cost) > tolerance_fen, (a_business_cost is null) <> (b_business_cost is null))
    union all
    select household_id, survey_year, 'income_tax', '个人所得税', a_income_tax, b_income_tax
    from twins where coalesce(abs(a_income_tax - b_income_tax) > tolerance_fen, (a_income_tax is null) <> (b_income_tax is null))
    union all
    select household_id, survey_year, 'social_security_contribution', '社会保障支出', a_social_security_contribution, b_social_security_contribution
    from twins where coalesce(abs(a_social_security_contribution - b_social_security_contribution) > tolerance_fen, (a_social_security_contribution is null) <> (b_social_security_contribution is null))
    union all
    select household_id, survey_year, 'support_paid', '赡养支出', a_support_paid, b_support_paid
    from twins where coalesce(abs(a_support_paid - b_support_paid) > tolerance_fen, (a_support_paid is null) <> (b_support_paid is null))
    union all
    select household_id, survey_year, 'other_transfer_paid', '其他转移性支出', a_other_transfer_paid, b_other_transfer_paid
    from twins where coalesce(abs(a_other_transfer_paid - b_other_transfer_paid) > tolerance_fen, (a_other_transfer_paid is null) <> (b_other_transfer_paid is null))
    union all
    select household_id, survey_year, 'stated_total_income', '申报总收入', a_stated_total_income, b_stated_total_income
    from twins where coalesce(abs(a_stated_total_income - b_stated_total_income) > tolerance_fen, (a_stated_total_income is null) <> (b_stated_total_income is null))
    union all
    select household_id, survey_year, 'stated_transfer_income', '申报转移性收入', a_stated_transfer_income, b_stated_transfer_income
    from twins where coalesce(abs(a_stated_transfer_income - b_stated_transfer_income) > tolerance_fen, (a_stated_transfer_income is null) <> (b_stated_transfer_income is null))
    union all
    select household_id, survey_year, 'stated_total_expense', '申报总支出', a_stated_total_expense, b_stated_total_expense
    from twins where coalesce(abs(a_stated_total_expense - b_stated_total_expense) > tolerance_fen, (a_stated_total_expense is null) <> (b_stated_total_expense is null))
    union all
    select household_id, survey_year, 'stated_transfer_paid', '申报转移性支出', a_stated_transfer_paid, b_stated_transfer_paid
    from twins where coalesce(abs(a_stated_transfer_paid - b_stated_transfer_paid) > tolerance_fen, (a_stated_transfer_paid is null) <> (b_stated_transfer_paid is null))
    union all
    select household_id, survey_year, 'stated_disposable_income', '申报家庭可支配收入', a_stated_disposable_income, b_stated_disposable_income
    from twins where coalesce(abs(a_stated_disposable_income - b_stated_disposable_income) > tolerance_fen, (a_stated_disposable_income is null) <> (b_stated_disposable_income is null))
    union all
    select household_id, survey_year, 'stated_per_capita', '申报家庭人均可支配收入', a_stated_per_capita, b_stated_per_capita
    from twins where coalesce(abs(a_stated_per_capita - b_stated_per_capita) > tolerance_fen, (a_stated_per_capita is null) <> (b_stated_per_capita is null))
)

select
    household_id, survey_year, item_code, item_zh, survey_fen, system_fen, cast(null as integer) as survey_count,
    cast(null as integer) as system_count
from amounts
union all
select
    household_id, survey_year, 'registered_count', '年末人口', cast(null as bigint), cast(null as bigint), a_count, b_count
from twins
where coalesce(a_count <> b_count, (a_count is null) <> (b_count is null))
order by household_id, survey_year, item_code
