-- One row per household, year and form delivered month by month: the year they make (parameter monthly_form).
-- sum: the items of all months are added; an unreadable month makes the year's item unreadable, a remark without its
-- amount the year's amount unknown. A loan is a stock: the last month's. Figures per person add up only while the
-- size stays the same. cumulative: the last month holds the year. A month delivered twice counts once, the first delivered.
with monthly as (
    select
        s.*,
        p.monthly_form,
        row_number() over (
            partition by s.household_id, s.survey_year, s.form, s.month
            order by s.source_file, s.source_sheet, s.source_row
        ) as first_delivered
    from clean_income_statements as s
    inner join raw_year_parameters as p on p.survey_year = s.survey_year and p.is_own_county
    where s.month is not null and p.monthly_form is not null
),

latest as (
    select
        *,
        row_number() over (partition by household_id, survey_year, form order by month desc) as newest_first
    from monthly
    where first_delivered = 1
),

sums as (
    select
        household_id,
        survey_year,
        form,
        cast(sum(work_months) as decimal(6, 2)) as work_months,
        case when count(wage_income_fen) = count(*) then cast(sum(wage_income_fen) as bigint) end as wage_income_fen,
        case when count(public_welfare_wage_fen) = count(*) then cast(sum(public_welfare_wage_fen) as bigint) end as public_welfare_wage_fen,
        case when count(other_wage_fen) = count(*) then cast(sum(other_wage_fen) as bigint) end as other_wage_fen,
        case when count(business_income_fen) = count(*) then cast(sum(business_income_fen) as bigint) end as business_income_fen,
        case when count(property_income_fen) = count(*) then cast(sum(property_income_fen) as bigint) end as property_income_fen,
        case when count(asset_dividend_fen) = count(*) then cast(sum(asset_dividend_fen) as bigint) end as asset_dividend_fen,
        case when count(other_property_income_fen) = count(*) then cast(sum(other_property_income_fen) as bigint) end as other_property_income_fen,
        case when count(family_planning_allowance_fen) = count(*) then cast(sum(family_planning_allowance_fen) as bigint) end as family_planning_allowance_fen,
        case when count(subsistence_allowance_fen) = count(*) then cast(sum(subsistence_allowance_fen) as bigint) end as subsistence_allowance_fen,
        case when count(destitute_allowance_fen) = count(*) then cast(sum(destitute_allowance_fen) as bigint) end as destitute_allowance_fen,
        case when count(pension_fen) = count(*) then cast(sum(pension_fen) as bigint) end as pension_fen,
        case when count(ecological_compensation_fen) = count(*) then cast(sum(ecological_compensation_fen) as bigint) end as ecological_compensation_fen,
        case when count(medical_reimbursement_fen) = count(*) then cast(sum(medical_reimbursement_fen) as bigint) end as medical_reimbursement_fen,
        case when count(medical_assistance_fen) = count(*) then cast(sum(medical_assistance_fen) as bigint) end as medical_assistance_fen,
        case when count(other_transfer_income_fen) = count(*) then cast(sum(other_transfer_income_fen) as bigint) end as other_transfer_income_fen,
        case when count(reward_money_fen) = count(*) then cast(sum(reward_money_fen) as bigint) end as reward_money_fen,
        case when count(business_cost_fen) = count(*) then cast(sum(business_cost_fen) as bigint) end as business_cost_fen,
        case when count(depreciation_fen) = count(*) then cast(sum(depreciation_fen) as bigint) end as depreciation_fen,
        case when count(production_tax_fen) = count(*) then cast(sum(production_tax_fen) as bigint) end as production_tax_fen,
        case when count(property_cost_fen) = count(*) then cast(sum(property_cost_fen) as bigint) end as property_cost_fen,
        case when count(income_tax_fen) = count(*) then cast(sum(income_tax_fen) as bigint) end as income_tax_fen,
        case when count(social_security_contribution_fen) = count(*) then cast(sum(social_security_contribution_fen) as bigint) end as social_security_contribution_fen,
        case when count(support_paid_fen) = count(*) then cast(sum(support_paid_fen) as bigint) end as support_paid_fen,
        case when count(other_transfer_paid_fen) = count(*) then cast(sum(other_transfer_paid_fen) as bigint) end as other_transfer_paid_fen,
        case when count(stated_total_income_fen) = count(*) then cast(sum(stated_total_income_fen) as bigint) end as stated_total_income_fen,
        case when count(stated_transfer_income_fen) = count(*) then cast(sum(stated_transfer_income_fen) as bigint) end as stated_transfer_income_fen,
        case when count(stated_total_expense_fen) = count(*) then cast(sum(stated_total_expense_fen) as bigint) end as stated_total_expense_fen,
        case when count(stated_transfer_paid_fen) = count(*) then cast(sum(stated_transfer_paid_fen) as bigint) end as stated_transfer_paid_fen,
        case when count(stated_disposable_income_fen) = count(*) then cast(sum(stated_disposable_income_fen) as bigint) end as stated_disposable_income_fen,
        case when count(stated_per_capita_fen) = count(*) and min(coalesce(registered_count, -1)) = max(coalesce(registered_count, -1)) then cast(sum(stated_per_capita_fen) as bigint) end as stated_per_capita_fen,
        case when count(stated_net_income_fen) = count(*) then cast(sum(stated_net_income_fen) as bigint) end as stated_net_income_fen,
        case when count(stated_net_income_per_capita_fen) = count(*) and min(coalesce(registered_count, -1)) = max(coalesce(registered_count, -1)) then cast(sum(stated_net_income_per_capita_fen) as bigint) end as stated_net_income_per_capita_fen,
        max(case when has_one_off then 1 else 0 end) as has_one_off,
        case when count(*) filter (where has_one_off and remark_one_off_fen is null) = 0 then cast(sum(remark_one_off_fen) as bigint) end as remark_one_off_fen,
        max(case when has_loan then 1 else 0 end) as has_loan,
        case when count(*) filter (where has_loan and remark_loan_fen is null) = 0 then cast(sum(remark_loan_fen) as bigint) end as remark_loan_fen,
        max(case when has_forecast then 1 else 0 end) as has_forecast,
        case when count(*) filter (where has_forecast and remark_forecast_fen is null) = 0 then cast(sum(remark_forecast_fen) as bigint) end as remark_forecast_fen,
        max(case when has_fixed_forecast then 1 else 0 end) as has_fixed_forecast,
        case when count(*) filter (where has_fixed_forecast and remark_fixed_forecast_fen is null) = 0 then cast(sum(remark_fixed_forecast_fen) as bigint) end as remark_fixed_forecast_fen
    from monthly
    where first_delivered = 1
    group by household_id, survey_year, form
)

