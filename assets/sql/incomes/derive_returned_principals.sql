-- One row per household whose dividends over the years add up to the loan or entrusted money that bears them: paid back,
-- not earned. Known from ledgers of loans or the memo of outstanding loans, and two years of dividends at least.
with principals as (
    select household_id, cast(max(principal_fen) as bigint) as principal_fen
    from (
        select household_id, obtained_fen as principal_fen from derive_unearned_payments where money_class = 'loan'
        union all
        select household_id, outstanding_loan_fen from derive_base_statements where outstanding_loan_fen > 0
    ) as known
    group by household_id
),

dividends as (
    select
        base.household_id,
        max(base.survey_year) as survey_year,
        count(*) as year_count,
        cast(sum(case
            when paid.paid_fen > 0 then paid.paid_fen
            when base.asset_dividend_fen > 0 then base.asset_dividend_fen
            else base.property_income_fen
        end) as bigint) as dividend_fen,
        max(p.ledger_tolerance_fen) as ledger_tolerance_fen
    from derive_base_statements as base
    inner join raw_year_parameters as p on p.survey_year = base.survey_year and p.county_name = split_part(base.household_id, '|', 1)
    left join derive_ledger_payments as paid
        on paid.household_id = base.household_id and paid.survey_year = base.survey_year and paid.line_code = 'asset_dividend'
    where base.property_income_fen > 0
    group by base.household_id
)

select cast(dividends.survey_year as integer) as survey_year, dividends.household_id, principals.principal_fen, dividends.dividend_fen
from dividends
inner join principals on principals.household_id = dividends.household_id
where dividends.year_count > 1 and principals.principal_fen > 0
    and abs(dividends.dividend_fen - principals.principal_fen) <= dividends.ledger_tolerance_fen
order by dividends.household_id
