-- One row per village and year with a ledger of dividends: what projects paid there (to households with a statement, or to
-- nobody that is known) against what its households declare as dividends, or as property income where no line shows them.
with paid as (
    select
        m.village_id,
        m.survey_year,
        cast(sum(m.amount_fen) as bigint) as paid_fen,
        min(m.source_file) as source_file,
        min(m.source_sheet) as source_sheet,
        min(m.source_row) as source_row
    from derive_ledger_matches as m
    left join derive_base_statements as base
        on base.household_id = m.household_id and base.survey_year = m.survey_year
    where m.item_code = 'asset_dividend' and m.payment_time = 'in_year' and not m.has_forecast and m.village_id is not null
        and (m.household_id is null or base.household_id is not null)
    group by m.village_id, m.survey_year
    having count(*) = count(m.amount_fen)
),

declared as (
    select
        village_id,
        survey_year,
        max(village_name) as village_name,
        cast(sum(case when asset_dividend_fen > 0 then asset_dividend_fen else property_income_fen end) as bigint) as declared_fen
    from derive_base_statements
    group by village_id, survey_year
)

select
    declared.survey_year, declared.village_id, declared.village_name, paid.paid_fen, declared.declared_fen,
    paid.source_file, paid.source_sheet, paid.source_row
from declared
inner join paid on paid.village_id = declared.village_id and paid.survey_year = declared.survey_year
where declared.declared_fen is not null
order by declared.village_id, declared.survey_year
