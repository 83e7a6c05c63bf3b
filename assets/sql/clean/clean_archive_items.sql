-- One row per line of an archive checklist (考核资料归档清单): which paper of which household, and whether it is there.
-- line_number counts the lines of one household, year and paper.
select
    f.survey_year, f.household_id, f.village_id, f.county_name, f.town_name, f.village_name, f.household_code, f.head_name,
    s.item_text,
    s.presence_text,
    flags.is_true as is_present,
    archived.date as archived_on,
    s.archived_on as archived_text,
    s.signed_by,
    s.remark,
    cast(row_number() over (
        partition by f.village_id, f.household_code, f.survey_year, s.item_text
        order by s.source_file, s.source_sheet, s.source_row
    ) as integer) as line_number,
    s.source_file,
    s.source_sheet,
    s.source_row
from raw_archive_items as s
inner join clean_form_rows as f
    on f.kind = 'archive_item' and f.source_file = s.source_file and f.source_sheet = s.source_sheet and f.source_row = s.source_row
left join raw_flags as flags on flags.text = s.presence_text
left join raw_dates as archived on archived.text = s.archived_on
order by s.source_file, s.source_sheet, s.source_row
