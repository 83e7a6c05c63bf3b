-- One row per accepted statement row: amounts in fen, household size, and what cannot be read.
-- An item's blank is 0, its null is unreadable; a stated total that is blank or unreadable stays null.
-- Long, but one thing: each amount of the forms is named once, and parsed only where it is no plain number.
with sized as (
    select distinct source_file, source_sheet
    from raw_source_columns
    where kind = 'income_statement' and column_name = 'registered_count'
),

amounts as (
    select
        s.*,
        case when s.wage_income is null then 0 else case when wage_income_odd.text is not null then wage_income_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.wage_income as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.wage_income as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as wage_income_fen,
        case when s.public_welfare_wage is null then 0 else case when public_welfare_wage_odd.text is not null then public_welfare_wage_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.public_welfare_wage as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.public_welfare_wage as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as public_welfare_wage_fen,
        case when s.other_wage is null then 0 else case when other_wage_odd.text is not null then other_wage_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.other_wage as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.other_wage as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as other_wage_fen,
        case when s.business_income is null then 0 else case when business_income_odd.text is not null then business_income_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.business_income as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.business_income as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as business_income_fen,
        case when s.property_income is null then 0 else case when property_income_odd.text is not null then property_income_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.property_income as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.property_income as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as property_income_fen,
        case when s.asset_dividend is null then 0 else case when asset_dividend_odd.text is not null then asset_dividend_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.asset_dividend as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.asset_dividend as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as asset_dividend_fen,
        case when s.other_property_income is null then 0 else case when other_property_income_odd.text is not null then other_property_income_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.other_property_income as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.other_property_income as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as other_property_income_fen,
        case when s.family_planning_allowance is null then 0 else case when family_planning_allowance_odd.text is not null then family_planning_allowance_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.family_planning_allowance as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.family_planning_allowance as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as family_planning_allowance_fen,
        case when s.subsistence_allowance is null then 0 else case when subsistence_allowance_odd.text is not null then subsistence_allowance_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.subsistence_allowance as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.subsistence_allowance as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as subsistence_allowance_fen,
        case when s.destitute_allowance is null then 0 else case when destitute_allowance_odd.text is not null then destitute_allowance_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.destitute_allowance as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.destitute_allowance as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as destitute_allowance_fen,
        case when s.pension is null then 0 else case when pension_odd.text is not null then pension_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.pension as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.pension as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as pension_fen,
        case when s.ecological_compensation is null then 0 else case when ecological_compensation_odd.text is not null then ecological_compensation_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.ecological_compensation as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.ecological_compensation as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as ecological_compensation_fen,
        case when s.medical_reimbursement is null then 0 else case when medical_reimbursement_odd.text is not null then medical_reimbursement_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.medical_reimbursement as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.medical_reimbursement as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as medical_reimbursement_fen,
        case when s.medical_assistance is null then 0 else case when medical_assistance_odd.text is not null then medical_assistance_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.medical_assistance as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.medical_assistance as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as medical_assistance_fen,
        case when s.other_transfer_income is null then 0 else case when other_transfer_income_odd.text is not null then other_transfer_income_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.other_transfer_income as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.other_transfer_income as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as other_transfer_income_fen,
        case when s.reward_money is null then 0 else case when reward_money_odd.text is not null then reward_money_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.reward_money as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.reward_money as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as reward_money_fen,
        case when s.business_cost is null then 0 else case when business_cost_odd.text is not null then business_cost_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.business_cost as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.business_cost as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as business_cost_fen,
        case when s.depreciation is null then 0 else case when depreciation_odd.text is not null then depreciation_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.depreciation as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.depreciation as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as depreciation_fen,
        case when s.production_tax is null then 0 else case when production_tax_odd.text is not null then production_tax_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.production_tax as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.production_tax as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as production_tax_fen,
        case when s.property_cost is null then 0 else case when property_cost_odd.text is not null then property_cost_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.property_cost as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.property_cost as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as property_cost_fen,
        case when s.income_tax is null then 0 else case when income_tax_odd.text is not null then income_tax_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.income_tax as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.income_tax as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as income_tax_fen,
        case when s.social_security_contribution is null then 0 else case when social_security_contribution_odd.text is not null then social_security_contribution_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.social_security_contribution as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.social_security_contribution as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as social_security_contribution_fen,
        case when s.support_paid is null then 0 else case when support_paid_odd.text is not null then support_paid_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.support_paid as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.support_paid as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as support_paid_fen,
        case when s.other_transfer_paid is null then 0 else case when other_transfer_paid_odd.text is not null then other_transfer_paid_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.other_transfer_paid as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.other_transfer_paid as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as other_transfer_paid_fen,
        case when s.outstanding_loan is null then 0 else case when outstanding_loan_odd.text is not null then outstanding_loan_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.outstanding_loan as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.outstanding_loan as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end end as outstanding_loan_fen,
        case when monthly_wage_odd.text is not null then monthly_wage_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.monthly_wage as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.monthly_wage as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end as monthly_wage_fen,
        case when stated_total_income_odd.text is not null then stated_total_income_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.stated_total_income as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.stated_total_income as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end as stated_total_income_fen,
        case when stated_transfer_income_odd.text is not null then stated_transfer_income_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.stated_transfer_income as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.stated_transfer_income as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end as stated_transfer_income_fen,
        case when stated_total_expense_odd.text is not null then stated_total_expense_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.stated_total_expense as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.stated_total_expense as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end as stated_total_expense_fen,
        case when stated_transfer_paid_odd.text is not null then stated_transfer_paid_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.stated_transfer_paid as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.stated_transfer_paid as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end as stated_transfer_paid_fen,
        case when stated_disposable_income_odd.text is not null then stated_disposable_income_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.stated_disposable_income as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.stated_disposable_income as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end as stated_disposable_income_fen,
        case when stated_per_capita_odd.text is not null then stated_per_capita_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.stated_per_capita as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.stated_per_capita as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end as stated_per_capita_fen,
        case when stated_net_income_odd.text is not null then stated_net_income_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.stated_net_income as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.stated_net_income as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end as stated_net_income_fen,
        case when stated_net_income_per_capita_odd.text is not null then stated_net_income_per_capita_odd.amount_fen else case when s.unit_yuan = 1 then cast(round(try_cast(s.stated_net_income_per_capita as decimal(16, 2)) * 100) as bigint) else try_cast(round(try_cast(s.stated_net_income_per_capita as decimal(24, 8)) * 100 * s.unit_yuan) as bigint) end end as stated_net_income_per_capita_fen,
        s.wage_income is null or coalesce(wage_income_odd.amount_fen = 0, false) as is_wage_income_blank,
        s.property_income is null or coalesce(property_income_odd.amount_fen = 0, false) as is_property_income_blank,
        try_cast(translate(replace(s.registered_count, '人', ''), '０１２３４５６７８９．eE_', '0123456789.xxx') as decimal(8, 4)) as size_number,
        try_cast(translate(replace(s.resident_count, '人', ''), '０１２３４５６７８９．eE_', '0123456789.xxx') as decimal(8, 4)) as resident_number
    from raw_income_statements as s
    left join clean_amounts as wage_income_odd on wage_income_odd.text = s.wage_income and wage_income_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as public_welfare_wage_odd on public_welfare_wage_odd.text = s.public_welfare_wage and public_welfare_wage_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as other_wage_odd on other_wage_odd.text = s.other_wage and other_wage_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as business_income_odd on business_income_odd.text = s.business_income and business_income_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as property_income_odd on property_income_odd.text = s.property_income and property_income_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as asset_dividend_odd on asset_dividend_odd.text = s.asset_dividend and asset_dividend_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as other_property_income_odd on other_property_income_odd.text = s.other_property_income and other_property_income_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as family_planning_allowance_odd on family_planning_allowance_odd.text = s.family_planning_allowance and family_planning_allowance_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as subsistence_allowance_odd on subsistence_allowance_odd.text = s.subsistence_allowance and subsistence_allowance_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as destitute_allowance_odd on destitute_allowance_odd.text = s.destitute_allowance and destitute_allowance_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as pension_odd on pension_odd.text = s.pension and pension_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as ecological_compensation_odd on ecological_compensation_odd.text = s.ecological_compensation and ecological_compensation_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as medical_reimbursement_odd on medical_reimbursement_odd.text = s.medical_reimbursement and medical_reimbursement_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as medical_assistance_odd on medical_assistance_odd.text = s.medical_assistance and medical_assistance_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as other_transfer_income_odd on other_transfer_income_odd.text = s.other_transfer_income and other_transfer_income_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as reward_money_odd on reward_money_odd.text = s.reward_money and reward_money_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as business_cost_odd on business_cost_odd.text = s.business_cost and business_cost_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as depreciation_odd on depreciation_odd.text = s.depreciation and depreciation_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as production_tax_odd on production_tax_odd.text = s.production_tax and production_tax_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as property_cost_odd on property_cost_odd.text = s.property_cost and property_cost_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as income_tax_odd on income_tax_odd.text = s.income_tax and income_tax_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as social_security_contribution_odd on social_security_contribution_odd.text = s.social_security_contribution and social_security_contribution_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as support_paid_odd on support_paid_odd.text = s.support_paid and support_paid_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as other_transfer_paid_odd on other_transfer_paid_odd.text = s.other_transfer_paid and other_transfer_paid_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as outstanding_loan_odd on outstanding_loan_odd.text = s.outstanding_loan and outstanding_loan_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as monthly_wage_odd on monthly_wage_odd.text = s.monthly_wage and monthly_wage_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as stated_total_income_odd on stated_total_income_odd.text = s.stated_total_income and stated_total_income_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as stated_transfer_income_odd on stated_transfer_income_odd.text = s.stated_transfer_income and stated_transfer_income_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as stated_total_expense_odd on stated_total_expense_odd.text = s.stated_total_expense and stated_total_expense_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as stated_transfer_paid_odd on stated_transfer_paid_odd.text = s.stated_transfer_paid and stated_transfer_paid_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as stated_disposable_income_odd on stated_disposable_income_odd.text = s.stated_disposable_income and stated_disposable_income_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as stated_per_capita_odd on stated_per_capita_odd.text = s.stated_per_capita and stated_per_capita_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as stated_net_income_odd on stated_net_income_odd.text = s.stated_net_income and stated_net_income_odd.unit_yuan = s.unit_yuan
    left join clean_amounts as stated_net_income_per_capita_odd on stated_net_income_per_capita_odd.text = s.stated_net_income_per_capita and stated_net_income_per_capita_odd.unit_yuan = s.unit_yuan
)

