-- One row per amount of a 小计 or 合计 row of a statement sheet: what it says, and what the rows it sums add up to.
-- A block with a row set aside for correction is not compared, nor a column of which one row is not known: unreadable,
-- or the blank of a stated total. Ratios and averages are not summed.
with blocks as (
    select distinct b.source_file, b.source_sheet, b.first_row, b.last_row
    from raw_block_totals as b
    where b.kind = 'income_statement'
),

incomplete as (
    select distinct blocks.source_file, blocks.source_sheet, blocks.first_row, blocks.last_row
    from blocks
    inner join raw_quarantine as q
        on q.source_file = blocks.source_file
        and q.source_sheet = blocks.source_sheet
        and q.source_row between blocks.first_row and blocks.last_row
),

sums as (
    select
        blocks.source_file,
        blocks.source_sheet,
        blocks.first_row,
        blocks.last_row,
        min(s.survey_year) as survey_year,
        min(s.village_name) as village_name,
        max(s.village_name) as last_village_name,
        case when count(s.wage_income_fen) = count(*) then cast(sum(s.wage_income_fen) as bigint) end as wage_income_fen,
        case when count(s.public_welfare_wage_fen) = count(*) then cast(sum(s.public_welfare_wage_fen) as bigint) end as public_welfare_wage_fen,
        case when count(s.other_wage_fen) = count(*) then cast(sum(s.other_wage_fen) as bigint) end as other_wage_fen,
        case when count(s.business_income_fen) = count(*) then cast(sum(s.business_income_fen) as bigint) end as business_income_fen,
        case when count(s.property_income_fen) = count(*) then cast(sum(s.property_income_fen) as bigint) end as property_income_fen,
        case when count(s.asset_dividend_fen) = count(*) then cast(sum(s.asset_dividend_fen) as bigint) end as asset_dividend_fen,
        case when count(s.other_property_income_fen) = count(*) then cast(sum(s.other_property_income_fen) as bigint) end as other_property_income_fen,
        case when count(s.family_planning_allowance_fen) = count(*) then cast(sum(s.family_planning_allowance_fen) as bigint) end as family_planning_allowance_fen,
        case when count(s.subsistence_allowance_fen) = count(*) then cast(sum(s.subsistence_allowance_fen) as bigint) end as subsistence_allowance_fen,
        case when count(s.destitute_allowance_fen) = count(*) then cast(sum(s.destitute_allowance_fen) as bigint) end as destitute_allowance_fen,
        case when count(s.pension_fen) = count(*) then cast(sum(s.pension_fen) as bigint) end as pension_fen,
        case when count(s.ecological_compensation_fen) = count(*) then cast(sum(s.ecological_compensation_fen) as bigint) end as ecological_compensation_fen,
        case when count(s.medical_reimbursement_fen) = count(*) then cast(sum(s.medical_reimbursement_fen) as bigint) end as medical_reimbursement_fen,
        case when count(s.medical_assistance_fen) = count(*) then cast(sum(s.medical_assistance_fen) as bigint) end as medical_assistance_fen,
        case when count(s.other_transfer_income_fen) = count(*) then cast(sum(s.other_transfer_income_fen) as bigint) end as other_transfer_income_fen,
        case when count(s.reward_money_fen) = count(*) then cast(sum(s.reward_money_fen) as bigint) end as reward_money_fen,
        case when count(s.business_cost_fen) = count(*) then cast(sum(s.business_cost_fen) as bigint) end as business_cost_fen,
        case when count(s.depreciation_fen) = count(*) then cast(sum(s.depreciation_fen) as bigint) end as depreciation_fen,
        case when count(s.production_tax_fen) = count(*) then cast(sum(s.production_tax_fen) as bigint) end as production_tax_fen,
        case when count(s.property_cost_fen) = count(*) then cast(sum(s.property_cost_fen) as bigint) end as property_cost_fen,
        case when count(s.income_tax_fen) = count(*) then cast(sum(s.income_tax_fen) as bigint) end as income_tax_fen,
        case when count(s.social_security_contribution_fen) = count(*) then cast(sum(s.social_security_contribution_fen) as bigint) end as social_security_contribution_fen,
        case when count(s.support_paid_fen) = count(*) then cast(sum(s.support_paid_fen) as bigint) end as support_paid_fen,
        case when count(s.other_transfer_paid_fen) = count(*) then cast(sum(s.other_transfer_paid_fen) as bigint) end as other_transfer_paid_fen,
        case when count(s.outstanding_loan_fen) = count(*) then cast(sum(s.outstanding_loan_fen) as bigint) end as outstanding_loan_fen,
        case when count(s.stated_total_income_fen) = count(*) then cast(sum(s.stated_total_income_fen) as bigint) end as stated_total_income_fen,
        case when count(s.stated_transfer_income_fen) = count(*) then cast(sum(s.stated_transfer_income_fen) as bigint) end as stated_transfer_income_fen,
        case when count(s.stated_total_expense_fen) = count(*) then cast(sum(s.stated_total_expense_fen) as bigint) end as stated_total_expense_fen,
        case when count(s.stated_transfer_paid_fen) = count(*) then cast(sum(s.stated_transfer_paid_fen) as bigint) end as stated_transfer_paid_fen,
        case when count(s.stated_disposable_income_fen) = count(*) then cast(sum(s.stated_disposable_income_fen) as bigint) end as stated_disposable_income_fen,
        case when count(s.stated_net_income_fen) = count(*) then cast(sum(s.stated_net_income_fen) as bigint) end as stated_net_income_fen
    from blocks
    inner join clean_income_statements as s
        on s.source_file = blocks.source_file
        and s.source_sheet = blocks.source_sheet
        and s.source_row between blocks.first_row and blocks.last_row
    group by blocks.source_file, blocks.source_sheet, blocks.first_row, blocks.last_row
),

