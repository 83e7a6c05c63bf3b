-- One row per household whose code changed: its old identifier and the one it has now.
with named as (
    select
        places.village_id || '|' || links.old_household_code as old_household_id,
        places.village_id || '|' || links.new_household_code as household_id,
        row_number() over (
            partition by places.village_id, links.old_household_code
            order by links.survey_year desc, links.source_file, links.source_sheet, links.source_row
        ) as newest_first
    from raw_household_links as links
    inner join raw_places as places on places.place_text = links.place_text
    where links.old_household_code is not null and links.new_household_code is not null
)

select old_household_id, household_id
from named
where newest_first = 1 and old_household_id <> household_id
order by old_household_id
