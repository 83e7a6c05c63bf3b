-- One row per household and year with a figure: its income under each stress test (stress_tests.yml), side by side.
-- Null is a test whose input was not delivered or states no amount; it is then absent, never passed (docs/method.md#verdict).
with inputs as (
    select
        d.*,
        p.divisor_rule,
        p.provincial_rural_average_45_percent_fen as average_line_fen,
        s.medical_reimbursement_fen,
        doubts.one_off_fen,
        doubts.asset_sale_fen,
        doubts.loan_fen,
        doubts.earmarked_fen,
        doubts.crop_insurance_fen,
        doubts.unproved_support_fen,
        doubts.forecast_fen,
        e.ledger_correction_fen,
        case
            when roster.is_wage_known and roster.roster_wage_fen > 0
                and s.wage_income_fen * 100 * 100 > roster.roster_wage_fen * (100 * 100 + p.wage_months_tolerance_bp)
                then s.wage_income_fen - roster.roster_wage_fen
        end as wage_excess_fen,
        case
            when p.divisor_rule = 'registered' and sizes.registered_count_source <> 'roster' and rosters.roster_count <> d.registered_count
                then rosters.roster_count
        end as roster_size_count,
        case
            when abs(t.stated_disposable_income_fen - t.expected_disposable_income_fen) > p.ledger_tolerance_fen
                then t.stated_disposable_income_fen - t.expected_disposable_income_fen
        end as disposable_gap_fen,
        case
            when abs(t.stated_total_income_fen - t.expected_total_income_fen) > p.ledger_tolerance_fen
                then t.stated_total_income_fen - t.expected_total_income_fen
        end as total_gap_fen,
        e.student_subsidy_fen,
        case
            when s.business_income_fen > 0
                and 0
                + s.business_cost_fen  -- each business outlay
                = 0
                then cast(round(s.business_income_fen * p.presumptive_cost_share_bp * 0.01 * 0.01) as bigint)
            else 0
        end as presumptive_cost_fen,
        greatest(
            case when 'pension' <> 'reward_money' or p.reward_money = 'transfer' then s.pension_fen else 0 end,  -- each transfer income
            0
        ) as largest_transfer_fen
    from derive_disposable_incomes as d
    inner join derive_base_statements as s on s.household_id = d.household_id and s.survey_year = d.survey_year
    inner join derive_evidence as e on e.household_id = d.household_id and e.survey_year = d.survey_year
    inner join raw_year_parameters as p on p.survey_year = d.survey_year and p.county_name = split_part(d.household_id, '|', 1)
    left join derive_statement_totals as t on t.household_id = d.household_id and t.survey_year = d.survey_year
    left join derive_roster_evidence as roster on roster.household_id = d.household_id and roster.survey_year = d.survey_year
    left join derive_rosters as rosters on rosters.household_id = d.household_id and rosters.survey_year = d.survey_year
    left join derive_divisors as sizes on sizes.household_id = d.household_id and sizes.survey_year = d.survey_year
    left join derive_doubtful_incomes as doubts
        on doubts.household_id = d.household_id and doubts.survey_year = d.survey_year
    where d.is_over_line is not null
)

select
    survey_year,
    household_id,
    divisor_count,
    exit_line_fen,
    is_over_line,
    average_line_fen,
    disposable_income_fen,
    disposable_income_fen - one_off_fen as without_one_off_fen,
    disposable_income_fen - asset_sale_fen as without_asset_sales_fen,
    disposable_income_fen - loan_fen as without_loans_fen,
    disposable_income_fen - earmarked_fen as without_earmarked_fen,
    disposable_income_fen - crop_insurance_fen as without_crop_insurance_fen,
    case
        when case when one_off_fen > 0 then 1 else 0 end + case when asset_sale_fen > 0 then 1 else 0 end
            + case when loan_fen > 0 then 1 else 0 end + case when earmarked_fen > 0 then 1 else 0 end
            + case when crop_insurance_fen > 0 then 1 else 0 end > 1
            then disposable_income_fen - coalesce(one_off_fen, 0) - coalesce(asset_sale_fen, 0) - coalesce(loan_fen, 0)
                - coalesce(earmarked_fen, 0) - coalesce(crop_insurance_fen, 0)
    end as without_unearned_fen,
    disposable_income_fen - unproved_support_fen as without_unproved_support_fen,
    disposable_income_fen - presumptive_cost_fen as presumptive_cost_income_fen,
    disposable_income_fen - forecast_fen as without_forecast_fen,
    disposable_income_fen + ledger_correction_fen as ledger_amounts_fen,
    disposable_income_fen - wage_excess_fen as roster_wages_fen,
    roster_size_count,
    disposable_income_fen + case
        when is_over_line then least(disposable_gap_fen, total_gap_fen)
        else greatest(disposable_gap_fen, total_gap_fen)
    end as stated_totals_fen,
    disposable_income_fen - medical_reimbursement_fen as without_medical_reimbursement_fen,
    case when divisor_rule = 'resident' then registered_count else resident_count end as other_divisor_count,
    case
        when divisor_rule = 'resident' then disposable_income_fen + excluded_away_wage_fen
        else resident_income_fen
    end as other_divisor_income_fen,
    net_income_fen,
    disposable_income_fen - largest_transfer_fen as without_largest_transfer_fen,
    disposable_income_fen - transfer_income_fen as without_all_transfers_fen,
    disposable_income_fen - student_subsidy_fen as without_student_subsidies_fen
from inputs
order by household_id, survey_year
