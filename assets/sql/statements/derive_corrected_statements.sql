-- One row per statement row to which a correction applies: the row as it stands corrected. Its sizes stand here, its amounts in
-- derive_corrected_lines; the delivered row stays in clean_income_statements.
with applied as (
    select
        statement_file,
        statement_sheet,
        statement_row,
        cast(max(case when item_code = 'registered_count' then round(corrected_fen * 0.01) end) as integer) as registered_count,
        cast(max(case when item_code = 'resident_count' then round(corrected_fen * 0.01) end) as integer) as resident_count
    from derive_corrections
    where status = 'applied'
    group by statement_file, statement_sheet, statement_row
)

select
    s.survey_year, s.household_id, s.village_id, s.county_name, s.town_name, s.village_name, s.household_code, s.head_name, s.head_key,
    s.head_id_masked, s.form, s.month, s.household_type, s.has_size_column,
    false as is_blank, s.is_sign_assumed,
    coalesce(applied.registered_count, s.registered_count) as registered_count,
    coalesce(applied.resident_count, s.resident_count) as resident_count,
    s.work_months, s.remark, s.statement_id, s.source_file, s.source_sheet, s.source_row
from clean_income_statements as s
inner join applied
    on applied.statement_file = s.source_file and applied.statement_sheet = s.source_sheet and applied.statement_row = s.source_row
order by s.household_id, s.survey_year, s.form, s.source_file, s.source_sheet, s.source_row
