-- One row per filled correction, with what became of it. It is applied only to the very cell it names, and only if what
-- it says stood there still stands there; two that contradict each other are both left aside.
with placed as (
    select
        c.*,
        s.source_row is not null as is_found,
        s.month is not null as is_monthly,
        case c.item_code
            when 'wage_income' then s.wage_income_fen
            when 'business_income' then s.business_income_fen
            when 'property_income' then s.property_income_fen
            when 'family_planning_allowance' then s.family_planning_allowance_fen
            when 'subsistence_allowance' then s.subsistence_allowance_fen
            when 'destitute_allowance' then s.destitute_allowance_fen
            when 'pension' then s.pension_fen
            when 'ecological_compensation' then s.ecological_compensation_fen
            when 'medical_reimbursement' then s.medical_reimbursement_fen
            when 'medical_assistance' then s.medical_assistance_fen
            when 'other_transfer_income' then s.other_transfer_income_fen
            when 'reward_money' then s.reward_money_fen
            when 'business_cost' then s.business_cost_fen
            when 'depreciation' then s.depreciation_fen
            when 'production_tax' then s.production_tax_fen
            when 'property_cost' then s.property_cost_fen
            when 'income_tax' then s.income_tax_fen
            when 'social_security_contribution' then s.social_security_contribution_fen
            when 'support_paid' then s.support_paid_fen
            when 'other_transfer_paid' then s.other_transfer_paid_fen
            when 'outstanding_loan' then s.outstanding_loan_fen
            when 'stated_total_income' then s.stated_total_income_fen
            when 'stated_transfer_income' then s.stated_transfer_income_fen
            when 'stated_total_expense' then s.stated_total_expense_fen
            when 'stated_transfer_paid' then s.stated_transfer_paid_fen
            when 'stated_disposable_income' then s.stated_disposable_income_fen
            when 'stated_per_capita' then s.stated_per_capita_fen
            when 'stated_net_income' then s.stated_net_income_fen
            when 'stated_net_income_per_capita' then s.stated_net_income_per_capita_fen
            when 'registered_count' then 100 * s.registered_count
            when 'resident_count' then 100 * s.resident_count
        end as delivered_fen,
        case c.item_code
            when 'wage_income' then raw.wage_income
            when 'business_income' then raw.business_income
            when 'property_income' then raw.property_income
            when 'family_planning_allowance' then raw.family_planning_allowance
            when 'subsistence_allowance' then raw.subsistence_allowance
            when 'destitute_allowance' then raw.destitute_allowance
            when 'pension' then raw.pension
            when 'ecological_compensation' then raw.ecological_compensation
            when 'medical_reimbursement' then raw.medical_reimbursement
            when 'medical_assistance' then raw.medical_assistance
            when 'other_transfer_income' then raw.other_transfer_income
            when 'reward_money' then raw.reward_money
            when 'business_cost' then raw.business_cost
            when 'depreciation' then raw.depreciation
            when 'production_tax' then raw.production_tax
            when 'property_cost' then raw.property_cost
            when 'income_tax' then raw.income_tax
            when 'social_security_contribution' then raw.social_security_contribution
            when 'support_paid' then raw.support_paid
            when 'other_transfer_paid' then raw.other_transfer_paid
            when 'outstanding_loan' then raw.outstanding_loan
            when 'stated_total_income' then raw.stated_total_income
            when 'stated_transfer_income' then raw.stated_transfer_income
            when 'stated_total_expense' then raw.stated_total_expense
            when 'stated_transfer_paid' then raw.stated_transfer_paid
            when 'stated_disposable_income' then raw.stated_disposable_income
            when 'stated_per_capita' then raw.stated_per_capita
            when 'stated_net_income' then raw.stated_net_income
            when 'stated_net_income_per_capita' then raw.stated_net_income_per_capita
            when 'registered_count' then raw.registered_count
            when 'resident_count' then raw.resident_count
        end as delivered_text
    from clean_corrections as c
    left join clean_income_statements as s
        on s.source_file = c.statement_file and s.source_sheet = c.statement_sheet and s.source_row = c.statement_row
        and s.household_id = c.household_id and s.survey_year = c.survey_year
    left join raw_income_statements as raw
        on raw.source_file = s.source_file and raw.source_sheet = s.source_sheet and raw.source_row = s.source_row
),

compared as (
    select
        *,
        case
            when delivered_fen is not null then stated_fen is not null and stated_fen = delivered_fen
            else coalesce(stated_text, delivered_text, '') = coalesce(delivered_text, '')
        end as is_current,
        corrected_fen is not null
        and (item_code not in ('registered_count', 'resident_count') or (corrected_fen >= 0 and corrected_fen % 100 = 0))
            as is_readable,
        reason is not null and signed_by is not null as is_signed
    from placed
),

judged as (
    select
        *,
        case
            when item_code is null then 'unknown_item'
            when not is_found then 'not_found'
            when is_monthly then 'monthly'
            when not is_readable then 'unreadable'
            when not is_signed then 'unsigned'
            when not is_current then 'stale'
            else 'valid'
        end as state
    from compared
),

rivals as (
    select
        statement_file, statement_sheet, statement_row, item_code,
        count(distinct corrected_fen) as value_count
    from judged
    where state = 'valid'
    group by statement_file, statement_sheet, statement_row, item_code
),

ranked as (
    select
        judged.*,
        rivals.value_count,
        row_number() over (
            partition by
                judged.state, judged.statement_file, judged.statement_sheet, judged.statement_row, judged.item_code
            order by judged.source_file, judged.source_sheet, judged.source_row
        ) as position
    from judged
    left join rivals
        on judged.state = 'valid' and rivals.statement_file = judged.statement_file
        and rivals.statement_sheet = judged.statement_sheet and rivals.statement_row = judged.statement_row
        and rivals.item_code = judged.item_code
)

select
    survey_year, household_id, village_id, county_name, town_name, village_name, household_code, head_name, item_code,
    item_zh, stated_text, delivered_text, delivered_fen, corrected_text, corrected_fen,
    case
        when state <> 'valid' then state
        when value_count > 1 then 'conflict'
        when position > 1 then 'repeated'
        else 'applied'
    end as status,
    reason, evidence, signed_by, signed_text, finding_id, statement_file, statement_sheet, statement_row,
    source_file, source_sheet, source_row
from ranked
order by household_id, survey_year, item_code, source_file, source_sheet, source_row
