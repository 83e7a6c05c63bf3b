-- One row per household and year at or over the line: the smallest single income item that, struck out, takes it below.
-- Business and property stand net of their costs; what is left over is the income above the line, to the fen.
with items as (
    select
        d.survey_year,
        d.household_id,
        d.disposable_income_fen - d.exit_line_fen * d.divisor_count as left_over_fen,
        s.wage_income_fen - d.excluded_away_wage_fen as wage_fen,
        case when 'pension' <> 'reward_money' or p.reward_money = 'transfer' then s.pension_fen end as pension_fen,  -- each transfer income
        d.net_business_income_fen,
        d.net_property_income_fen
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
            case when pension_fen > left_over_fen then pension_fen end,  -- each transfer income
            case when net_business_income_fen > left_over_fen then net_business_income_fen end,
            case when net_property_income_fen > left_over_fen then net_property_income_fen end
        ) as item_fen
    from items
)

select
    survey_year,
    household_id,
    case item_fen
        when wage_fen then 'wage_income'
        when net_business_income_fen then 'net_business_income'
        when net_property_income_fen then 'net_property_income'
        when pension_fen then 'pension'  -- each transfer income
    end as decisive_item,
    case item_fen
        when wage_fen then '工资性收入'
        when net_business_income_fen then '经营净收入'
        when net_property_income_fen then '财产净收入'
        when pension_fen then '养老保险金'  -- each transfer income
    end as decisive_item_zh,
    item_fen as decisive_amount_fen
from smallest
where item_fen is not null
order by household_id, survey_year
