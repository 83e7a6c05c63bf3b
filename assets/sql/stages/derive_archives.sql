-- One row per household and year with an archive checklist: how many papers it lists, how many are there, and which lack.
with papers as (
    select
        survey_year, household_id, village_id, village_name, household_code, item_text, is_present, source_file, source_sheet, source_row,
        row_number() over (
            partition by household_id, survey_year order by source_file, source_sheet, source_row
        ) as place,
        row_number() over (
            partition by household_id, survey_year, case when coalesce(is_present, false) then 1 else 0 end
            order by source_file, source_sheet, source_row
        ) as place_of_kind
    from clean_archive_items
    where line_number = 1 and household_id is not null
)

select
    survey_year,
    household_id,
    max(village_id) as village_id,
    max(case when place = 1 then village_name end) as village_name,
    max(case when place = 1 then household_code end) as household_code,
    cast(count(*) as integer) as listed_paper_count,
    cast(count(*) filter (where is_present) as integer) as present_paper_count,
    concat_ws('、',
        max(case when place_of_kind = 1 and not coalesce(is_present, false) then item_text end),
        max(case when place_of_kind = 2 and not coalesce(is_present, false) then item_text end),
        max(case when place_of_kind = 3 and not coalesce(is_present, false) then item_text end))
        || coalesce(
            '等' || cast(max(case when place_of_kind > 3 and not coalesce(is_present, false) then place_of_kind end) as string) || '份', ''
        ) as lacking_papers,
    max(case when place = 1 then source_file end) as source_file,
    max(case when place = 1 then source_sheet end) as source_sheet,
    cast(max(case when place = 1 then source_row end) as integer) as source_row
from papers
group by survey_year, household_id
order by household_id, survey_year
