-- One row per village and year whose ledger holds dividends, both ways of comparing: what projects paid there (to households with
-- a statement, or to nobody that is known) against what its households declare as dividends, or as property income where no
-- line shows them; and what the lines named dividends declare against all that the ledger shows, whoever is paid and
-- whether in December before or spring after (null while the year runs: the rest may still be paid).
with entries as (
    select
        m.*,
        base.household_id is not null as has_statement,
        row_number() over (
            partition by m.village_id, m.survey_year
            order by case m.payment_time when 'in_year' then 0 else 1 end, m.source_file, m.source_sheet, m.source_row
        ) as place
    from derive_ledger_matches as m
    left join derive_base_statements as base
        on base.household_id = m.household_id and base.survey_year = m.survey_year
    where m.item_code = 'asset_dividend' and not m.has_forecast and m.village_id is not null
),

paid as (
    select
        village_id,
        survey_year,
        cast(sum(case when payment_time = 'in_year' and (household_id is null or has_statement) then amount_fen end) as bigint) as paid_fen,
        cast(sum(amount_fen) as bigint) as shown_fen,
        max(case when place = 1 then source_file end) as source_file,
        max(case when place = 1 then source_sheet end) as source_sheet,
        max(case when place = 1 then source_row end) as source_row
    from entries
    group by village_id, survey_year
    having count(*) = count(amount_fen) and count(*) filter (where payment_time = 'in_year') > 0
),

declared as (
    select
        base.village_id,
        base.survey_year,
        max(base.village_name) as village_name,
        bool_and(p.is_year_closed) as is_year_closed,
        cast(sum(case when base.asset_dividend_fen > 0 then base.asset_dividend_fen else base.property_income_fen end) as bigint)
            as declared_fen,
        cast(sum(base.asset_dividend_fen) as bigint) as dividend_fen
    from derive_base_statements as base
    inner join raw_year_parameters as p on p.survey_year = base.survey_year and p.county_name = split_part(base.village_id, '|', 1)
    group by base.village_id, base.survey_year
)

select
    declared.survey_year,
    declared.village_id,
    declared.village_name,
    coalesce(paid.paid_fen, 0) as paid_fen,
    declared.declared_fen,
    paid.shown_fen,
    case when declared.is_year_closed then declared.dividend_fen end as declared_dividend_fen,
    paid.source_file,
    paid.source_sheet,
    paid.source_row
from declared
inner join paid on paid.village_id = declared.village_id and paid.survey_year = declared.survey_year
where declared.declared_fen is not null
order by declared.village_id, declared.survey_year
