-- One row per line of a record book register (帮扶记录簿): whose book, when it was filled in, what income it states and who
-- signed it. line_number counts the lines of one household and year.
select
    f.survey_year, f.household_id, f.village_id, f.county_name, f.town_name, f.village_name, f.household_code, f.head_name,
    filled.date as filled_on,
    s.filled_on as filled_text,
    visited.date as visited_on,
    s.visited_on as visited_text,
    case
        when incomes.text is not null then incomes.amount_fen
        when s.unit_yuan = 1 then cast(round(try_cast(s.stated_income as decimal(16, 2)) * 100) as bigint)
        else try_cast(round(try_cast(s.stated_income as decimal(24, 8)) * 100 * s.unit_yuan) as bigint)
    end as stated_disposable_income_fen,
    case
        when per_capitas.text is not null then per_capitas.amount_fen
        when s.unit_yuan = 1 then cast(round(try_cast(s.stated_per_capita as decimal(16, 2)) * 100) as bigint)
        else try_cast(round(try_cast(s.stated_per_capita as decimal(24, 8)) * 100 * s.unit_yuan) as bigint)
    end as stated_per_capita_fen,
    s.signed_by,
    s.recorder_name,
    s.remark,
    cast(row_number() over (
        partition by f.village_id, f.household_code, f.survey_year
        order by s.source_file, s.source_sheet, s.source_row
    ) as integer) as line_number,
    s.source_file,
    s.source_sheet,
    s.source_row
from raw_record_books as s
inner join clean_form_rows as f
    on f.kind = 'record_book' and f.source_file = s.source_file and f.source_sheet = s.source_sheet and f.source_row = s.source_row
left join raw_dates as filled on filled.text = s.filled_on
left join raw_dates as visited on visited.text = s.visited_on
left join clean_amounts as incomes on incomes.text = s.stated_income and incomes.unit_yuan = s.unit_yuan
left join clean_amounts as per_capitas on per_capitas.text = s.stated_per_capita and per_capitas.unit_yuan = s.unit_yuan
order by s.source_file, s.source_sheet, s.source_row
