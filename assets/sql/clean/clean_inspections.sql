-- One row per finding of an inspection (巡视、审计等反馈问题): its number, text, village where it names one, who must mend it
-- and by when. line_number counts the lines of one number and village.
select
    s.survey_year,
    s.inspection_number,
    s.issue_text,
    s.inspected_by,
    s.department,
    places.village_id,
    coalesce(s.county_name, places.county_name) as county_name,
    coalesce(s.town_name, places.town_name) as town_name,
    s.village_name,
    case when s.household_code is not null then places.village_id || '|' || s.household_code end as household_id,
    s.household_code,
    names.name as head_name,
    found.date as inspected_on,
    s.found_text as inspected_text,
    due.date as stated_due_on,
    s.due_text as stated_due_text,
    s.remark,
    cast(row_number() over (
        partition by s.inspection_number, places.village_id, s.household_code
        order by s.source_file, s.source_sheet, s.source_row
    ) as integer) as line_number,
    s.source_file,
    s.source_sheet,
    s.source_row
from raw_inspections as s
left join raw_places as places on places.place_text = s.place_text and s.village_name is not null
left join raw_names as names on names.text = s.head_name
left join raw_dates as found on found.text = s.found_text
left join raw_dates as due on due.text = s.due_text
order by s.source_file, s.source_sheet, s.source_row
