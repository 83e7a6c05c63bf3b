-- One row per cell of a filled line of a record book register, archive list, field check, review sheet or rectification reply that
-- cannot be read as what it should be, or is blank though the line counts for nothing without it.
with cells as (
    select
        'record_book' as kind, '帮扶记录簿登记' as kind_zh, 'stated_income' as column_name, '簿载家庭可支配收入' as column_zh, b.survey_year,
        b.household_id, b.village_id, b.village_name, b.household_code, r.stated_income as cell_text,
        b.stated_disposable_income_fen is not null as is_read, false as is_needed,
        b.source_file, b.source_sheet, b.source_row
    from clean_record_books as b
    inner join raw_record_books as r
        on r.source_file = b.source_file and r.source_sheet = b.source_sheet and r.source_row = b.source_row
    union all
    select
        'archive_item', '归档清单', 'presence_text', '是否归档', survey_year, household_id, village_id, village_name, household_code,
        presence_text, is_present is not null, false, source_file, source_sheet, source_row
    from clean_archive_items
    union all
    select
        'field_check', '入户核查表', 'item_text', '核查项目', survey_year, household_id, village_id, village_name, household_code,
        item_zh, item_code is not null, true, source_file, source_sheet, source_row
    from clean_field_checks
    where found_text is not null
    union all
    select
        'field_check', '入户核查表', 'found_text', '入户核查数', survey_year, household_id, village_id, village_name, household_code,
        found_text, found_fen is not null, false, source_file, source_sheet, source_row
    from clean_field_checks
    union all
    select
        'field_check', '入户核查表', 'checked_by', '核查人', survey_year, household_id, village_id, village_name, household_code,
        checked_by, true, true, source_file, source_sheet, source_row
    from clean_field_checks
    where found_text is not null
    union all
    select
        'field_check', '入户核查表', 'checked_text', '核查日期', survey_year, household_id, village_id, village_name, household_code,
        checked_text, true, true, source_file, source_sheet, source_row
    from clean_field_checks
    where found_text is not null
    union all
    select
        'review', '复核意见表', 'review_text', '复核意见', survey_year, household_id, village_id, village_name, household_code,
        review_text, decision is not null or is_appeal, true, source_file, source_sheet, source_row
    from clean_reviews
    where is_filled
    union all
    select
        'review', '复核意见表', 'reviewed_by', '复核人', survey_year, household_id, village_id, village_name, household_code,
        reviewed_by, true, true, source_file, source_sheet, source_row
    from clean_reviews
    where is_filled
    union all
    select
        'review', '复核意见表', 'reviewed_text', '复核日期', survey_year, household_id, village_id, village_name, household_code,
        reviewed_text, true, true, source_file, source_sheet, source_row
    from clean_reviews
    where is_filled
    union all
    select
        'review', '复核意见表', 'reason', '复核理由', survey_year, household_id, village_id, village_name, household_code,
        reason, true, true, source_file, source_sheet, source_row
    from clean_reviews
    where is_filled and (decision = 'objected' or is_appeal)
    union all
    select
        'rectification', '整改回复', 'reply_text', '整改情况', survey_year, cast(null as string), village_id, village_name, cast(null as string),
        reply_text, is_said_done is not null, true, source_file, source_sheet, source_row
    from clean_rectification_replies
    where is_filled
    union all
    select
        'rectification', '整改回复', 'replied_by', '整改责任人', survey_year, cast(null as string), village_id, village_name, cast(null as string),
        replied_by, true, true, source_file, source_sheet, source_row
    from clean_rectification_replies
    where is_filled
    union all
    select
        'rectification', '整改回复', 'replied_text', '整改日期', survey_year, cast(null as string), village_id, village_name, cast(null as string),
        replied_text, true, true, source_file, source_sheet, source_row
    from clean_rectification_replies
    where is_filled
    union all
    select
        'rectification', '整改回复', 'evidence', '佐证材料', survey_year, cast(null as string), village_id, village_name, cast(null as string),
        evidence, true, true, source_file, source_sheet, source_row
    from clean_rectification_replies
    where is_filled and coalesce(is_said_done, true)
)

select
    case when cell_text is null then 'cell_missing' else 'text_unreadable' end as problem,
    kind, kind_zh, column_name, column_zh, survey_year, household_id, village_id, village_name, household_code, cell_text,
    source_file, source_sheet, source_row
from cells
where case when cell_text is null then is_needed else not is_read end
order by source_file, source_sheet, source_row, column_name