select
    latest.survey_year, latest.household_id, latest.village_id, latest.county_name, latest.town_name,
    latest.village_name, latest.household_code, latest.head_name, latest.head_key, latest.head_id_masked,
    latest.form, latest.month, latest.household_type, latest.has_size_column, latest.registered_count,
    latest.resident_count,
    case when latest.monthly_form = 'sum' then sums.work_months else latest.work_months end as work_months,
    case when latest.monthly_form = 'sum' then sums.wage_income_fen else latest.wage_income_fen end as wage_income_fen,
    case when latest.monthly_form = 'sum' then sums.public_welfare_wage_fen else latest.public_welfare_wage_fen end as public_welfare_wage_fen,
    case when latest.monthly_form = 'sum' then sums.other_wage_fen else latest.other_wage_fen end as other_wage_fen,
    case when latest.monthly_form = 'sum' then sums.business_income_fen else latest.business_income_fen end as business_income_fen,
    case when latest.monthly_form = 'sum' then sums.property_income_fen else latest.property_income_fen end as property_income_fen,
    case when latest.monthly_form = 'sum' then sums.asset_dividend_fen else latest.asset_dividend_fen end as asset_dividend_fen,
    case when latest.monthly_form = 'sum' then sums.other_property_income_fen else latest.other_property_income_fen end as other_property_income_fen,
    case when latest.monthly_form = 'sum' then sums.family_planning_allowance_fen else latest.family_planning_allowance_fen end as family_planning_allowance_fen,
    case when latest.monthly_form = 'sum' then sums.subsistence_allowance_fen else latest.subsistence_allowance_fen end as subsistence_allowance_fen,
    case when latest.monthly_form = 'sum' then sums.destitute_allowance_fen else latest.destitute_allowance_fen end as destitute_allowance_fen,
    case when latest.monthly_form = 'sum' then sums.pension_fen else latest.pension_fen end as pension_fen,
    case when latest.monthly_form = 'sum' then sums.ecological_compensation_fen else latest.ecological_compensation_fen end as ecological_compensation_fen,
    case when latest.monthly_form = 'sum' then sums.medical_reimbursement_fen else latest.medical_reimbursement_fen end as medical_reimbursement_fen,
    case when latest.monthly_form = 'sum' then sums.medical_assistance_fen else latest.medical_assistance_fen end as medical_assistance_fen,
    case when latest.monthly_form = 'sum' then sums.other_transfer_income_fen else latest.other_transfer_income_fen end as other_transfer_income_fen,
    case when latest.monthly_form = 'sum' then sums.reward_money_fen else latest.reward_money_fen end as reward_money_fen,
    case when latest.monthly_form = 'sum' then sums.business_cost_fen else latest.business_cost_fen end as business_cost_fen,
    case when latest.monthly_form = 'sum' then sums.depreciation_fen else latest.depreciation_fen end as depreciation_fen,
    case when latest.monthly_form = 'sum' then sums.production_tax_fen else latest.production_tax_fen end as production_tax_fen,
    case when latest.monthly_form = 'sum' then sums.property_cost_fen else latest.property_cost_fen end as property_cost_fen,
    case when latest.monthly_form = 'sum' then sums.income_tax_fen else latest.income_tax_fen end as income_tax_fen,
    case when latest.monthly_form = 'sum' then sums.social_security_contribution_fen else latest.social_security_contribution_fen end as social_security_contribution_fen,
    case when latest.monthly_form = 'sum' then sums.support_paid_fen else latest.support_paid_fen end as support_paid_fen,
    case when latest.monthly_form = 'sum' then sums.other_transfer_paid_fen else latest.other_transfer_paid_fen end as other_transfer_paid_fen,
    latest.outstanding_loan_fen,
    latest.monthly_wage_fen,
    case when latest.monthly_form = 'sum' then sums.stated_total_income_fen else latest.stated_total_income_fen end as stated_total_income_fen,
    case when latest.monthly_form = 'sum' then sums.stated_transfer_income_fen else latest.stated_transfer_income_fen end as stated_transfer_income_fen,
    case when latest.monthly_form = 'sum' then sums.stated_total_expense_fen else latest.stated_total_expense_fen end as stated_total_expense_fen,
    case when latest.monthly_form = 'sum' then sums.stated_transfer_paid_fen else latest.stated_transfer_paid_fen end as stated_transfer_paid_fen,
    case when latest.monthly_form = 'sum' then sums.stated_disposable_income_fen else latest.stated_disposable_income_fen end as stated_disposable_income_fen,
    case when latest.monthly_form = 'sum' then sums.stated_per_capita_fen else latest.stated_per_capita_fen end as stated_per_capita_fen,
    case when latest.monthly_form = 'sum' then sums.stated_net_income_fen else latest.stated_net_income_fen end as stated_net_income_fen,
    case when latest.monthly_form = 'sum' then sums.stated_net_income_per_capita_fen else latest.stated_net_income_per_capita_fen end as stated_net_income_per_capita_fen,
    case when latest.monthly_form = 'sum' then nullif(concat_ws('、',
        case when sums.wage_income_fen is null then '工资性收入' end, case when sums.public_welfare_wage_fen is null then '公益性岗位收入' end,
        case when sums.other_wage_fen is null then '其他工资性收入' end, case when sums.business_income_fen is null then '生产经营性收入' end,
        case when sums.property_income_fen is null then '财产性收入' end, case when sums.asset_dividend_fen is null then '资产收益扶贫分红收入' end,
        case when sums.other_property_income_fen is null then '其他财产性收入' end, case when sums.family_planning_allowance_fen is null then '计划生育金' end,
        case when sums.subsistence_allowance_fen is null then '低保金' end, case when sums.destitute_allowance_fen is null then '五保金' end,
        case when sums.pension_fen is null then '养老保险金' end, case when sums.ecological_compensation_fen is null then '生态补偿金' end,
        case when sums.medical_reimbursement_fen is null then '报销医疗费' end, case when sums.medical_assistance_fen is null then '医疗救助金' end,
        case when sums.other_transfer_income_fen is null then '其他转移性收入' end, case when sums.reward_money_fen is null then '以奖代补' end,
        case when sums.business_cost_fen is null then '生产经营性支出' end, case when sums.depreciation_fen is null then '生产性固定资产折旧' end,
        case when sums.production_tax_fen is null then '生产税' end, case when sums.property_cost_fen is null then '财产性支出' end,
        case when sums.income_tax_fen is null then '个人所得税' end, case when sums.social_security_contribution_fen is null then '社会保障支出' end,
        case when sums.support_paid_fen is null then '赡养支出' end, case when sums.other_transfer_paid_fen is null then '其他转移性支出' end
    ), '') else latest.unreadable_items end as unreadable_items,
    latest.remark,
    case when latest.monthly_form = 'sum' then sums.has_one_off = 1 else latest.has_one_off end as has_one_off,
    case when latest.monthly_form = 'sum' then sums.remark_one_off_fen else latest.remark_one_off_fen end as remark_one_off_fen,
    case when latest.monthly_form = 'sum' then sums.has_loan = 1 else latest.has_loan end as has_loan,
    case when latest.monthly_form = 'sum' then sums.remark_loan_fen else latest.remark_loan_fen end as remark_loan_fen,
    case when latest.monthly_form = 'sum' then sums.has_forecast = 1 else latest.has_forecast end as has_forecast,
    case when latest.monthly_form = 'sum' then sums.remark_forecast_fen else latest.remark_forecast_fen end as remark_forecast_fen,
    case when latest.monthly_form = 'sum' then sums.has_fixed_forecast = 1 else latest.has_fixed_forecast end as has_fixed_forecast,
    case when latest.monthly_form = 'sum' then sums.remark_fixed_forecast_fen else latest.remark_fixed_forecast_fen end as remark_fixed_forecast_fen,
    latest.source_file, latest.source_sheet, latest.source_row
from latest
inner join sums
    on sums.household_id = latest.household_id and sums.survey_year = latest.survey_year and sums.form = latest.form
where latest.newest_first = 1
order by latest.household_id, latest.survey_year, latest.form