compared as (
    select
        b.source_file,
        b.source_sheet,
        b.source_row,
        b.label,
        b.column_name,
        sums.survey_year,
        case when sums.village_name = sums.last_village_name then sums.village_name end as village_name,
        d.unit_yuan,
        case
            when odd.text is not null then odd.amount_fen
            else cast(round(try_cast(b.stated_text as decimal(24, 8)) * 100 * d.unit_yuan) as bigint)
        end as stated_fen,
        case b.column_name
            when 'wage_income' then sums.wage_income_fen
            when 'public_welfare_wage' then sums.public_welfare_wage_fen
            when 'other_wage' then sums.other_wage_fen
            when 'business_income' then sums.business_income_fen
            when 'property_income' then sums.property_income_fen
            when 'asset_dividend' then sums.asset_dividend_fen
            when 'other_property_income' then sums.other_property_income_fen
            when 'family_planning_allowance' then sums.family_planning_allowance_fen
            when 'subsistence_allowance' then sums.subsistence_allowance_fen
            when 'destitute_allowance' then sums.destitute_allowance_fen
            when 'pension' then sums.pension_fen
            when 'ecological_compensation' then sums.ecological_compensation_fen
            when 'medical_reimbursement' then sums.medical_reimbursement_fen
            when 'medical_assistance' then sums.medical_assistance_fen
            when 'other_transfer_income' then sums.other_transfer_income_fen
            when 'reward_money' then sums.reward_money_fen
            when 'business_cost' then sums.business_cost_fen
            when 'depreciation' then sums.depreciation_fen
            when 'production_tax' then sums.production_tax_fen
            when 'property_cost' then sums.property_cost_fen
            when 'income_tax' then sums.income_tax_fen
            when 'social_security_contribution' then sums.social_security_contribution_fen
            when 'support_paid' then sums.support_paid_fen
            when 'other_transfer_paid' then sums.other_transfer_paid_fen
            when 'outstanding_loan' then sums.outstanding_loan_fen
            when 'stated_total_income' then sums.stated_total_income_fen
            when 'stated_transfer_income' then sums.stated_transfer_income_fen
            when 'stated_total_expense' then sums.stated_total_expense_fen
            when 'stated_transfer_paid' then sums.stated_transfer_paid_fen
            when 'stated_disposable_income' then sums.stated_disposable_income_fen
            when 'stated_net_income' then sums.stated_net_income_fen
        end as summed_fen
    from raw_block_totals as b
    inner join sums
        on sums.source_file = b.source_file
        and sums.source_sheet = b.source_sheet
        and sums.first_row = b.first_row
        and sums.last_row = b.last_row
    inner join raw_deliveries as d
        on d.source_file = b.source_file and d.source_sheet = b.source_sheet and d.kind = b.kind
    left join clean_amounts as odd on odd.text = b.stated_text and odd.unit_yuan = d.unit_yuan
    left join incomplete
        on incomplete.source_file = b.source_file
        and incomplete.source_sheet = b.source_sheet
        and incomplete.first_row = b.first_row
        and incomplete.last_row = b.last_row
    where b.stated_text is not null and incomplete.source_file is null
)

select
    survey_year,
    village_name,
    label,
    column_name,
    unit_yuan,
    stated_fen,
    summed_fen,
    source_file,
    source_sheet,
    source_row
from compared
where stated_fen is not null and summed_fen is not null
order by source_file, source_sheet, source_row, column_name
