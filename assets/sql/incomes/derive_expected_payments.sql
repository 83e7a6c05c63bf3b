-- One row per household and year that ledgers promise money: what they expect or pay only next year, as far as the statement
-- has room for it, in the item's own line or in the line that it is part of (a dividend in 财产性收入). 低保, 五保 and pensions
-- may be counted in advance until the year is over (docs/method.md#verdict).
with expected as (
    select
        m.household_id,
        m.survey_year,
        coalesce(m.item_code, 'forecast') as item_code,
        max(items.part_of) as part_of,
        cast(sum(m.amount_fen) as bigint) as amount_fen,
        bool_or(m.is_unreadable) as is_unreadable
    from derive_ledger_matches as m
    inner join raw_year_parameters as p on p.survey_year = m.survey_year and p.county_name = split_part(m.household_id, '|', 1)
    left join raw_statement_items as items on items.item_code = m.item_code
    where m.household_id is not null
        and (m.has_forecast or m.payment_time = 'next_year')
        and coalesce(m.item_code, 'forecast') <> 'not_counted'
        and (
            not coalesce(items.is_monthly and items.component = 'transfer', false)
            or (m.has_forecast and year(p.as_of_date) > m.survey_year)
        )
    group by m.household_id, m.survey_year, coalesce(m.item_code, 'forecast')
)

select
    e.survey_year,
    e.household_id,
    cast(sum(case
        when own.household_id is null and whole.household_id is null then e.amount_fen
        when coalesce(own.declared_fen - own.paid_fen, whole.declared_fen - whole.paid_fen) + p.ledger_tolerance_fen >= e.amount_fen
            then e.amount_fen
        else 0
    end) as bigint) as awaited_fen,
    bool_or(e.is_unreadable) as is_unreadable
from expected as e
inner join raw_year_parameters as p on p.survey_year = e.survey_year and p.county_name = split_part(e.household_id, '|', 1)
left join derive_ledger_comparisons as own
    on own.household_id = e.household_id and own.survey_year = e.survey_year and own.item_code = e.item_code
left join derive_ledger_comparisons as whole
    on whole.household_id = e.household_id and whole.survey_year = e.survey_year and whole.item_code = e.part_of
group by e.survey_year, e.household_id
order by e.household_id, e.survey_year
