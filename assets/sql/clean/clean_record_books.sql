-- One row per line of a record book register (帮扶记录簿): whose book, when it was filled in, what income it states and who
-- signed it. line_number counts the lines of one household and year.
select
    coalesce(dates.year, s.survey_year) as survey_year,
    coalesce(links.household_id, places.village_id || '|' || s.household_code) as household_id,
    places.village_id,
    coalesce(s.county_name, places.county_name) as county_name,
    coalesce(s.town_name, places.town_name) as town_name,
    s.village_name,
    s.household_code,
    names.name as head_name,
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
        partition by places.village_id, s.household_code, coalesce(dates.year, s.survey_year)
        order by s.source_file, s.source_sheet, s.source_row
    ) as integer) as line_number,
    s.source_file,
    s.source_sheet,
    s.source_row
from raw_record_books as s
inner join raw_places as places on places.place_text = s.place_text
left join raw_names as names on names.text = s.head_name
left join raw_dates as dates on dates.text = s.stated_year
left join clean_household_links as links
    on links.old_household_id = places.village_id || '|' || s.household_code
    and coalesce(dates.year, s.survey_year) >= links.valid_from_year
    and coalesce(dates.year, s.survey_year) <= coalesce(links.valid_to_year, dates.year, s.survey_year)
left join raw_dates as filled on filled.text = s.filled_on
left join raw_dates as visited on visited.text = s.visited_on
left join clean_amounts as incomes on incomes.text = s.stated_income and incomes.unit_yuan = s.unit_yuan
left join clean_amounts as per_capitas on per_capitas.text = s.stated_per_capita and per_capitas.unit_yuan = s.unit_yuan
order by s.source_file, s.source_sheet, s.source_row
