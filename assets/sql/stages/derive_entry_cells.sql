-- One row per cell of a filled line of a record book register, archive list, field check, review sheet or rectification reply that
-- cannot be read as what it should be, or is blank though the line counts for nothing without it.
with cells as (
    select 'archive_item' as kind, 'presence_text' as column_name, survey_year, household_id, village_id, village_name, household_code,
        presence_text as cell_text, is_present is not null as is_read, false as is_needed,
        source_file, source_sheet, source_row
    from clean_archive_items
    union all
    select 'field_check', names.column_name, c.survey_year, c.household_id, c.village_id, c.village_name, c.household_code,
        case names.column_name
            when 'item_text' then c.item_zh
            when 'found_text' then c.found_text
            when 'checked_by' then c.checked_by
            else c.checked_text
        end,
        (names.column_name <> 'item_text' or c.item_code is not null) and (names.column_name <> 'found_text' or c.found_fen is not null),
        true, c.source_file, c.source_sheet, c.source_row
    from clean_field_checks as c
    cross join (
        select 'item_text' as column_name union all select 'found_text' union all select 'checked_by' union all select 'checked_text'
    ) as names
    where c.found_text is not null
    union all
    select 'review', names.column_name, r.survey_year, r.household_id, r.village_id, r.village_name, r.household_code,
        case names.column_name
            when 'review_text' then r.review_text
            when 'reviewed_by' then r.reviewed_by
            when 'reviewed_text' then r.reviewed_text
            else r.reason
        end,
        names.column_name <> 'review_text' or r.decision is not null or r.is_appeal, true, r.source_file, r.source_sheet, r.source_row
    from clean_reviews as r
    cross join (
        select 'review_text' as column_name union all select 'reviewed_by' union all select 'reviewed_text' union all select 'reason'
    ) as names
    where r.is_filled and (names.column_name <> 'reason' or r.decision = 'objected' or r.is_appeal)
    union all
    select 'rectification', names.column_name, a.survey_year, cast(null as string), a.village_id, a.village_name, cast(null as string),
        case names.column_name
            when 'reply_text' then a.reply_text
            when 'replied_by' then a.replied_by
            when 'replied_text' then a.replied_text
            else a.evidence
        end,
        names.column_name <> 'reply_text' or a.outcome is not null, true, a.source_file, a.source_sheet, a.source_row
    from clean_rectification_replies as a
    cross join (
        select 'reply_text' as column_name union all select 'replied_by' union all select 'replied_text' union all select 'evidence'
    ) as names
    where a.is_filled and (names.column_name <> 'evidence' or coalesce(a.outcome, 'done') = 'done')
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
