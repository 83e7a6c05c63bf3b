-- One row per household, year and stress test that its data allow: income, divisor, line, and whether it is met.
-- Met is asked on unrounded integers, as the verdict asks it; per capita is rounded half up.
with tested as (
    select
        i.survey_year,
        i.household_id,
        t.scenario,
        t.position,
        t.is_deciding,
        i.is_over_line,
        case t.scenario
            when 'without_one_off' then i.without_one_off_fen
            when 'without_asset_sales' then i.without_asset_sales_fen
            when 'without_loans' then i.without_loans_fen
            when 'without_earmarked' then i.without_earmarked_fen
            when 'without_crop_insurance' then i.without_crop_insurance_fen
            when 'without_unproved_support' then i.without_unproved_support_fen
            when 'without_unearned' then i.without_unearned_fen
            when 'presumptive_cost' then i.presumptive_cost_income_fen
            when 'without_forecast' then i.without_forecast_fen
            when 'ledger_amounts' then i.ledger_amounts_fen
            when 'roster_wages' then i.roster_wages_fen
            when 'roster_size' then i.disposable_income_fen
            when 'stated_totals' then i.stated_totals_fen
            when 'provincial_average_line' then i.disposable_income_fen
            when 'without_medical_reimbursement' then i.without_medical_reimbursement_fen
            when 'other_divisor' then i.other_divisor_income_fen
            when 'net_income' then i.net_income_fen
            when 'without_largest_transfer' then i.without_largest_transfer_fen
            when 'without_all_transfers' then i.without_all_transfers_fen
            when 'without_student_subsidies' then i.without_student_subsidies_fen
        end as income_fen,
        case t.scenario
            when 'other_divisor' then i.other_divisor_count
            when 'roster_size' then i.roster_size_count
            else i.divisor_count
        end as divisor_count,
        case when t.scenario = 'provincial_average_line' then i.average_line_fen else i.exit_line_fen end as line_fen
    from derive_stress_incomes as i
    cross join raw_stress_tests as t
),

halves as (
    select
        *,
        2 * abs(income_fen) + divisor_count as per_capita_x,
        case when divisor_count > 0 then 2 * divisor_count end as per_capita_d,
        income_fen >= line_fen * divisor_count as is_met
    from tested
    where income_fen is not null and line_fen is not null and divisor_count > 0
)

select
    survey_year,
    household_id,
    scenario,
    position,
    is_deciding,
    income_fen,
    divisor_count,
    case when income_fen < 0 then 0 - 1 else 1 end
    * cast((per_capita_x - per_capita_x % per_capita_d) / per_capita_d as bigint) as per_capita_fen,
    line_fen,
    is_met,
    is_met <> is_over_line as is_flipping
from halves
order by household_id, survey_year, position, scenario
