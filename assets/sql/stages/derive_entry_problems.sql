-- One row per thing that is wrong with a line of a record book register, archive list, inspection list, field check, review
-- sheet or rectification reply: an unreadable, future or too early date, a household or village nobody knows, a second line for
-- the same matter, a cell that is missing or cannot be read.
-- A household is unknown only where its village's households are known.
with lines as (
    select 'record_book' as kind, survey_year, household_id, village_id, village_name, household_code, line_number,
        cast(null as string) as about, 'filled_on' as date_column, filled_text as date_text, filled_on as stated_on,
        source_file, source_sheet, source_row
    from clean_record_books
    union all
    select 'archive_item', survey_year, household_id, village_id, village_name, household_code, line_number,
        item_text, 'archived_on', archived_text, archived_on, source_file, source_sheet, source_row
    from clean_archive_items
    union all
    select 'field_check', survey_year, household_id, village_id, village_name, household_code, line_number,
        item_zh, 'checked_text', checked_text, checked_on, source_file, source_sheet, source_row
    from clean_field_checks
    union all
    select 'review', survey_year, household_id, village_id, village_name, household_code, cast(1 as integer),
        cast(null as string), 'reviewed_text', reviewed_text, reviewed_on, source_file, source_sheet, source_row
    from clean_reviews
    union all
    select 'inspection', survey_year, household_id, village_id, village_name, household_code, line_number,
        inspection_number, 'found_text', inspected_text, inspected_on, source_file, source_sheet, source_row
    from clean_inspections
    union all
    select 'rectification', survey_year, cast(null as string), village_id, village_name, cast(null as string), line_number,
        rectification_id, 'replied_text', replied_text, replied_on, source_file, source_sheet, source_row
    from clean_rectification_replies
    union all
    select 'team', years.survey_year, cast(null as string), t.village_id, t.village_name, cast(null as string), t.line_number,
        cast(null as string), cast(null as string), cast(null as string), cast(null as date), t.source_file, t.source_sheet, t.source_row
    from clean_teams as t
    cross join (select max(survey_year) as survey_year from raw_year_parameters where is_own_county) as years
),

-- A visit may be of an earlier year, and so may an inspection.
dates as (
    select *, kind <> 'inspection' as is_of_year from lines
    union all
    select 'record_book', survey_year, household_id, village_id, village_name, household_code, line_number, cast(null as string),
        'visited_on', visited_text, visited_on, source_file, source_sheet, source_row, false
    from clean_record_books
),

known_households as (
    select distinct household_id from derive_household_years
),

known_villages as (
    select distinct village_id from derive_household_years where village_id is not null
),

letters as (
    select source_file, source_sheet, kind, column_name, min(column_letter) as column_letter
    from raw_source_columns
    group by source_file, source_sheet, kind, column_name
),

problems as (
    select
        case
            when d.stated_on is null then 'date_unreadable'
            when d.stated_on > p.as_of_date then 'date_in_future'
            else 'date_before_year'
        end as problem,
        d.kind, d.date_column as column_name, d.survey_year, d.household_id, d.village_id, d.village_name, d.household_code,
        d.date_text as cell_text, d.source_file, d.source_sheet, d.source_row
    from dates as d
    inner join raw_year_parameters as p on p.survey_year = d.survey_year and p.is_own_county
    where d.date_text is not null
        and (d.stated_on is null or d.stated_on > p.as_of_date or (d.is_of_year and d.stated_on < make_date(d.survey_year, 1, 1)))
    union all
    select 'household_unknown', l.kind, 'household_code', l.survey_year, l.household_id, l.village_id, l.village_name, l.household_code,
        l.household_code, l.source_file, l.source_sheet, l.source_row
    from lines as l
    inner join known_villages on known_villages.village_id = l.village_id
    left join known_households on known_households.household_id = l.household_id
    where l.household_code is not null and known_households.household_id is null
    union all
    select 'village_unknown', l.kind, 'village_name', l.survey_year, cast(null as string), l.village_id, l.village_name, l.household_code,
        l.village_name, l.source_file, l.source_sheet, l.source_row
    from lines as l
    left join derive_teams as villages on villages.village_id = l.village_id
    cross join (select count(*) as village_count from derive_teams where coalesce(is_registered, true)) as all_villages
    where l.kind not in ('team', 'rectification') and l.village_name is not null and all_villages.village_count > 0
        and (villages.village_id is null or not coalesce(villages.is_registered, true))
    union all
    select
        'line_repeated', l.kind,
        case l.kind
            when 'inspection' then 'inspection_number' when 'team' then 'village_name' when 'rectification' then 'rectification_id'
            else 'household_code'
        end,
        l.survey_year, l.household_id, l.village_id, l.village_name, l.household_code,
        coalesce(l.about, l.household_code, l.village_name), l.source_file, l.source_sheet, l.source_row
    from lines as l
    where l.line_number > 1
    union all
    select problem, kind, column_name, survey_year, household_id, village_id, village_name, household_code, cell_text,
        source_file, source_sheet, source_row
    from derive_entry_cells
)

select
    problems.problem,
    problems.kind,
    kinds.label_zh as kind_zh,
    problems.column_name,
    headings.label_zh as column_zh,
    letters.column_letter,
    problems.survey_year,
    case when known_households.household_id is not null then problems.household_id end as household_id,
    problems.village_id,
    problems.village_name,
    problems.household_code,
    problems.cell_text,
    problems.source_file,
    problems.source_sheet,
    problems.source_row
from problems
left join known_households on known_households.household_id = problems.household_id
left join raw_labels as kinds on kinds.label_set = 'entry_kind' and kinds.code = problems.kind
left join raw_labels as headings on headings.label_set = problems.kind and headings.code = problems.column_name
left join letters
    on letters.source_file = problems.source_file and letters.source_sheet = problems.source_sheet
    and letters.kind = problems.kind and letters.column_name = problems.column_name
order by problems.source_file, problems.source_sheet, problems.source_row, problems.problem, problems.column_name
