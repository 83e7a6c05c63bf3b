-- One row per filled correction: the cell it is about, what stood there, what should, who says so and what became of it.
select
    survey_year,
    household_id,
    village_id,
    county_name,
    town_name,
    village_name,
    household_code,
    head_name,
    item_code,
    item_zh,
    stated_text,
    delivered_text,
    cast(delivered_fen * 0.01 as decimal(18, 2)) as delivered_yuan,
    corrected_text,
    cast(corrected_fen * 0.01 as decimal(18, 2)) as corrected_yuan,
    status,
    statuses.label_zh as status_zh,
    messages.label_zh as message,
    reason,
    evidence,
    signed_by,
    signed_text,
    finding_id,
    statement_file,
    statement_sheet,
    statement_row,
    source_file,
    source_sheet,
    source_row
from derive_corrections
left join raw_labels as statuses on statuses.label_set = 'correction_status' and statuses.code = status
left join raw_labels as messages on messages.label_set = 'correction_message' and messages.code = status
order by household_id, survey_year, item_code, source_file, source_sheet, source_row
