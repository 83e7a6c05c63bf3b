-- One row per line of an archive checklist (考核资料归档清单): which paper of which household, and whether it is there.
-- line_number counts the lines of one household, year and paper.
select
    coalesce(dates.year, s.survey_year) as survey_year,
    coalesce(links.household_id, places.village_id || '|' || s.household_code) as household_id,
    places.village_id,
    coalesce(s.county_name, places.county_name) as county_name,
    coalesce(s.town_name, places.town_name) as town_name,
    s.village_name,
    s.household_code,
    names.name as head_name,
    s.item_text,
    s.presence_text,
    flags.is_true as is_present,
    archived.date as archived_on,
    s.archived_on as archived_text,
    s.signed_by,
    s.remark,
    cast(row_number() over (
        partition by places.village_id, s.household_code, coalesce(dates.year, s.survey_year), s.item_text
        order by s.source_file, s.source_sheet, s.source_row
    ) as integer) as line_number,
    s.source_file,
    s.source_sheet,
    s.source_row
from raw_archive_items as s
inner join raw_places as places on places.place_text = s.place_text
left join raw_names as names on names.text = s.head_name
left join raw_dates as dates on dates.text = s.stated_year
left join clean_household_links as links
    on links.old_household_id = places.village_id || '|' || s.household_code
    and coalesce(dates.year, s.survey_year) >= links.valid_from_year
    and coalesce(dates.year, s.survey_year) <= coalesce(links.valid_to_year, dates.year, s.survey_year)
left join raw_flags as flags on flags.text = s.presence_text
left join raw_dates as archived on archived.text = s.archived_on
order by s.source_file, s.source_sheet, s.source_row
