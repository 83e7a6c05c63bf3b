-- One row per household and year with a statement: disposable income from its items, divisor, per capita, line.
-- 可支配收入 = 工资性收入 + 经营净收入 + 财产净收入 + 转移净收入 (NBS; DOMAIN §2). Null where an item is unreadable.
with sized as (
    select
        base.*,
        facts.system_count,
        facts.list_count,
        facts.roster_count,
        rosters.resident_count as roster_resident_count,
        case
            when base.has_size_column then base.registered_count
            else coalesce(facts.system_count, facts.list_count, facts.roster_count)
        end as stated_count,
        case
            when base.has_size_column then 'statement'
            when facts.system_count is not null then 'system'
            when facts.list_count is not null then 'list'
            when facts.roster_count is not null then 'roster'
        end as registered_count_source
    from derive_base_statements as base
    inner join derive_household_years as facts
        on facts.household_id = base.household_id and facts.survey_year = base.survey_year
    left join derive_rosters as rosters
        on rosters.household_id = base.household_id and rosters.survey_year = base.survey_year
),

components as (
    select
        s.survey_year,
        s.household_id,
        case when s.stated_count > 0 then s.stated_count end as registered_count,
        s.registered_count_source,
        coalesce(s.resident_count, s.roster_resident_count) as resident_count,
        p.divisor_rule,
        s.wage_income_fen,
        s.business_income_fen + case when p.reward_money = 'business' then s.reward_money_fen else 0 end
        - s.business_cost_fen - s.depreciation_fen - s.production_tax_fen as net_business_income_fen,
        s.property_income_fen - s.property_cost_fen as net_property_income_fen,
        s.family_planning_allowance_fen + s.subsistence_allowance_fen + s.destitute_allowance_fen + s.pension_fen
        + s.ecological_compensation_fen + s.medical_reimbursement_fen + s.medical_assistance_fen
        + s.other_transfer_income_fen
        + case when p.reward_money = 'transfer' then s.reward_money_fen else 0 end as transfer_income_fen,
        s.income_tax_fen + s.social_security_contribution_fen + s.support_paid_fen + s.other_transfer_paid_fen
            as transfer_paid_fen,
        s.business_cost_fen + s.depreciation_fen + s.production_tax_fen + s.property_cost_fen as costs_fen,
        p.exit_line_with_labour_fen as exit_line_fen,
        p.is_year_closed
    from sized as s
    inner join raw_year_parameters as p on p.survey_year = s.survey_year
),

incomes as (
    select
        *,
        case when divisor_rule = 'resident' then resident_count else registered_count end as divisor_count,
        wage_income_fen + net_business_income_fen + net_property_income_fen + transfer_income_fen as net_income_fen,
        wage_income_fen + net_business_income_fen + net_property_income_fen + transfer_income_fen - transfer_paid_fen
            as disposable_income_fen
    from components
),

halves as (
    select
        *,
        case when divisor_count > 0 then 2 * abs(disposable_income_fen) + divisor_count end as disposable_x,
        case when divisor_count > 0 then 2 * abs(net_income_fen) + divisor_count end as net_x,
        case when divisor_count > 0 then 2 * divisor_count end as d
    from incomes
),

quotients as (
    select
        *,
        sign(disposable_income_fen) * cast((disposable_x - disposable_x % d) / d as bigint) as disposable_per_capita,
        sign(net_income_fen) * cast((net_x - net_x % d) / d as bigint) as net_per_capita
    from halves
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
    net_income_fen + costs_fen as total_income_fen,
    costs_fen + transfer_paid_fen as total_expense_fen,
    disposable_income_fen,
    cast(disposable_per_capita as bigint) as disposable_income_per_capita_fen,
    net_income_fen,
    cast(net_per_capita as bigint) as net_income_per_capita_fen,
    exit_line_fen,
    cast(disposable_per_capita as bigint) - exit_line_fen as margin_fen,
    case when divisor_count > 0 then disposable_income_fen >= exit_line_fen * divisor_count end as is_over_line,
    is_year_closed
from quotients
order by household_id, survey_year
