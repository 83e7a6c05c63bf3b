-- One row per cell of a filled line of a record book register, archive list, field check, review sheet or rectification reply that
-- cannot be read as what it should be, or is blank though the line counts for nothing without it.
with cells as (
    select 'archive_item' as kind, 'presence_text' as column_name, survey_year, household_id, village_id, village_name, household_code,
        presence_text as cell_text, is_present is not null as is_read, false as is_needed,
        source_file, source_sheet, source_row
    from clean_archive_items
    union all
    select 'field_check', 'item_text', survey_year, household_id, village_id, village_name, household_code,
        item_zh, item_code is not null, true,
        source_file, source_sheet, source_row
    from clean_field_checks
    where found_text is not null
    union all
    select 'field_check', 'found_text', survey_year, household_id, village_id, village_name, household_code,
        found_text, found_fen is not null, true,
        source_file, source_sheet, source_row
    from clean_field_checks
    where found_text is not null
    union all
    select 'field_check', 'checked_by', survey_year, household_id, village_id, village_name, household_code,
        checked_by, true, true,
        source_file, source_sheet, source_row
    from clean_field_checks
    where found_text is not null
    union all
    select 'field_check', 'checked_text', survey_year, household_id, village_id, village_name, household_code,
        checked_text, true, true,
        source_file, source_sheet, source_row
    from clean_field_checks
    where found_text is not null
    union all
    select 'review', 'review_text', survey_year, household_id, village_id, village_name, household_code,
        review_text, decision is not null or is_appeal, true,
        source_file, source_sheet, source_row
    from clean_reviews
    where is_filled
    union all
    select 'review', 'reviewed_by', survey_year, household_id, village_id, village_name, household_code,
        reviewed_by, true, true,
        source_file, source_sheet, source_row
    from clean_reviews
    where is_filled
    union all
    select 'review', 'reviewed_text', survey_year, household_id, village_id, village_name, household_code,
        reviewed_text, true, true,
        source_file, source_sheet, source_row
    from clean_reviews
    where is_filled
    union all
    select 'review', 'reason', survey_year, household_id, village_id, village_name, household_code,
        reason, true, true,
        source_file, source_sheet, source_row
    from clean_reviews
    where is_filled and (decision = 'objected' or is_appeal)
    union all
    select 'rectification', 'reply_text', survey_year, cast(null as string), village_id, village_name, cast(null as string),
        reply_text, is_said_done is not null, true,
        source_file, source_sheet, source_row
    from clean_rectification_replies
    where is_filled
    union all
    select 'rectification', 'replied_by', survey_year, cast(null as string), village_id, village_name, cast(null as string),
        replied_by, true, true,
        source_file, source_sheet, source_row
    from clean_rectification_replies
    where is_filled
    union all
    select 'rectification', 'replied_text', survey_year, cast(null as string), village_id, village_name, cast(null as string),
        replied_text, true, true,
        source_file, source_sheet, source_row
    from clean_rectification_replies
    where is_filled
    union all
    select 'rectification', 'evidence', survey_year, cast(null as string), village_id, village_name, cast(null as string),
        evidence, true, true,
        source_file, source_sheet, source_row
    from clean_rectification_replies
    where is_filled and coalesce(is_said_done, true)
    union all
    select 'record_book', 'stated_income', b.survey_year, b.household_id, b.village_id, b.village_name, b.household_code,
        r.stated_income,
        b.stated_disposable_income_fen is not null, false, b.source_file, b.source_sheet, b.source_row
    from clean_record_books as b
    inner join raw_record_books as r
        on r.source_file = b.source_file and r.source_sheet = b.source_sheet and r.source_row = b.source_row
)

select
    case when cell_text is null then 'cell_missing' else 'text_unreadable' end as problem,
    kind, column_name, survey_year, household_id, village_id, village_name, household_code, cell_text,
    source_file, source_sheet, source_row
from cells
where case when cell_text is null then is_needed else not is_read end
order by source_file, source_sheet, source_row, column_name
