-- One row per household, year and stress test (stress_tests.yml) that its data allow: income, divisor, line, and whether it is met.
-- A test whose input was not delivered or states no amount is absent, never passed (docs/method.md#verdict). Met is asked on
-- unrounded integers, as the verdict asks it; per capita is rounded half up.
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
        case when doubts.one_off_fen > 0 then 1 else 0 end + case when doubts.asset_sale_fen > 0 then 1 else 0 end
        + case when doubts.loan_fen > 0 then 1 else 0 end + case when doubts.earmarked_fen > 0 then 1 else 0 end
        + case when doubts.crop_insurance_fen > 0 then 1 else 0 end as unearned_class_count,
        e.ledger_correction_fen,
        case
            when rosters.is_wage_known and rosters.roster_wage_fen > 0
                and s.wage_income_fen * 100 * 100 > rosters.roster_wage_fen * (100 * 100 + p.wage_months_tolerance_bp)
                then s.wage_income_fen - rosters.roster_wage_fen
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
    left join derive_rosters as rosters on rosters.household_id = d.household_id and rosters.survey_year = d.survey_year
    left join derive_divisors as sizes on sizes.household_id = d.household_id and sizes.survey_year = d.survey_year
    left join derive_doubtful_incomes as doubts
        on doubts.household_id = d.household_id and doubts.survey_year = d.survey_year
    where d.is_over_line is not null
),

tested as (
    select
        i.survey_year,
        i.household_id,
        t.scenario,
        t.position,
        t.is_deciding,
        i.is_over_line,
        case t.scenario
            when 'without_one_off' then i.disposable_income_fen - i.one_off_fen
            when 'without_asset_sales' then i.disposable_income_fen - i.asset_sale_fen
            when 'without_loans' then i.disposable_income_fen - i.loan_fen
            when 'without_earmarked' then i.disposable_income_fen - i.earmarked_fen
            when 'without_crop_insurance' then i.disposable_income_fen - i.crop_insurance_fen
            when 'without_unproved_support' then i.disposable_income_fen - i.unproved_support_fen
            when 'without_unearned' then case
                when i.unearned_class_count > 1
                    then i.disposable_income_fen - coalesce(i.one_off_fen, 0) - coalesce(i.asset_sale_fen, 0) - coalesce(i.loan_fen, 0)
                        - coalesce(i.earmarked_fen, 0) - coalesce(i.crop_insurance_fen, 0)
            end
            when 'presumptive_cost' then i.disposable_income_fen - i.presumptive_cost_fen
            when 'without_forecast' then i.disposable_income_fen - i.forecast_fen
            when 'ledger_amounts' then i.disposable_income_fen + i.ledger_correction_fen
            when 'roster_wages' then i.disposable_income_fen - i.wage_excess_fen
            when 'roster_size' then i.disposable_income_fen
            when 'stated_totals' then i.disposable_income_fen + case
                when i.is_over_line then least(i.disposable_gap_fen, i.total_gap_fen)
                else greatest(i.disposable_gap_fen, i.total_gap_fen)
            end
            when 'provincial_average_line' then i.disposable_income_fen
            when 'without_medical_reimbursement' then i.disposable_income_fen - i.medical_reimbursement_fen
            when 'other_divisor' then case
                when i.divisor_rule = 'resident' then i.disposable_income_fen + i.excluded_away_wage_fen
                else i.resident_income_fen
            end
            when 'net_income' then i.net_income_fen
            when 'without_largest_transfer' then i.disposable_income_fen - i.largest_transfer_fen
            when 'without_all_transfers' then i.disposable_income_fen - i.transfer_income_fen
            when 'without_student_subsidies' then i.disposable_income_fen - i.student_subsidy_fen
        end as income_fen,
        case t.scenario
            when 'other_divisor' then case when i.divisor_rule = 'resident' then i.registered_count else i.resident_count end
            when 'roster_size' then i.roster_size_count
            else i.divisor_count
        end as divisor_count,
        case when t.scenario = 'provincial_average_line' then i.average_line_fen else i.exit_line_fen end as line_fen
    from inputs as i
    cross join raw_stress_tests as t
)

select
    survey_year,
    household_id,
    scenario,
    position,
    is_deciding,
    income_fen,
    divisor_count,
    cast(round(cast(income_fen as double) / nullif(divisor_count, 0)) as bigint) as per_capita_fen,
    line_fen,
    income_fen >= line_fen * divisor_count as is_met,
    (income_fen >= line_fen * divisor_count) <> is_over_line as is_flipping
from tested
where income_fen is not null and line_fen is not null and divisor_count > 0
order by household_id, survey_year, position, scenario