select
    a.survey_year,
    coalesce(links.household_id, places.village_id || '|' || a.household_code) as household_id,
    places.village_id,
    coalesce(a.county_name, places.county_name) as county_name,
    coalesce(a.town_name, places.town_name) as town_name,
    a.village_name,
    a.household_code,
    names.name as head_name,
    heads.person_key as head_key,
    heads.id_number_masked as head_id_masked,
    a.form,
    months.month,
    a.household_type,
    sized.source_file is not null as has_size_column,
    case when a.size_number = round(a.size_number) then cast(round(a.size_number) as integer) end as registered_count,
    case when a.resident_number = round(a.resident_number) then cast(round(a.resident_number) as integer) end as resident_count,
    try_cast(translate(a.work_months, '０１２３４５６７８９．eE_', '0123456789.xxx') as decimal(6, 2)) as work_months,
    case when a.is_wage_income_blank then a.public_welfare_wage_fen + a.other_wage_fen else a.wage_income_fen end as wage_income_fen,
    a.public_welfare_wage_fen, a.other_wage_fen, a.business_income_fen,
    case when a.is_property_income_blank then a.asset_dividend_fen + a.other_property_income_fen else a.property_income_fen end as property_income_fen,
    a.asset_dividend_fen, a.other_property_income_fen, a.family_planning_allowance_fen,
    a.subsistence_allowance_fen, a.destitute_allowance_fen, a.pension_fen, a.ecological_compensation_fen,
    a.medical_reimbursement_fen, a.medical_assistance_fen, a.other_transfer_income_fen, a.reward_money_fen,
    a.business_cost_fen, a.depreciation_fen, a.production_tax_fen, a.property_cost_fen, a.income_tax_fen,
    a.social_security_contribution_fen, a.support_paid_fen, a.other_transfer_paid_fen, a.outstanding_loan_fen,
    a.monthly_wage_fen, a.stated_total_income_fen, a.stated_transfer_income_fen, a.stated_total_expense_fen,
    a.stated_transfer_paid_fen, a.stated_disposable_income_fen, a.stated_per_capita_fen,
    a.stated_net_income_fen, a.stated_net_income_per_capita_fen,
    nullif(concat_ws('、',
        case when a.wage_income_fen is null then '工资性收入' end, case when a.public_welfare_wage_fen is null then '公益性岗位收入' end,
        case when a.other_wage_fen is null then '其他工资性收入' end, case when a.business_income_fen is null then '生产经营性收入' end,
        case when a.property_income_fen is null then '财产性收入' end, case when a.asset_dividend_fen is null then '资产收益扶贫分红收入' end,
        case when a.other_property_income_fen is null then '其他财产性收入' end, case when a.family_planning_allowance_fen is null then '计划生育金' end,
        case when a.subsistence_allowance_fen is null then '低保金' end, case when a.destitute_allowance_fen is null then '五保金' end,
        case when a.pension_fen is null then '养老保险金' end, case when a.ecological_compensation_fen is null then '生态补偿金' end,
        case when a.medical_reimbursement_fen is null then '报销医疗费' end, case when a.medical_assistance_fen is null then '医疗救助金' end,
        case when a.other_transfer_income_fen is null then '其他转移性收入' end, case when a.reward_money_fen is null then '以奖代补' end,
        case when a.business_cost_fen is null then '生产经营性支出' end, case when a.depreciation_fen is null then '生产性固定资产折旧' end,
        case when a.production_tax_fen is null then '生产税' end, case when a.property_cost_fen is null then '财产性支出' end,
        case when a.income_tax_fen is null then '个人所得税' end, case when a.social_security_contribution_fen is null then '社会保障支出' end,
        case when a.support_paid_fen is null then '赡养支出' end, case when a.other_transfer_paid_fen is null then '其他转移性支出' end
    ), '') as unreadable_items,
    a.remark,
    coalesce(remarks.has_one_off, false) as has_one_off,
    cast(round(remarks.remark_one_off_yuan * 100) as bigint) as remark_one_off_fen,
    coalesce(remarks.has_loan, false) as has_loan,
    cast(round(remarks.remark_loan_yuan * 100) as bigint) as remark_loan_fen,
    coalesce(remarks.has_forecast, false) as has_forecast,
    cast(round(remarks.remark_forecast_yuan * 100) as bigint) as remark_forecast_fen,
    coalesce(remarks.has_fixed_forecast, false) as has_fixed_forecast,
    cast(round(remarks.remark_fixed_forecast_yuan * 100) as bigint) as remark_fixed_forecast_fen,
    a.source_file,
    a.source_sheet,
    a.source_row
from amounts as a
inner join raw_places as places on places.place_text = a.place_text
left join clean_household_links as links
    on links.old_household_id = places.village_id || '|' || a.household_code
    and a.survey_year between links.valid_from_year and coalesce(links.valid_to_year, a.survey_year)
left join sized on sized.source_file = a.source_file and sized.source_sheet = a.source_sheet
left join raw_names as names on names.text = a.head_name
left join raw_id_numbers as heads on heads.text = a.head_id_number
left join raw_dates as months on months.text = a.month
left join raw_remarks as remarks on remarks.text = a.remark
order by household_id, a.survey_year, a.form, a.source_file, a.source_sheet, a.source_row
