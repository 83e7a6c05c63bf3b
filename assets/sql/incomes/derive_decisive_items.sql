-- One row per household and year at or over the line: the smallest single income item that, struck out, takes it below.
-- Business and property stand net of their costs; what is left over is the income above the line, to the fen.
with items as (
    select
        d.survey_year,
        d.household_id,
        d.disposable_income_fen - d.exit_line_fen * d.divisor_count as left_over_fen,
        s.wage_income_fen - d.excluded_away_wage_fen as wage_fen,
        d.net_business_income_fen as business_fen,
        d.net_property_income_fen as property_fen,
        s.family_planning_allowance_fen,
        s.subsistence_allowance_fen,
        s.destitute_allowance_fen,
        s.pension_fen,
        s.ecological_compensation_fen,
        s.medical_reimbursement_fen,
        s.medical_assistance_fen,
        s.other_transfer_income_fen,
        case when p.reward_money = 'transfer' then s.reward_money_fen end as reward_fen
    from derive_disposable_incomes as d
    inner join derive_base_statements as s on s.household_id = d.household_id and s.survey_year = d.survey_year
    inner join raw_year_parameters as p on p.survey_year = d.survey_year and p.county_name = split_part(d.household_id, '|', 1)
    where d.is_over_line
),

smallest as (
    select
        *,
        least(
            case when wage_fen > left_over_fen then wage_fen end,
            case when business_fen > left_over_fen then business_fen end,
            case when property_fen > left_over_fen then property_fen end,
            case when family_planning_allowance_fen > left_over_fen then family_planning_allowance_fen end,
            case when subsistence_allowance_fen > left_over_fen then subsistence_allowance_fen end,
            case when destitute_allowance_fen > left_over_fen then destitute_allowance_fen end,
            case when pension_fen > left_over_fen then pension_fen end,
            case when ecological_compensation_fen > left_over_fen then ecological_compensation_fen end,
            case when medical_reimbursement_fen > left_over_fen then medical_reimbursement_fen end,
            case when medical_assistance_fen > left_over_fen then medical_assistance_fen end,
            case when other_transfer_income_fen > left_over_fen then other_transfer_income_fen end,
            case when reward_fen > left_over_fen then reward_fen end
        ) as item_fen
    from items
),

chosen as (
    select
        survey_year,
        household_id,
        item_fen,
        case item_fen
            when wage_fen then 'wage_income'
            when business_fen then 'net_business_income'
            when property_fen then 'net_property_income'
            when family_planning_allowance_fen then 'family_planning_allowance'
            when subsistence_allowance_fen then 'subsistence_allowance'
            when destitute_allowance_fen then 'destitute_allowance'
            when pension_fen then 'pension'
            when ecological_compensation_fen then 'ecological_compensation'
            when medical_reimbursement_fen then 'medical_reimbursement'
            when medical_assistance_fen then 'medical_assistance'
            when other_transfer_income_fen then 'other_transfer_income'
            when reward_fen then 'reward_money'
        end as decisive_item
    from smallest
)

select
    survey_year,
    household_id,
    decisive_item,
    case decisive_item
        when 'wage_income' then '工资性收入'
        when 'net_business_income' then '经营净收入'
        when 'net_property_income' then '财产净收入'
        when 'family_planning_allowance' then '计划生育金'
        when 'subsistence_allowance' then '低保金'
        when 'destitute_allowance' then '五保金'
        when 'pension' then '养老保险金'
        when 'ecological_compensation' then '生态补偿金'
        when 'medical_reimbursement' then '报销医疗费'
        when 'medical_assistance' then '医疗救助金'
        when 'other_transfer_income' then '其他转移性收入'
        when 'reward_money' then '以奖代补'
    end as decisive_item_zh,
    item_fen as decisive_amount_fen
from chosen
where decisive_item is not null
order by household_id, survey_year
