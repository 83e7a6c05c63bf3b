-- One row per item that was checked in a household's home (入户核查): found, verified, whether they agree, by whom and when.
select
    survey_year, household_id, village_id, county_name, town_name, village_name, household_code, head_name, item_code, item_zh,
    found_text,
    cast(found_fen * 0.01 as decimal(18, 2)) as found_yuan,
    cast(verified_fen * 0.01 as decimal(18, 2)) as verified_yuan,
    cast((found_fen - verified_fen) * 0.01 as decimal(18, 2)) as difference_yuan,
    is_agreed,
    case when is_agreed then '一致' when not is_agreed then '不一致' else '无法比较' end as agreement_zh,
    checked_by, checked_on, reason, source_file, source_sheet, source_row
from derive_field_checks
order by source_file, source_sheet, source_row
