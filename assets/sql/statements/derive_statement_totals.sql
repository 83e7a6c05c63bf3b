-- One row per household and year with a statement: what its totals should be by its own items and by its own parts.
-- Whether a sheet's totals include 以奖代补 is decided for each total by which makes more of its rows agree (docs/method.md#arithmetic).
with sums as (
    select
        base.survey_year,
        base.household_id,
        base.stated_total_income_fen,
        base.stated_transfer_income_fen,
        base.stated_total_expense_fen,
        base.stated_transfer_paid_fen,
        base.stated_disposable_income_fen,
        base.stated_per_capita_fen,
        base.stated_net_income_fen,
        base.reward_money_fen,
        0
        + base.wage_income_fen  -- each wage income
        + base.business_income_fen  -- each business income
        + base.property_income_fen  -- each property income
        as earned_fen,
        0 - base.reward_money_fen
        + base.pension_fen  -- each transfer income
        as transfers_fen,
        0
        + base.business_cost_fen  -- each business outlay
        + base.property_cost_fen  -- each property outlay
        as costs_fen,
        0
        + base.income_tax_fen  -- each transfer outlay
        as transfer_paid_fen,
        case when deliveries.unit_yuan > 1 then p.amount_tolerance_ten_thousands_fen else p.amount_tolerance_fen end
            as tolerance_fen,
        case when p.monthly_form = 'sum' then coalesce(months.month_count, 1) else 1 end as rounding_count,
        base.source_file,
        base.source_sheet,
        incomes.registered_count,
        incomes.disposable_income_per_capita_fen
    from derive_base_statements as base
    inner join derive_disposable_incomes as incomes
        on incomes.household_id = base.household_id and incomes.survey_year = base.survey_year
    inner join raw_year_parameters as p on p.survey_year = base.survey_year and p.county_name = split_part(base.household_id, '|', 1)
    left join raw_deliveries as deliveries
        on deliveries.source_file = base.source_file
        and deliveries.source_sheet = base.source_sheet
        and deliveries.kind = 'income_statement'
    left join derive_missing_months as months
        on months.household_id = base.household_id and months.survey_year = base.survey_year
),

votes as (
    select
        source_file,
        source_sheet,
        count(*) filter (where abs(stated_transfer_income_fen - transfers_fen - reward_money_fen) <= tolerance_fen)
        >= count(*) filter (where abs(stated_transfer_income_fen - transfers_fen) <= tolerance_fen) as transfer_has_reward,
        count(*) filter (
            where abs(stated_total_income_fen - earned_fen - transfers_fen - reward_money_fen) <= tolerance_fen
        ) >= count(*) filter (
            where abs(stated_total_income_fen - earned_fen - transfers_fen) <= tolerance_fen
        ) as total_has_reward,
        count(*) filter (
            where abs(stated_disposable_income_fen - earned_fen - transfers_fen - reward_money_fen + costs_fen + transfer_paid_fen)
                <= tolerance_fen
        ) >= count(*) filter (
            where abs(stated_disposable_income_fen - earned_fen - transfers_fen + costs_fen + transfer_paid_fen) <= tolerance_fen
        ) as disposable_has_reward
    from sums
    where reward_money_fen <> 0
    group by source_file, source_sheet
),

decided as (
    select
        sums.*,
        case when coalesce(votes.transfer_has_reward, true) then sums.reward_money_fen else 0 end as transfer_reward_fen,
        case when coalesce(votes.total_has_reward, true) then sums.reward_money_fen else 0 end as total_reward_fen,
        case when coalesce(votes.disposable_has_reward, true) then sums.reward_money_fen else 0 end as disposable_reward_fen
    from sums
    left join votes on votes.source_file = sums.source_file and votes.source_sheet = sums.source_sheet
)

select
    d.survey_year,
    d.household_id,
    d.stated_total_income_fen,
    d.stated_transfer_income_fen,
    d.stated_total_expense_fen,
    d.stated_transfer_paid_fen,
    d.stated_disposable_income_fen,
    d.stated_per_capita_fen,
    d.stated_net_income_fen,
    d.earned_fen + d.transfers_fen + d.total_reward_fen as expected_total_income_fen,
    d.earned_fen + d.stated_transfer_income_fen + d.total_reward_fen - d.transfer_reward_fen as parts_total_income_fen,
    d.transfers_fen + d.transfer_reward_fen as expected_transfer_income_fen,
    d.costs_fen + d.transfer_paid_fen as expected_total_expense_fen,
    d.costs_fen + d.stated_transfer_paid_fen as parts_total_expense_fen,
    d.transfer_paid_fen as expected_transfer_paid_fen,
    d.earned_fen + d.transfers_fen + d.disposable_reward_fen - d.costs_fen - d.transfer_paid_fen
        as expected_disposable_income_fen,
    d.earned_fen + d.transfers_fen + d.disposable_reward_fen - d.costs_fen as expected_net_income_fen,
    d.reward_money_fen - d.disposable_reward_fen as left_out_reward_fen,
    d.registered_count,
    d.disposable_income_per_capita_fen,
    d.tolerance_fen,
    d.rounding_count
from decided as d
order by d.household_id, d.survey_year
