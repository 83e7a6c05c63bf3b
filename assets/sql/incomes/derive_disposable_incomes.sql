-- One row per household and year with a statement: disposable income from its items, per capita, line.
-- 可支配收入 = 工资性收入 + 经营净收入 + 财产净收入 + 转移净收入 (NBS; docs/method.md#disposable-income).
-- Null where an item is unreadable. Per capita is rounded half up (docs/method.md#arithmetic).
-- The resident figure leaves the wages of those who live away out of the income, and them out of the divisor.
with components as (
    select
        s.survey_year,
        s.household_id,
        divisors.registered_count,
        divisors.registered_count_source,
        divisors.resident_count,
        divisors.divisor_count,
        case
            when divisors.away_wage_fen > s.wage_income_fen then greatest(s.wage_income_fen, 0)
            else divisors.away_wage_fen
        end as away_wage_fen,
        p.divisor_rule,
        0
        + s.wage_income_fen  -- each wage income
        as wages_fen,
        case when p.reward_money = 'business' then s.reward_money_fen else 0 end
        + s.business_income_fen  -- each business income
        - s.business_cost_fen  -- each business outlay
        as net_business_income_fen,
        0
        + s.property_income_fen  -- each property income
        - s.property_cost_fen  -- each property outlay
        as net_property_income_fen,
        case when p.reward_money = 'business' then 0 - s.reward_money_fen else 0 end
        + s.pension_fen  -- each transfer income
        as transfer_income_fen,
        0
        + s.income_tax_fen  -- each transfer outlay
        as transfer_paid_fen,
        0
        + s.business_cost_fen  -- each business outlay
        + s.property_cost_fen  -- each property outlay
        as costs_fen,
        p.exit_line_with_labour_fen as exit_line_fen,
        p.is_year_closed
    from derive_base_statements as s
    inner join derive_divisors as divisors
        on divisors.household_id = s.household_id and divisors.survey_year = s.survey_year
    inner join raw_year_parameters as p on p.survey_year = s.survey_year and p.county_name = split_part(s.household_id, '|', 1)
),

wholes as (
    select
        *,
        wages_fen + net_business_income_fen + net_property_income_fen + transfer_income_fen as net_whole_fen,
        case when divisor_rule = 'resident' then away_wage_fen else 0 end as excluded_away_wage_fen
    from components
),

incomes as (
    select
        *,
        net_whole_fen - excluded_away_wage_fen as net_income_fen,
        net_whole_fen - excluded_away_wage_fen - transfer_paid_fen as disposable_income_fen,
        case when resident_count > 0 then net_whole_fen - away_wage_fen - transfer_paid_fen end as resident_income_fen
    from wholes
),

quotients as (
    select
        *,
        cast(round(cast(disposable_income_fen as double) / nullif(divisor_count, 0)) as bigint) as disposable_income_per_capita_fen,
        cast(round(cast(net_income_fen as double) / nullif(divisor_count, 0)) as bigint) as net_income_per_capita_fen,
        cast(round(cast(resident_income_fen as double) / nullif(resident_count, 0)) as bigint) as resident_per_capita_fen
    from incomes
)

select
    survey_year,
    household_id,
    registered_count,
    registered_count_source,
    resident_count,
    divisor_count,
    net_business_income_fen,
    net_property_income_fen,
    transfer_income_fen,
    transfer_paid_fen,
    transfer_income_fen - transfer_paid_fen as net_transfer_income_fen,
    net_whole_fen + costs_fen as total_income_fen,
    costs_fen + transfer_paid_fen as total_expense_fen,
    excluded_away_wage_fen,
    disposable_income_fen,
    disposable_income_per_capita_fen,
    net_income_fen,
    net_income_per_capita_fen,
    resident_income_fen,
    resident_per_capita_fen,
    exit_line_fen,
    disposable_income_per_capita_fen - exit_line_fen as margin_fen,
    case when divisor_count > 0 then disposable_income_fen >= exit_line_fen * divisor_count end as is_over_line,
    is_year_closed
from quotients
order by household_id, survey_year
