-- One row per thing that is wrong with a line of a record book register, archive list, inspection list, field check, review
-- sheet or rectification reply: an unreadable, future or too early date, a household or village nobody knows, a second line for
-- the same matter, a cell that is missing or cannot be read.
-- A household is unknown only where its village's households are known.
with dates as (
    select
        'record_book' as kind, '帮扶记录簿登记' as kind_zh, 'filled_on' as column_name, '填写日期' as column_zh, survey_year, household_id, village_id,
        village_name, household_code, filled_text as cell_text, filled_on as stated_on, true as is_of_year,
        source_file, source_sheet, source_row
    from clean_record_books
    union all
    select
        'record_book' as kind, '帮扶记录簿登记' as kind_zh, 'visited_on' as column_name, '入户日期' as column_zh, survey_year, household_id,
            village_id,
        village_name, household_code, visited_text as cell_text, visited_on as stated_on, false as is_of_year,
        source_file, source_sheet, source_row
    from clean_record_books
    union all
    select
        'archive_item' as kind, '归档清单' as kind_zh, 'archived_on' as column_name, '归档日期' as column_zh, survey_year, household_id, village_id,
        village_name, household_code, archived_text as cell_text, archived_on as stated_on, true as is_of_year,
        source_file, source_sheet, source_row
    from clean_archive_items
    union all
    select
        'field_check' as kind, '入户核查表' as kind_zh, 'checked_text' as column_name, '核查日期' as column_zh, survey_year, household_id,
            village_id,
        village_name, household_code, checked_text as cell_text, checked_on as stated_on, true as is_of_year,
        source_file, source_sheet, source_row
    from clean_field_checks
    union all
    select
        'review' as kind, '复核意见表' as kind_zh, 'reviewed_text' as column_name, '复核日期' as column_zh, survey_year, household_id, village_id,
        village_name, household_code, reviewed_text as cell_text, reviewed_on as stated_on, true as is_of_year,
        source_file, source_sheet, source_row
    from clean_reviews
    union all
    select
        'inspection', '巡视审计反馈问题清单', 'found_text', '反馈日期', survey_year, household_id, village_id,
        village_name, household_code, inspected_text, inspected_on, false,
        source_file, source_sheet, source_row
    from clean_inspections
    union all
    select
        'rectification', '整改回复', 'replied_text', '整改日期', survey_year, cast(null as string), village_id, village_name, cast(null as string),
        replied_text, replied_on, true, source_file, source_sheet, source_row
    from clean_rectification_replies
),

lines as (
    select
        'record_book' as kind, '帮扶记录簿登记' as kind_zh, survey_year, household_id, village_id, village_name, household_code,
        line_number as line_number, '' as about,
        source_file, source_sheet, source_row
    from clean_record_books
    union all
    select
        'archive_item' as kind, '归档清单' as kind_zh, survey_year, household_id, village_id, village_name, household_code,
        line_number as line_number, item_text as about,
        source_file, source_sheet, source_row
    from clean_archive_items
    union all
    select
        'field_check' as kind, '入户核查表' as kind_zh, survey_year, household_id, village_id, village_name, household_code,
        line_number as line_number, item_zh as about,
        source_file, source_sheet, source_row
    from clean_field_checks
    union all
    select
        'review' as kind, '复核意见表' as kind_zh, survey_year, household_id, village_id, village_name, household_code,
        cast(1 as integer) as line_number, '' as about,
        source_file, source_sheet, source_row
    from clean_reviews
    union all
    select
        'inspection' as kind, '巡视审计反馈问题清单' as kind_zh, survey_year, household_id, village_id, village_name, household_code,
        line_number, inspection_number as about, source_file, source_sheet, source_row
    from clean_inspections
    union all
    select
        'rectification', '整改回复', survey_year, cast(null as string), village_id, village_name, cast(null as string),
        line_number, rectification_id, source_file, source_sheet, source_row
    from clean_rectification_replies
    union all
    select
        'team', '驻村工作队名册', p.survey_year, cast(null as string), t.village_id, t.village_name, cast(null as string),
        t.line_number, '', t.source_file, t.source_sheet, t.source_row
    from clean_teams as t
    cross join (select max(survey_year) as survey_year from raw_year_parameters where is_own_county) as p
),

known_households as (
    select distinct household_id from derive_household_years
),

known_villages as (
    select distinct village_id from derive_household_years where village_id is not null
),

villages as (
    select village_id, is_registered from derive_teams
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
        d.kind, d.kind_zh, d.column_name, d.column_zh, d.survey_year, d.household_id, d.village_id, d.village_name, d.household_code,
        d.cell_text, d.source_file, d.source_sheet, d.source_row
    from dates as d
    inner join raw_year_parameters as p on p.survey_year = d.survey_year and p.is_own_county
    where d.cell_text is not null
        and (d.stated_on is null or d.stated_on > p.as_of_date or (d.is_of_year and d.stated_on < make_date(d.survey_year, 1, 1)))
    union all
    select
        'household_unknown', l.kind, l.kind_zh, 'household_code', '户码', l.survey_year, l.household_id, l.village_id, l.village_name,
        l.household_code, l.household_code, l.source_file, l.source_sheet, l.source_row
    from lines as l
    inner join known_villages on known_villages.village_id = l.village_id
    left join known_households on known_households.household_id = l.household_id
    where l.household_code is not null and known_households.household_id is null
    union all
    select
        'village_unknown', l.kind, l.kind_zh, 'village_name', '村', l.survey_year, cast(null as string), l.village_id, l.village_name,
        l.household_code, l.village_name, l.source_file, l.source_sheet, l.source_row
    from lines as l
    left join villages on villages.village_id = l.village_id
    cross join (select count(*) as village_count from villages where is_registered is null or is_registered) as all_villages
    where l.kind not in ('team', 'rectification') and l.village_name is not null and all_villages.village_count > 0
        and (villages.village_id is null or not coalesce(villages.is_registered, true))
    union all
    select
        'line_repeated', l.kind, l.kind_zh,
        case l.kind
            when 'inspection' then 'inspection_number' when 'team' then 'village_name' when 'rectification' then 'rectification_id'
            else 'household_code'
        end,
        case l.kind when 'inspection' then '问题编号' when 'team' then '村' when 'rectification' then '整改编号' else '户码' end,
        l.survey_year, l.household_id, l.village_id, l.village_name, l.household_code,
        coalesce(nullif(l.about, ''), l.household_code, l.village_name), l.source_file, l.source_sheet, l.source_row
    from lines as l
    where l.line_number > 1
    union all
    select
        problem, kind, kind_zh, column_name, column_zh, survey_year, household_id, village_id, village_name, household_code, cell_text,
        source_file, source_sheet, source_row
    from derive_entry_cells
)

select
    problems.problem,
    problems.kind,
    problems.kind_zh,
    problems.column_name,
    problems.column_zh,
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
left join letters
    on letters.source_file = problems.source_file and letters.source_sheet = problems.source_sheet
    and letters.kind = problems.kind and letters.column_name = problems.column_name
order by problems.source_file, problems.source_sheet, problems.source_row, problems.problem, problems.column_name
