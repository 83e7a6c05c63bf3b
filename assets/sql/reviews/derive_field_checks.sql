-- One row per item that was checked in a household's home: the figure found beside the verified one. They agree to a yuan
-- (counts of people exactly); is_agreed is null where one of them is not known.
with checks as (
    select c.*, s.statement_id
    from clean_field_checks as c
    left join derive_base_statements as s on s.household_id = c.household_id and s.survey_year = c.survey_year
    where c.line_number = 1 and c.found_text is not null and c.household_id is not null
),

verified as (
    select
        c.*,
        case
            when c.statement_id is null or c.item_code is null then null
            when c.item_code = 'disposable_income' then d.disposable_income_fen
            when c.item_code = 'disposable_income_per_capita' then d.disposable_income_per_capita_fen
            when c.item_code = 'transfer_income' then d.transfer_income_fen
            when c.item_code = 'transfer_paid' then d.transfer_paid_fen
            when c.item_code = 'registered_count' then d.registered_count * 100
            when c.item_code = 'resident_count' then d.resident_count * 100
            when l.item_code is not null then l.amount_fen
            else 0
        end as verified_fen
    from checks as c
    left join derive_disposable_incomes as d on d.household_id = c.household_id and d.survey_year = c.survey_year
    left join derive_base_lines as l on l.statement_id = c.statement_id and l.item_code = c.item_code
)

select
    v.survey_year, v.household_id, v.village_id, v.county_name, v.town_name, v.village_name, v.household_code, v.head_name,
    v.item_code, v.item_zh, v.found_text, v.found_fen, v.verified_fen,
    case
        when v.item_code in ('registered_count', 'resident_count') then v.found_fen = v.verified_fen
        else abs(v.found_fen - v.verified_fen) <= p.per_capita_tolerance_whole_fen
    end as is_agreed,
    v.checked_by, v.checked_on, v.checked_text, v.reason, v.source_file, v.source_sheet, v.source_row
from verified as v
inner join raw_year_parameters as p on p.survey_year = v.survey_year and p.county_name = split_part(v.household_id, '|', 1)
order by v.source_file, v.source_sheet, v.source_row
