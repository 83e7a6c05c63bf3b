-- One row per person of a roster, year and state (残疾, 学籍) that holds, or about which two sources of the year disagree:
-- the cell that decides, and the cell that says otherwise (docs/method.md#precedence-of-evidence).
with letters as (
    select source_file, source_sheet, column_name, min(column_letter) as column_letter
    from raw_source_columns
    where kind in ('roster', 'register') and column_name is not null
    group by source_file, source_sheet, column_name
)

select
    s.survey_year,
    s.household_id,
    s.person_state,
    case s.person_state when 'disability' then '残疾' else '学籍' end as person_state_zh,
    h.village_id,
    h.county_name,
    h.town_name,
    h.village_name,
    h.household_code,
    h.head_name,
    s.person_key,
    s.name_masked,
    s.is_on,
    s.claim_zh,
    letters.column_letter,
    s.source_file,
    s.source_sheet,
    s.source_row,
    s.other_claim_zh,
    others.column_letter as other_column_letter,
    s.other_source_file,
    s.other_source_sheet,
    s.other_source_row
from derive_person_states as s
inner join derive_household_years as h on h.household_id = s.household_id and h.survey_year = s.survey_year
left join letters
    on letters.source_file = s.source_file and letters.source_sheet = s.source_sheet and letters.column_name = s.column_name
left join letters as others
    on others.source_file = s.other_source_file
    and others.source_sheet = s.other_source_sheet
    and others.column_name = s.other_column_name
where s.is_on or s.other_claim_zh is not null
order by s.survey_year, s.household_id, s.person_key, s.person_state
