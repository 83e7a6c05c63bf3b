-- One row per accepted statement row: whose it is, household size, months worked and the remark. Its amounts are
-- clean_statement_lines, what the remark says of them is raw_remark_bookings.
with sized as (
    select distinct source_file, source_sheet
    from raw_source_columns
    where kind = 'income_statement' and column_name = 'registered_count'
),

sizes as (
    select
        s.*,
        try_cast(translate(replace(s.registered_count, '人', ''), '０１２３４５６７８９．eE_', '0123456789.xxx') as decimal(8, 4)) as size_number,
        try_cast(translate(replace(s.resident_count, '人', ''), '０１２３４５６７８９．eE_', '0123456789.xxx') as decimal(8, 4)) as resident_number
    from raw_income_statements as s
)

select
    a.survey_year,
    coalesce(links.household_id, places.village_id || '|' || a.household_code) as household_id,
    places.village_id,
    coalesce(a.county_name, places.county_name) as county_name,
    coalesce(a.town_name, places.town_name) as town_name,
    a.village_name,
    a.household_code,
    names.name as head_name,
    heads.person_key as head_key,
    heads.id_number_masked as head_id_masked,
    a.form,
    months.month,
    a.household_type,
    sized.source_file is not null as has_size_column,
    coalesce(a.is_blank, false) as is_blank,
    coalesce(a.is_sign_assumed, false) as is_sign_assumed,
    case when a.size_number = round(a.size_number) then cast(round(a.size_number) as integer) end as registered_count,
    case when a.resident_number = round(a.resident_number) then cast(round(a.resident_number) as integer) end as resident_count,
    case
        when worked.text is not null then worked.work_months
        else try_cast(translate(a.work_months, '０１２３４５６７８９．eE_', '0123456789.xxx') as decimal(6, 2))
    end as work_months,
    a.remark,
    a.statement_id,
    a.source_file,
    a.source_sheet,
    a.source_row
from sizes as a
inner join raw_places as places on places.place_text = a.place_text
left join clean_household_links as links
    on links.old_household_id = places.village_id || '|' || a.household_code
    and a.survey_year between links.valid_from_year and coalesce(links.valid_to_year, a.survey_year)
left join sized on sized.source_file = a.source_file and sized.source_sheet = a.source_sheet
left join raw_names as names on names.text = a.head_name
left join raw_id_numbers as heads on heads.text = a.head_id_number
left join raw_dates as months on months.text = a.month
left join raw_work_months as worked on worked.text = a.work_months
order by household_id, a.survey_year, a.form, a.source_file, a.source_sheet, a.source_row
